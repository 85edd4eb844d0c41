#include "flow/not_sent_words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace flow {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 18> known{
    {{"the same mail left just before", "staff.not_sent.just_before"},
     {"the same mail left within a day", "staff.not_sent.within_day"},
     {"the same mail left within ten minutes", "staff.not_sent.within_minutes"},
     {"daily limit of this address", "staff.not_sent.limit"},
     {"mails to this address were stopped by its reader", "staff.not_sent.stopped"},
     {"address on file cannot be written to", "staff.not_sent.unusable"},
     {"shared address cannot be written to", "staff.not_sent.unusable"},
     {"address cannot be written to", "staff.not_sent.unusable"},
     {"address takes no mail", "staff.not_sent.unusable"},
     {"password or address changed since", "staff.not_sent.changed"},
     {"account is locked", "staff.not_sent.not_in_use"},
     {"account is not active", "staff.not_sent.not_in_use"},
     {"account is gone", "staff.not_sent.not_in_use"},
     {"the change of address was undone already", "staff.not_sent.over"},
     {"the change was stopped or made already", "staff.not_sent.over"},
     {"need not or must not be invited", "staff.not_sent.not_needed"},
     {"account is not dormant any more", "staff.not_sent.not_needed"},
     {"needs no mail", "staff.not_sent.not_needed"}}};

} // namespace

std::optional<std::string_view> not_sent_words(std::string_view why)
{
    const auto* found = std::ranges::find(known, why, &std::pair<std::string_view, std::string_view>::first);
    if (found == known.end()) return std::nullopt;
    return found->second;
}

} // namespace flow
