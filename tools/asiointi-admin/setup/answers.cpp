#include "setup/answers.hpp"

#include "app/settings_faults.hpp"
#include "base/whole_file.hpp"

#include <sstream>

namespace setup {
namespace {

constexpr const char* own_table = "setup";

std::string_view name_of(std::string_view key)
{
    return key.substr(key.rfind('.') + 1);
}

toml::table parsed(const std::string& file)
{
    const auto content = base::whole_file(file);
    if (!content) throw app::SettingsFaults{{{file, 0, "the file cannot be read", "Name another with --answers."}}};
    try {
        return toml::parse(std::string_view{*content}, std::string_view{file});
    } catch (const toml::parse_error& error) {
        throw app::SettingsFaults{
            {{file, error.source().begin.line, std::string{error.description()}, "Correct the TOML syntax there."}}};
    }
}

} // namespace

Answers::Answers(const std::string& file) : root_{parsed(file)} {}

bool Answers::has(std::string_view key) const
{
    return bool{root_.at_path(key)};
}

std::string Answers::text(std::string_view key) const
{
    std::string joined;
    for (const auto& each : texts(key)) joined += (joined.empty() ? "" : ", ") + each;
    return joined;
}

std::vector<std::string> Answers::texts(std::string_view key) const
{
    const auto node = root_.at_path(key);
    if (const auto number = node.value_exact<std::int64_t>()) return {std::to_string(*number)};
    if (const auto text = node.value_exact<std::string>()) return {*text};
    std::vector<std::string> all;
    if (const auto* array = node.as_array())
        for (const auto& each : *array) all.push_back(each.value_or(std::string{}));
    return all;
}

toml::table& Answers::table_of(std::string_view key)
{
    auto* table = &root_;
    for (auto dot = key.find('.'); dot != std::string_view::npos; dot = key.find('.')) {
        const auto name = key.substr(0, dot);
        if ((*table)[name].as_table() == nullptr) table->insert_or_assign(name, toml::table{});
        table = (*table)[name].as_table();
        key.remove_prefix(dot + 1);
    }
    return *table;
}

void Answers::set(std::string_view key, const std::string& text)
{
    table_of(key).insert_or_assign(name_of(key), text);
}

void Answers::set(std::string_view key, std::int64_t number)
{
    table_of(key).insert_or_assign(name_of(key), number);
}

void Answers::set(std::string_view key, const std::vector<std::string>& texts)
{
    toml::array list;
    for (const auto& each : texts) list.push_back(each);
    table_of(key).insert_or_assign(name_of(key), std::move(list));
}

void Answers::remove(std::string_view key)
{
    table_of(key).erase(name_of(key));
}

std::vector<std::string> Answers::setup_keys() const
{
    std::vector<std::string> keys;
    if (const auto* table = root_[own_table].as_table())
        for (const auto& [key, value] : *table) keys.push_back(std::string{own_table} + '.' + std::string{key.str()});
    return keys;
}

std::string Answers::settings_toml() const
{
    auto settings = root_;
    settings.erase(own_table);
    std::ostringstream text;
    // Double quotes, as in all of our examples.
    const auto flags = toml::toml_formatter::default_flags & ~toml::format_flags::allow_literal_strings;
    text << toml::toml_formatter{settings, flags} << '\n';
    return std::move(text).str();
}

} // namespace setup
