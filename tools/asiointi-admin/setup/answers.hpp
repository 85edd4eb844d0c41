#pragma once

#include <toml++/toml.h>

#include <string>
#include <string_view>
#include <vector>

namespace setup {

/// What is known of a new installation so far, by the keys of the settings ("mail.smtp_host"), and besides by those that only
/// setup itself knows ("setup.help_address").
class Answers {
public:
    Answers() = default;

    /// Reads a file that is written like the settings, with a table [setup] besides. Throws app::SettingsFaults when it cannot be
    /// read or is no TOML.
    explicit Answers(const std::string& file);

    [[nodiscard]] bool has(std::string_view key) const;
    /// "" when there is none; a list with ", " between its members, a number in digits.
    [[nodiscard]] std::string text(std::string_view key) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;

    void set(std::string_view key, const std::string& text);
    void set(std::string_view key, std::int64_t number);
    void set(std::string_view key, const std::vector<std::string>& texts);
    void remove(std::string_view key);

    /// The keys of the table [setup], each with "setup." before it.
    [[nodiscard]] std::vector<std::string> setup_keys() const;

    /// The settings as TOML: all but [setup].
    [[nodiscard]] std::string settings_toml() const;

private:
    toml::table& table_of(std::string_view key);

    toml::table root_;
};

} // namespace setup
