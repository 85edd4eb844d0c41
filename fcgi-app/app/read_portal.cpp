#include "app/read_portal.hpp"

#include "app/read_site.hpp"
#include "auth/origin.hpp"

#include <algorithm>

namespace app {
namespace {

/// The characters of a token (RFC 9110, 5.6.2): a cookie's name.
bool is_token(std::string_view name)
{
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    const auto fits = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               others.find(c) != std::string_view::npos;
    };
    return !name.empty() && std::ranges::all_of(name, fits);
}

bool is_cookie_path(std::string_view path)
{
    return path.starts_with('/') &&
           std::ranges::none_of(path, [](char c) { return c <= ' ' || c >= 0x7F || c == ';' || c == ','; });
}

void read_origins(TomlReader& toml, base::Settings& settings)
{
    auto& origins = settings.portal.origins;
    if (!toml.texts("portal.origins", origins)) return;
    if (!std::ranges::all_of(origins, is_origin))
        toml.fault("portal.origins", "holds something that is no origin", "Write https://HOST for each.");
    if (auth::find_origin(origins, settings.base_url))
        toml.fault(
            "portal.origins", "names the host of the account pages",
            "Remove it: a portal on that host needs no session of its own.");
    settings.return_origins.insert(settings.return_origins.end(), origins.begin(), origins.end());
}

void read_cookies(TomlReader& toml, std::vector<base::PortalCookie>& cookies)
{
    std::vector<std::string> texts;
    if (!toml.texts("portal.cookies", texts)) return;
    for (const auto& text : texts) {
        const auto space = text.find(' ');
        base::PortalCookie cookie{.name = text.substr(0, space)};
        if (space != std::string::npos) cookie.path = text.substr(space + 1);
        if (!is_token(cookie.name) || !is_cookie_path(cookie.path))
            toml.fault(
                "portal.cookies", '"' + text + "\" is no cookie",
                R"(Write its name, "PHPSESSID", or its name and path, "JSESSIONID /hakemukset".)");
        cookies.push_back(std::move(cookie));
    }
}

} // namespace

void read_portal(TomlReader& toml, base::Settings& settings)
{
    auto& portal = settings.portal;
    read_origins(toml, settings);
    read_cookies(toml, portal.cookies);
    toml.flag("portal.create_users", portal.create_users);
    toml.text("portal.audience", portal.audience);
    if (toml.text("portal.signing_keys", portal.signing_keys))
        portal.signing_keys = beside(settings.file, portal.signing_keys);
}

} // namespace app
