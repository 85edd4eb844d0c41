#pragma once

#include "auth/email_address.hpp"
#include "flow/visit.hpp"
#include "store/throttle.hpp"

#include <string>

namespace flow {

/// Under which keys an attempt for `user_name` is counted: the canonical address when it is one, so that neither case
/// nor spelling gives a fresh allowance, and keyed digests, so that the table names nobody.
///
/// user_name  or another name that stands for one: AskedPassword::counted_under.
/// owner  the account that the password is of; nullopt counts all browsers as strangers. A browser is known that signed in
///        to it since its password was last set.
[[nodiscard]] store::AttemptKeys
attempt_keys(const Visit& visit, const std::string& user_name, const std::optional<store::Account>& owner);

/// Of the account's own user name, and of the browsers that it knows: the last used ones, which are all that anybody uses.
[[nodiscard]] store::OwnerKeys
owner_keys(store::Database& db, const base::Settings& settings, const store::Account& account, base::Instant now);

/// The name's half alone.
[[nodiscard]] auth::Digest name_key(const base::Settings& settings, const std::string& user_name);

} // namespace flow
