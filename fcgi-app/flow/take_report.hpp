#pragma once

#include "base/secret.hpp"
#include "store/bounces.hpp"

#include <string_view>
#include <vector>

namespace flow {

/// What became of a message that came to the bounce address.
enum class Taken {
    marked,    ///< the address takes no mail: its account is marked
    noted,     ///< kept with the mail
    known,     ///< it was known already
    not_ours,  ///< a delivery report without the mark of a mail that we (still) know
    no_report, ///< no delivery report at all
};

/// Reads one message, and keeps what it says of a mail of ours. Whoever has not seen that mail cannot make up a report that
/// counts.
///
/// arrived_for  the address that the mail server delivered it to, when it says so; may be "".
[[nodiscard]] Taken take_report(
    store::Database& db, const std::vector<base::Key>& keys, std::string_view message, std::string_view arrived_for,
    base::Instant now);

} // namespace flow
