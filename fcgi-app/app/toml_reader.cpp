#include "app/toml_reader.hpp"

#include "base/whole_file.hpp"
#include "view/texts.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

namespace app {
namespace {

std::string in_quotes(std::string_view text)
{
    return '"' + std::string{text} + '"';
}

/// On one line, with control characters as TOML would write them: keys and values of the file may hold any.
std::string on_one_line(std::string_view text)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string line;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7F)
            line += c;
        else
            line.append("\\u00").append(1, hex[byte >> 4U]).append(1, hex[byte & 0x0FU]);
    }
    return line;
}

std::string plain(double number)
{
    std::ostringstream text;
    text << number;
    return text.str();
}

std::string joined(const std::vector<std::string_view>& words)
{
    std::string text;
    for (const auto word : words) text += (text.empty() ? "\"" : ", \"") + std::string{word} + "\"";
    return text;
}

std::string in_words(const std::vector<SettingsFault>& faults)
{
    std::ostringstream text;
    for (const auto& fault : faults) {
        text << on_one_line(fault.file);
        if (fault.line != 0) text << ':' << fault.line;
        text << ": " << on_one_line(fault.what) << ". " << on_one_line(fault.remedy) << '\n';
    }
    std::string result = text.str();
    if (!result.empty()) result.pop_back();
    return result;
}

std::chrono::sys_days as_day(const toml::date& date)
{
    return std::chrono::year{date.year} / std::chrono::month{date.month} / std::chrono::day{date.day};
}

} // namespace

SettingsFaults::SettingsFaults(std::vector<SettingsFault> faults) : faults_{std::move(faults)}, text_{in_words(faults_)}
{
}

TomlReader::TomlReader(std::string file, std::vector<SettingsFault>& faults) : file_{std::move(file)}, faults_{faults}
{
    const auto content = base::whole_file(file_);
    if (!content) {
        faults_.push_back({file_, 0, "the file cannot be read", "Create it, or name another with --config."});
        return;
    }
    try {
        root_ = toml::parse(std::string_view{*content}, std::string_view{file_});
        loaded_ = true;
    } catch (const toml::parse_error& error) {
        faults_.push_back(
            {file_, error.source().begin.line, std::string{error.description()}, "Correct the TOML syntax there."});
    }
}

TomlReader::TomlReader(std::vector<KnownSetting>& known) : faults_{ignored_}, known_{&known}, loaded_{true} {}

void TomlReader::note(std::string_view key, std::string kind, std::string initial, std::string limits)
{
    if (known_ == nullptr) return;
    known_->push_back({std::string{key}, std::move(kind), std::move(initial), std::move(limits)});
}

toml::node_view<toml::node> TomlReader::find(std::string_view key)
{
    asked_.emplace(key);
    return root_.at_path(key);
}

unsigned TomlReader::line_of(std::string_view key) const
{
    // An absent key is looked for where it belongs: at its table, if that exists.
    for (;;) {
        const auto node = root_.at_path(key);
        if (node) return static_cast<unsigned>(node.node()->source().begin.line);
        const auto dot = key.rfind('.');
        if (dot == std::string_view::npos) return 0;
        key = key.substr(0, dot);
    }
}

void TomlReader::fault(std::string_view key, const std::string& what, std::string remedy)
{
    faulty_.emplace(key);
    faults_.push_back({file_, line_of(key), on_one_line(std::string{key} + ": " + what), std::move(remedy)});
}

void TomlReader::require(std::string_view key, bool present, std::string remedy)
{
    if (known_ != nullptr)
        for (auto& each : *known_) each.required = each.required || each.key == key;
    if (loaded_ && !present && !faulty_.contains(key)) fault(key, "is missing", std::move(remedy));
}

bool TomlReader::text(std::string_view key, std::string& value)
{
    note(key, "text", value.empty() ? "" : in_quotes(value));
    const auto node = find(key);
    if (!node) return false;
    if (const auto text = node.value_exact<std::string>()) {
        value = *text;
        return true;
    }
    fault(key, "is not a text", "Put the value in double quotes.");
    return false;
}

