#pragma once

#include "auth/secret.hpp"
#include "base/account_id.hpp"
#include "store/database.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Browsers that have signed in to an account before. A browser shows a random value in a cookie; what is stored is its
/// digest, once for each account, since couples at one computer share it (DESIGN, "Throttling"). What residents see as their
/// devices are sessions: flow/devices.hpp, store/sessions.hpp.
namespace store {

/// So long a browser stays known that does not sign in: as long as browsers keep a cookie at most.
constexpr std::chrono::days device_memory{400};

struct KnownDevice {
    base::Instant first_seen_at;
    base::Instant last_seen_at;        ///< of the last sign-in
    std::uint32_t password_generation; ///< of the account when it last signed in; 0: it was forgotten since
};

/// What is known of this browser for this account; nullopt: it never signed in to it, or too long ago.
/// device  auth::digest() of the cookie's value.
[[nodiscard]] std::optional<KnownDevice>
find_device(Database& db, base::AccountId account, const auth::Digest& device, base::Instant now);

/// Those that have signed in since the password was last set, the last used one in front, at most `most`.
[[nodiscard]] std::vector<auth::Digest> list_devices(
    Database& db, base::AccountId account, std::uint32_t password_generation, unsigned most, base::Instant now);

/// How well an account knew a browser until now.
enum class Acquaintance {
    known,   ///< it signed in before
    unknown, ///< others did, this one never, or it was forgotten since
    first,   ///< nothing ever did
};

struct SeenDevice {
    base::AccountId account;
    auth::Digest device;
    std::uint32_t password_generation; ///< of the account, from now on
    std::string user_agent;            ///< cut to 255 characters
};

/// Makes the browser known to the account as of `now`, or keeps it known; in place of another one where a hundred are known.
[[nodiscard]] Acquaintance remember_device(Transaction& tx, const SeenDevice& seen, base::Instant now);

/// The next sign-in from each browser of this account is told of as from one that nobody knows: somebody else may have used it with
/// the password that was taken from them now.
void forget_devices(Transaction& tx, base::AccountId account);

} // namespace store
