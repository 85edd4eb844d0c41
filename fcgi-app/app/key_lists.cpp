#include "app/key_lists.hpp"

#include "app/secret_file.hpp"
#include "app/settings_faults.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace app {
namespace {

constexpr const char* what = "the secrets";
constexpr const char* remedy = "Create it, as in conf/secrets.example.toml.";

[[noreturn]] void refuse(const std::string& file, std::string_view key)
{
    throw SettingsFaults{
        {{file, 0, std::string{key} + ": is no list of keys",
          "Run: asiointi-admin config check; it says what is wrong."}}};
}

std::optional<toml::table> parsed(const std::string& text)
{
    try {
        return toml::parse(text);
    } catch (const toml::parse_error&) {
        return std::nullopt;
    }
}

/// Where a line and column of TOML are in the text; a column counts code points.
std::size_t place_of(const std::string& text, toml::source_position position)
{
    std::size_t at = 0;
    for (toml::source_index line = 1; line < position.line; ++line) at = text.find('\n', at) + 1;
    const auto continues = [&](std::size_t byte) { return (static_cast<unsigned char>(text[byte]) & 0xC0U) == 0x80U; };
    for (toml::source_index column = 1; column < position.column; ++column) {
        ++at;
        while (at < text.size() && continues(at)) ++at;
    }
    return at;
}

std::string to_toml(const std::vector<auth::KeyEntry>& entries)
{
    std::string text = "[";
    for (const auto& entry : entries) text += "\n  \"" + auth::to_text(entry) + "\",";
    return text + (entries.empty() ? "]" : "\n]");
}

/// "password.pepper": behind the line [password], or with that line at the end.
std::string with_new_list(const std::string& text, std::string_view key, const std::string& list)
{
    const auto dot = key.rfind('.');
    if (dot == std::string_view::npos) return std::string{key} + " = " + list + '\n' + text;
    const auto header = '[' + std::string{key.substr(0, dot)} + ']';
    const auto line = std::string{key.substr(dot + 1)} + " = " + list + '\n';
    const auto found = text.starts_with(header + '\n') ? 0 : text.find('\n' + header + '\n');
    if (found == std::string::npos) return text + '\n' + header + '\n' + line;
    const auto behind = text.find(header, found) + header.size() + 1;
    return text.substr(0, behind) + line + text.substr(behind);
}

std::string with_list(const std::string& text, const toml::table& old, std::string_view key, const std::string& list)
{
    const auto node = old.at_path(key);
    if (!node) return with_new_list(text, key, list);
    const auto& source = node.node()->source();
    const auto begin = place_of(text, source.begin);
    const auto end = place_of(text, source.end);
    return text.substr(0, begin) + list + text.substr(end);
}

/// Takes the list, and a table that holds nothing else, out of it.
toml::table without(toml::table root, std::string_view key)
{
    const auto dot = key.rfind('.');
    if (dot == std::string_view::npos) {
        root.erase(key);
        return root;
    }
    auto* table = root[key.substr(0, dot)].as_table();
    if (table == nullptr) return root;
    table->erase(key.substr(dot + 1));
    if (table->empty()) root.erase(key.substr(0, dot));
    return root;
}

bool says_the_same_but_for(
    const toml::table& old, const toml::table& fresh, std::string_view key, const std::string& list)
{
    const auto wanted = parsed("list = " + list).value();
    const auto got = fresh.at_path(key);
    return got && got.is_array() && *got.as_array() == *wanted["list"].as_array() &&
           without(old, key) == without(fresh, key);
}

} // namespace

std::vector<auth::KeyEntry> list_keys(const std::string& file, std::string_view key)
{
    const auto content = read_secret_file(file, what, remedy);
    const auto root = parsed(content.reveal());
    if (!root) refuse(file, key);
    const auto node = root->at_path(key);
    if (!node) return {};
    if (!node.is_array()) refuse(file, key);
    std::vector<auth::KeyEntry> entries;
    for (const auto& item : *node.as_array()) {
        auto entry = auth::parse_key_entry(item.value_or(std::string_view{}));
        if (!entry) refuse(file, key);
        entries.push_back(*std::move(entry));
    }
    return entries;
}

void replace_keys(const std::string& file, std::string_view key, const std::vector<auth::KeyEntry>& entries)
{
    const auto content = read_secret_file(file, what, remedy);
    const auto old = parsed(content.reveal());
    if (!old) refuse(file, key);
    const auto list = to_toml(entries);
    Content fresh{with_list(content.reveal(), *old, key, list)};
    const auto read_again = parsed(fresh.reveal());
    if (!read_again || !says_the_same_but_for(*old, *read_again, key, list))
        throw std::runtime_error{
            "cannot change " + std::string{key} + " in " + file + " without changing more; edit it by hand"};
    replace_secret_file(file, fresh, file);
}

} // namespace app
