#pragma once

#include <optional>
#include <string_view>

namespace flow {

/// The key of the text that says why a mail was not sent. Nullopt for a reason that only says who exists: the pages keep
/// silent about that.
/// why  as flow/mail_decision.cpp gives it and mail_outbox.reply keeps it.
[[nodiscard]] std::optional<std::string_view> not_sent_words(std::string_view why);

} // namespace flow
