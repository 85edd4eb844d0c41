#pragma once

#include "store/database.hpp"

#include <optional>
#include <string>
#include <vector>

/// A resident's dealings, through the view `portal_history` that the portal's administrator writes
/// (sql/portal-example/README.md). Nothing is promised about it: it may be missing, wrong or slow.
namespace store {

/// One row of the view. Texts are cut to 500 characters; what the view leaves NULL is "".
struct Dealing {
    std::optional<base::Instant> at; ///< nullopt: the portal does not know
    std::string service;
    std::string title;
    std::string state;
    std::string link;
    bool needs_strong_identification; ///< unless the view says "weak": then service, title, state and link are ""
};

struct Dealings {
    std::vector<Dealing> rows; ///< the newest in front
    bool has_older;
};

/// The dealings of all these users of the portal together, up to `most`, behind the newest `offset` ones. Takes 1.5 s at
/// most where the server is a MariaDB. Throws DatabaseError when the view is missing, broken or too slow: that says nothing
/// about the database, and the next statement runs as ever.
[[nodiscard]] Dealings
list_dealings(Database& db, const std::vector<std::string>& portal_ids, unsigned offset, unsigned most);

} // namespace store
