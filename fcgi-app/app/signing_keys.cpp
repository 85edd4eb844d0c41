#include "app/signing_keys.hpp"

#include "app/credentials.hpp"
#include "app/secret_file.hpp"
#include "app/settings_faults.hpp"

#include <algorithm>
#include <string_view>
#include <unistd.h>

namespace app {
namespace {

constexpr const char* make_them = "Make it with: asiointi-admin keys rotate";

[[noreturn]] void refuse(const std::string& file, unsigned line, std::string what, std::string remedy)
{
    throw SettingsFaults{{{file, line, std::move(what), std::move(remedy)}}};
}

std::string_view trimmed(std::string_view line)
{
    constexpr std::string_view white = " \t\r";
    const auto begin = line.find_first_not_of(white);
    return begin == line.npos ? "" : line.substr(begin, line.find_last_not_of(white) - begin + 1);
}

/// A fault for a line that is neither key nor comment.
std::vector<auth::KeyEntry> entries_of(std::string_view content, const std::string& file)
{
    std::vector<auth::KeyEntry> entries;
    for (unsigned number = 1; !content.empty(); ++number) {
        const auto end = std::min(content.find('\n'), content.size());
        const auto line = trimmed(content.substr(0, end));
        content.remove_prefix(std::min(end + 1, content.size()));
        if (line.empty() || line.starts_with('#')) continue;
        auto entry = auth::parse_key_entry(line);
        if (!entry) refuse(file, number, "is no key of 32 bytes in base64", "Correct or remove the line.");
        entries.push_back(*std::move(entry));
    }
    return entries;
}

} // namespace

std::vector<base::Key> read_signing_keys(const std::string& file)
{
    if (file.empty()) return {};
    const auto place = credential_or(file);
    const auto content = read_secret_file(place, "the signing keys", make_them);
    auto ring = auth::ring_of(entries_of(content.reveal(), place));
    if (!ring.current) refuse(place, 0, "holds no signing key", make_them);
    return std::move(ring.accepted);
}

std::vector<auth::KeyEntry> list_signing_keys(const std::string& file)
{
    if (::access(file.c_str(), F_OK) != 0) return {};
    const auto content = read_secret_file(file, "the signing keys", make_them);
    return entries_of(content.reveal(), file);
}

void write_signing_keys(const std::string& file, const std::vector<auth::KeyEntry>& entries, const std::string& like)
{
    std::string text = "# Keys that sign statements for the portal, the current one first. Secret.\n";
    for (const auto& entry : entries) text += auth::to_text(entry) + '\n';
    replace_secret_file(file, Content{std::move(text)}, like);
}

} // namespace app
