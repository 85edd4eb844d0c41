#include "view/time_words.hpp"

namespace view {

std::string time_in_words(
    const Texts& texts, base::Language language, std::chrono::sys_seconds instant, std::chrono::sys_seconds now)
{
    const auto days_ago = local_day(now) - local_day(instant);
    const TextValue time{"time", local_time(language, instant)};
    if (days_ago == std::chrono::days{0}) return texts.get(language, {"time.today", {time}});
    if (days_ago == std::chrono::days{1}) return texts.get(language, {"time.yesterday", {time}});
    return texts.get(language, {"time.on_day", {{"date", local_date(language, instant)}, time}});
}

} // namespace view
