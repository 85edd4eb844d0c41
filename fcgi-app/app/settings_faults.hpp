#pragma once

#include <exception>
#include <string>
#include <vector>

namespace app {

/// One thing that is wrong with the configuration, with what to do about it.
struct SettingsFault {
    std::string file;
    unsigned line; ///< 0: concerns the whole file
    std::string what;
    std::string remedy;
};

/// All that is wrong, found in one reading. what() is one line for each fault: "FILE:LINE: what. Remedy."
class SettingsFaults : public std::exception {
public:
    explicit SettingsFaults(std::vector<SettingsFault> faults);
    [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }
    [[nodiscard]] const std::vector<SettingsFault>& faults() const { return faults_; }

private:
    std::vector<SettingsFault> faults_;
    std::string text_;
};

} // namespace app
