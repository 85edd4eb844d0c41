// The announcement file: what is shown is one line in each language and ends some time; everything else is a fault.
#include "app/announcements.hpp"

#include "base/text.hpp"
#include "fuzz.hpp"
#include "scratch.hpp"

using fuzz::promise;

namespace {

void examine_announcement(const base::Announcement& announcement)
{
    for (const auto& text : announcement.text) {
        promise(!text.empty() && base::trimmed(text) == text, "an announcement says something in each language");
        promise(base::is_utf8(text) && !base::has_control_characters(text), "on one line");
        promise(base::code_points(text) <= 600, "that is no essay");
    }
    promise(!announcement.from || announcement.from < announcement.until, "it begins before it ends");
    promise(!announcement.is_shown(announcement.until), "it ends");
}

} // namespace

void examine(std::string_view input)
{
    static const fuzz::Scratch scratch;
    std::vector<app::SettingsFault> faults;
    const auto announcement = app::read_announcement(scratch.write("announcement.toml", input), faults);
    promise(announcement.has_value() == faults.empty(), "there is an announcement or a fault");
    if (announcement) examine_announcement(*announcement);
    const auto lines = std::ranges::count(input, '\n') + 1;
    for (const auto& fault : faults)
        promise(!fault.remedy.empty() && fault.line <= lines, "a fault stands in the file and comes with its remedy");
}
