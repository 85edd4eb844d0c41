#include "setup/web_server.hpp"

#include "base/whole_file.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace setup {
namespace {

namespace fs = std::filesystem;

constexpr const char* our_file = "asiointipalvelu.conf";
constexpr std::string_view example_host = "asiointi.example.fi";

/// As it stands between double quotes.
std::string quoted(const std::string& text)
{
    std::string result;
    for (const char c : text) {
        if (c == '$') throw std::runtime_error{"nginx cannot show \"" + text + "\": it holds a $"};
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result;
}

std::string with_all(std::string text, std::string_view from, const std::string& to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// map "" $name { default "…"; }
void set_map(std::string& text, const std::string& name, const std::string& value)
{
    const auto begin = "map \"\" $" + name + ' ';
    std::istringstream lines{text};
    text.clear();
    for (std::string line; std::getline(lines, line);)
        text.append(line.starts_with(begin) ? begin + "{ default \"" + quoted(value) + "\"; }" : line).append(1, '\n');
}

void set_maps(std::string& text, const base::Settings& settings)
{
    for (const auto language : base::all_languages) {
        const auto& names = settings.names[static_cast<std::size_t>(language)];
        const auto code = std::string{base::code(language)};
        set_map(text, "asiointi_service_" + code, names.at("site"));
        set_map(text, "asiointi_contact_" + code, names.at("contact"));
    }
    std::string targets;
    for (const auto& origin : settings.return_origins) targets += ' ' + origin;
    for (const auto& origin : settings.portal.origins) targets += ' ' + origin;
    set_map(text, "asiointi_accounts", settings.base_url);
    set_map(text, "asiointi_form_targets", targets);
}

std::string without_ipv6(const std::string& text)
{
    std::istringstream lines{text};
    std::string result;
    for (std::string line; std::getline(lines, line);)
        if (!line.starts_with("listen [::]")) result += line + '\n';
    return result;
}

} // namespace

std::string filled_in(const std::string& text, const base::Settings& settings, const Site& site)
{
    auto result = text;
    set_maps(result, settings);
    result = with_all(result, "/etc/ssl/certs/asiointi.example.fi.pem", site.certificate);
    result = with_all(result, "/etc/ssl/private/asiointi.example.fi.key", site.certificate_key);
    result = with_all(result, example_host, site.host);
    result = with_all(result, "unix:/run/asiointipalvelu/pages.sock", "unix:" + settings.pool.pages_socket);
    result = with_all(result, "unix:/run/asiointipalvelu/check.sock", "unix:" + settings.pool.check_socket);
    return site.has_ipv6 ? result : without_ipv6(result);
}

std::string entry_file(bool is_default)
{
    std::string text =
        "# Made by asiointi-admin setup. What differs from place to place is in /etc/asiointipalvelu/nginx. The\n"
        "# brackets make a pattern, so that nothing is missed when the package is gone.\n";
    if (is_default) return text + "include asiointipalvelu/asiointipalvelu.con[f];\n";
    text += "# Another default server is there already, so default-server.conf is left out.\n";
    for (const auto* part : {"http", "redirect", "site", "status"})
        text += std::string{"include asiointipalvelu/"} + part + ".con[f];\n";
    return text;
}

std::vector<std::string> default_servers(const std::string& nginx_folder)
{
    static const std::regex listens_by_default{"(^|\n)[ \t]*listen[ \t][^;#\n]*default_server"};
    std::vector<std::string> found;
    for (const auto* part : {"conf.d", "sites-enabled"}) {
        std::error_code missing;
        for (const auto& entry : fs::directory_iterator{fs::path{nginx_folder} / part, missing}) {
            const auto text = base::whole_file(entry.path().string());
            if (entry.path().filename() == our_file || !text) continue;
            if (std::regex_search(*text, listens_by_default)) found.push_back(entry.path().string());
        }
    }
    std::ranges::sort(found);
    return found;
}

bool has_ipv6()
{
    const int probe = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (probe < 0) return false;
    sockaddr_in6 any{};
    any.sin6_family = AF_INET6;
    any.sin6_addr = in6addr_any;
    const bool can = ::bind(probe, reinterpret_cast<const sockaddr*>(&any), sizeof any) == 0; // NOLINT
    ::close(probe);
    return can;
}

} // namespace setup
