#pragma once

#include "app/settings_faults.hpp"
#include "base/time.hpp"

#include <toml++/toml.h>

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace app {

/// A key that a TOML file may have, as the program itself knows it: for the manual.
struct KnownSetting {
    std::string key;     ///< "mail.smtp_port"; "footer.fi[0].label" for a table that may be repeated
    std::string kind;    ///< "text", "whole number", "number", "true or false", "list of texts", "day", …
    std::string initial; ///< its default as TOML; "" when there is none
    std::string limits;  ///< "1 to 65535", or the possible words; "" when there are none
    bool required = false;
};

/// Takes values out of one TOML file, notes each fault with its line and goes on, and knows at the end which keys
/// nobody asked for. Keys are dotted: "mail.smtp_port".
class TomlReader {
public:
    /// A file that cannot be opened or parsed is a fault; every key is then absent.
    TomlReader(std::string file, std::vector<SettingsFault>& faults);

    /// Reads no file: every key is absent, no fault counts, each [[table]] is there once, and `known` gets what is asked
    /// for, in this order.
    explicit TomlReader(std::vector<KnownSetting>& known);

    [[nodiscard]] bool is_loaded() const { return loaded_; }

    /// Each reads a key into `value` when it is there, and leaves the default otherwise. False: absent or faulty.
    bool text(std::string_view key, std::string& value);
    bool number(std::string_view key, unsigned& value, unsigned least, unsigned most);
    bool real(std::string_view key, double& value, double least, double most);
    bool flag(std::string_view key, bool& value);
    bool texts(std::string_view key, std::vector<std::string>& value);
    /// A day: "2027-01-31", with or without quotes.
    bool day(std::string_view key, std::chrono::sys_days& value);
    /// A date and time (2027-01-31T16:00:00), with an offset behind it or else as clocks in Finland show it.
    bool moment(std::string_view key, base::Instant& value);
    /// One of several words: gives its place in the list.
    bool choice(std::string_view key, std::size_t& value, const std::vector<std::string_view>& words);
    template <class Duration>
    bool duration(std::string_view key, Duration& value, unsigned least, unsigned most)
    {
        auto count = static_cast<unsigned>(value.count());
        if (!number(key, count, least, most)) return false;
        value = Duration{count};
        return true;
    }
    /// The names of a table's keys, such as "names.fi"; empty when there is no such table.
    [[nodiscard]] std::vector<std::string> keys_of(std::string_view table);

    /// How many tables [[key]] there are; each is then read as "key[0].name", "key[1].name", ….
    [[nodiscard]] std::size_t count_tables(std::string_view key);

    void fault(std::string_view key, const std::string& what, std::string remedy);
    /// Call when a required key was absent and no other fault was noted for it.
    void require(std::string_view key, bool present, std::string remedy);
    /// Notes a fault for each key that nothing has read.
    void refuse_unknown_keys();

private:
    [[nodiscard]] toml::node_view<toml::node> find(std::string_view key);
    [[nodiscard]] unsigned line_of(std::string_view key) const;
    void refuse_unknown(const toml::table& table, const std::string& prefix);
    [[nodiscard]] bool has_asked_below(const std::string& table) const;
    void note(std::string_view key, std::string kind, std::string initial, std::string limits = "");

    std::string file_;
    std::vector<SettingsFault> ignored_; ///< of a reader without a file
    std::vector<SettingsFault>& faults_;
    std::vector<KnownSetting>* known_ = nullptr;
    toml::table root_;
    bool loaded_ = false;
    std::set<std::string, std::less<>> asked_;
    std::set<std::string, std::less<>> faulty_;
};

} // namespace app
