#pragma once

#include "store/accounts.hpp"
#include "store/legacy_users.hpp"

#include <optional>
#include <string>
#include <vector>

/// Finding whom somebody on the telephone means.
namespace store {

/// An account, or an old user of the portal who leads to none (yet).
struct FoundPerson {
    std::string public_id; ///< of the account; "": there is none
    std::string email;     ///< of the account, or on file; "" when the portal has none
    std::string name;
    std::string old_name;                     ///< of the old user; "" when an account was found by itself
    std::optional<LegacyStatus> old_status{}; ///< of the old user
    std::string old_note{};                   ///< why it is that
};

struct FoundPeople {
    std::vector<FoundPerson> rows;
    bool has_more;
};

/// By address, old user name, or the beginning of a family name with or without the beginning of a given name, in either
/// order. Up to `most` people, accounts in front.
[[nodiscard]] FoundPeople search_people(Database& db, const std::string& typed, unsigned most);

/// The account that `public_id` names.
[[nodiscard]] std::optional<Account> find_account_by_public_id(Database& db, const std::string& public_id);

} // namespace store
