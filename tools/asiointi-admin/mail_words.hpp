#pragma once

#include "store/outbox.hpp"

#include <string_view>

/// The words for what is stored as a number.
namespace admin {

/// Why a mail was asked for; "unknown" for a reason that a newer program wrote.
[[nodiscard]] std::string_view reason_name(store::MailReason reason);

} // namespace admin