bool TomlReader::number(std::string_view key, unsigned& value, unsigned least, unsigned most)
{
    note(key, "whole number", std::to_string(value), std::to_string(least) + " to " + std::to_string(most));
    const auto node = find(key);
    if (!node) return false;
    const auto number = node.value_exact<std::int64_t>();
    if (number && *number >= least && *number <= most) {
        value = static_cast<unsigned>(*number);
        return true;
    }
    fault(
        key, number ? "is out of range" : "is not a whole number",
        "Write a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ", without quotes.");
    return false;
}

bool TomlReader::real(std::string_view key, double& value, double least, double most)
{
    note(key, "number", plain(value), plain(least) + " to " + plain(most));
    const auto node = find(key);
    if (!node) return false;
    const auto number = node.value<double>();
    if (number && *number >= least && *number <= most) {
        value = *number;
        return true;
    }
    std::ostringstream remedy;
    remedy << "Write a number from " << least << " to " << most << ", without quotes.";
    fault(key, number ? "is out of range" : "is not a number", remedy.str());
    return false;
}

bool TomlReader::flag(std::string_view key, bool& value)
{
    note(key, "true or false", value ? "true" : "false");
    const auto node = find(key);
    if (!node) return false;
    if (const auto flag = node.value_exact<bool>()) {
        value = *flag;
        return true;
    }
    fault(key, "is neither true nor false", "Write true or false, without quotes.");
    return false;
}

bool TomlReader::texts(std::string_view key, std::vector<std::string>& value)
{
    note(key, "list of texts", "[]");
    const auto node = find(key);
    if (!node) return false;
    const auto* array = node.as_array();
    if (array == nullptr || !std::ranges::all_of(*array, [](const toml::node& item) { return item.is_string(); })) {
        fault(key, "is not a list of texts", R"(Write it as ["first", "second"].)");
        return false;
    }
    value.clear();
    for (const auto& item : *array) value.push_back(item.value_or(std::string{}));
    return true;
}

bool TomlReader::day(std::string_view key, std::chrono::sys_days& value)
{
    note(key, "day", "");
    const auto node = find(key);
    if (!node) return false;
    if (const auto date = node.value_exact<toml::date>()) {
        value = as_day(*date);
        return true;
    }
    const auto text = node.value_exact<std::string>();
    if (const auto found = text ? base::parse_day(*text) : std::nullopt) {
        value = *found;
        return true;
    }
    fault(key, "is no date", R"(Write it as "2027-12-31".)");
    return false;
}

bool TomlReader::moment(std::string_view key, base::Instant& value)
{
    note(key, "date and time", "");
    const auto node = find(key);
    if (!node) return false;
    const auto written = node.value_exact<toml::date_time>();
    if (!written) {
        fault(key, "is no date and time", "Write it without quotes, such as 2027-01-31T16:00:00 (Finnish time).");
        return false;
    }
    const auto& [date, time, offset] = *written;
    const auto shown = as_day(date) + std::chrono::hours{time.hour} + std::chrono::minutes{time.minute} +
                       std::chrono::seconds{time.second};
    value = offset ? shown - std::chrono::minutes{offset->minutes} : view::from_local(shown);
    return true;
}

bool TomlReader::choice(std::string_view key, std::size_t& value, const std::vector<std::string_view>& words)
{
    note(key, "word", in_quotes(words.at(value)), joined(words));
    auto* const known = std::exchange(known_, nullptr); // noted as what it is
    std::string text;
    const bool is_there = this->text(key, text);
    known_ = known;
    if (!is_there) return false;
    const auto found = std::ranges::find(words, text);
    if (found == words.end()) {
        fault(key, "is none of the possible words", "Write one of " + joined(words) + ".");
        return false;
    }
    value = static_cast<std::size_t>(found - words.begin());
    return true;
}

std::vector<std::string> TomlReader::keys_of(std::string_view table)
{
    const auto node = find(table);
    std::vector<std::string> keys;
    if (const auto* entries = node.as_table())
        for (const auto& [key, value] : *entries) keys.emplace_back(key.str());
    return keys;
}

std::size_t TomlReader::count_tables(std::string_view key)
{
    const auto node = find(key);
    if (known_ != nullptr) return 1;
    if (!node) return 0;
    const auto* array = node.as_array();
    if (array != nullptr && std::ranges::all_of(*array, [](const toml::node& item) { return item.is_table(); }))
        return array->size();
    fault(key, "is no list of tables", "Begin each with a line [[" + std::string{key} + "]].");
    return 0;
}

void TomlReader::refuse_unknown_keys()
{
    if (loaded_) refuse_unknown(root_, "");
}

/// A table without any key is a setting only when its keys would be.
bool TomlReader::has_asked_below(const std::string& table) const
{
    const auto next = asked_.lower_bound(table + '.');
    return next != asked_.end() && next->starts_with(table + '.');
}

void TomlReader::refuse_unknown(const toml::table& table, const std::string& prefix)
{
    for (const auto& [key, value] : table) {
        const std::string path = prefix + std::string{key.str()};
        if (const auto* inner = value.as_table(); inner != nullptr && (!inner->empty() || has_asked_below(path))) {
            refuse_unknown(*inner, path + '.');
        } else if (const auto* tables = value.as_array(); tables != nullptr && asked_.contains(path)) {
            for (std::size_t i = 0; i < tables->size(); ++i)
                if (const auto* one = tables->get(i)->as_table())
                    refuse_unknown(*one, path + '[' + std::to_string(i) + "].");
        } else if (!asked_.contains(path)) {
            fault(path, "is no setting", "Correct the spelling, or remove the line; the manual lists every key.");
        }
    }
}

} // namespace app
