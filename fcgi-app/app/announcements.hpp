#pragma once

#include "app/settings_faults.hpp"
#include "base/announcement.hpp"

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace app {

/// Reads an announcement (conf/announcement.example.toml): a text for each language as `fi`, `sv` and `en`, `until` and
/// optionally `from`, with an offset or else as clocks in Finland show it. Whatever is wrong with the file is added to
/// `faults`; then, and when there is no such file, the result is absent.
[[nodiscard]] std::optional<base::Announcement>
read_announcement(const std::string& file, std::vector<SettingsFault>& faults);

/// The announcement of one process: follows the file that the system administrator writes, without a restart.
class Announcements {
public:
    /// file          as above; empty: never an announcement.
    /// fault_logged  shared by all processes that follow the file, so that one of them logs a faulty version.
    Announcements(std::string file, std::atomic<std::int64_t>& fault_logged)
        : file_{std::move(file)}, fault_logged_{fault_logged}
    {
    }

    /// What is to be shown at `now` in this language; "" for nothing. Looks at the file's time at most once in two
    /// seconds, and reads it when it has changed. A faulty file is logged, and what was there before stays; a file that is
    /// gone takes its announcement along. Never throws for what is in the file.
    [[nodiscard]] const std::string& text(base::Language language, base::Instant now);

private:
    void look(base::Instant now);
    void read();

    std::string file_;
    std::atomic<std::int64_t>& fault_logged_;
    std::optional<base::Instant> looked_at_;
    std::int64_t version_ = 0; ///< of the file as last read; 0: there was none
    std::optional<base::Announcement> current_;
};

} // namespace app
