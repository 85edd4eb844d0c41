#pragma once

#include "app/secret_file.hpp"
#include "app/settings_faults.hpp"
#include "base/settings.hpp"
#include "setup/answers.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace setup {

/// An installation's files in a folder of their own that nobody else may read, to be judged by app::read_settings() before
/// anything takes their place. The folder goes with this object.
class Draft {
public:
    /// Throws std::system_error when no folder can be made.
    Draft();
    ~Draft();
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    /// Puts these in the place of what was there.
    void write(const Answers& answers, const app::Content& secrets) const;

    /// Every fault; `file` is what they are about, as far as its reader knows.
    [[nodiscard]] std::vector<app::SettingsFault> faults(const std::string& file) const;

    /// Throws app::SettingsFaults.
    [[nodiscard]] base::Settings settings() const;

private:
    std::filesystem::path folder_;
};

} // namespace setup
