#pragma once

#include "auth/email_address.hpp"
#include "flow/visit.hpp"
#include "store/outbox.hpp"

#include <optional>
#include <string>

namespace flow {

/// What a person typed to say who they are, and whom that means, if anybody.
struct Identifier {
    std::string typed;                       ///< trimmed; never empty
    std::optional<auth::EmailAddress> email; ///< when it is an address
    std::optional<store::Identified> found;
};

/// The longest user name that is looked at, in bytes.
constexpr std::size_t max_typed_bytes = 254;

/// Reads a user name: nullopt when it is empty or too long. Looks it up as an address and as an old user name, with the
/// same statements whoever it is.
[[nodiscard]] std::optional<Identifier> identify(const Visit& visit, const std::string& field);

/// Queues what may become a mail, for known and unknown alike (DESIGN, "What the login page tells"). False when today's
/// limit for what was typed is reached and an earlier message still holds: then nothing is queued.
[[nodiscard]] bool
ask_for_mail(const Visit& visit, store::MailReason reason, const Identifier& identifier, const std::string& return_url);

} // namespace flow
