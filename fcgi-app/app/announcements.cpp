#include "app/announcements.hpp"

#include "app/toml_reader.hpp"
#include "base/log.hpp"
#include "base/text.hpp"

#include <sys/stat.h>

namespace app {
namespace {

constexpr std::chrono::seconds look_again{2};
constexpr std::size_t longest = 600; ///< code points: a box at the top of a page is no place for an essay

/// Differs whenever the file was written anew; 0 when there is none.
std::int64_t version_of(const std::string& file)
{
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) return 0;
    const std::int64_t written = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
    return written ^ (std::int64_t{status.st_size} << 40) ^ static_cast<std::int64_t>(status.st_ino);
}

void read_text(TomlReader& toml, base::Language language, std::string& text)
{
    const auto key = base::code(language);
    const bool found = toml.text(key, text);
    toml.require(key, found, "Add the text in this language: an announcement has all three.");
    if (!found) return;
    text = base::trimmed(text);
    if (text.empty() || base::has_control_characters(text))
        toml.fault(key, "is empty or has more than one line", "Write it as one line of text.");
    else if (base::code_points(text) > longest)
        toml.fault(key, "is too long", "Use at most " + std::to_string(longest) + " characters.");
}

} // namespace

std::optional<base::Announcement> read_announcement(const std::string& file, std::vector<SettingsFault>& faults)
{
    if (version_of(file) == 0) return std::nullopt;
    const auto faults_before = faults.size();
    TomlReader toml{file, faults};
    base::Announcement found;
    for (const auto language : base::all_languages)
        read_text(toml, language, found.text[static_cast<std::size_t>(language)]);
    toml.require("until", toml.moment("until", found.until), "Add the end, such as until = 2027-01-31T16:00:00");
    base::Instant from;
    if (toml.moment("from", from)) found.from = from;
    if (found.from && *found.from >= found.until) toml.fault("from", "is not before until", "Correct one of the two.");
    toml.refuse_unknown_keys();
    if (faults.size() > faults_before) return std::nullopt;
    return found;
}

const std::string& Announcements::text(base::Language language, base::Instant now)
{
    static const std::string nothing;
    if (!file_.empty()) look(now);
    if (!current_ || !current_->is_shown(now)) return nothing;
    return current_->text[static_cast<std::size_t>(language)];
}

void Announcements::look(base::Instant now)
{
    // A clock that was set back must not stop the looking.
    if (looked_at_ && now >= *looked_at_ && now < *looked_at_ + look_again) return;
    looked_at_ = now;
    if (const auto version = version_of(file_); version != version_) {
        version_ = version;
        read();
    }
}

void Announcements::read()
{
    std::vector<SettingsFault> faults;
    auto found = read_announcement(file_, faults);
    if (faults.empty()) {
        current_ = std::move(found);
        return;
    }
    if (fault_logged_.exchange(version_) == version_) return;
    for (const auto& fault : faults)
        base::log(
            base::LogLevel::error, "announcement_faulty",
            {{"file", fault.file}, {"line", fault.line}, {"cause", fault.what}, {"remedy", fault.remedy}});
}

} // namespace app
