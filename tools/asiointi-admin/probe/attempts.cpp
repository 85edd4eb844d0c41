#include "probe/attempts.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace probe {
namespace {

constexpr std::array<std::string_view, 7> identity_names{"Account", "User",      "Users",    "Name",
                                                         "Email",   "Assurance", "Assertion"};

std::string upper(std::string_view text)
{
    std::string result{text};
    std::ranges::transform(result, result.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return result;
}

std::string join(std::initializer_list<std::string_view> parts)
{
    std::string text;
    for (const auto part : parts) text += part;
    return text;
}

using Spelling = std::vector<std::string> (*)(std::string_view name, std::string_view mark);

std::vector<std::string> doubled_in_odd_case(std::string_view name, std::string_view mark)
{
    return {
        join({"X-Asiointi-", name, ": ", mark}), join({"x-asiointi-", base::ascii_lower(name), ": ", mark}),
        join({"X-ASIOINTI-", upper(name), ": ", mark, ", ", mark})};
}

std::vector<std::string> with_underscores(std::string_view name, std::string_view mark)
{
    return {
        join({"X_Asiointi_", name, ": ", mark}), join({"X-Asiointi_", name, ": ", mark}),
        join({"HTTP_X_ASIOINTI_", upper(name), ": ", mark})};
}

std::vector<std::string> with_dots(std::string_view name, std::string_view mark)
{
    return {join({"X.Asiointi.", name, ": ", mark})};
}

std::vector<std::string> for_all_names(Spelling spelling, std::string_view mark)
{
    std::vector<std::string> lines;
    for (const auto name : identity_names)
        for (auto& line : spelling(name, mark)) lines.push_back(std::move(line));
    return lines;
}

/// "own; x=1" for "own" and "x=1"; without the semicolon when one is empty.
std::string together(const std::string& one, const std::string& other)
{
    return one.empty() || other.empty() ? one + other : one + "; " + other;
}

} // namespace

std::vector<std::string> page_headers()
{
    return {
        "Accept: text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language: en", "Sec-Fetch-Mode: navigate",
        "Sec-Fetch-Dest: document"};
}

std::vector<std::string> all_identity_headers(std::string_view mark)
{
    std::vector<std::string> lines;
    for (const Spelling spelling : {doubled_in_odd_case, with_underscores, with_dots})
        for (auto& line : for_all_names(spelling, mark)) lines.push_back(std::move(line));
    return lines;
}

std::vector<Forgery> forged_identities(std::string_view mark)
{
    std::vector<Forgery> forgeries;
    forgeries.reserve(identity_names.size());
    for (const auto name : identity_names)
        forgeries.push_back(
            {join({"X-Asiointi-", name, ", doubled and in odd case"}), doubled_in_odd_case(name, mark)});
    forgeries.push_back({"X_Asiointi_... with underscores", for_all_names(with_underscores, mark)});
    forgeries.push_back({"X.Asiointi... with dots", for_all_names(with_dots, mark)});
    forgeries.push_back(
        {"the identity headers of other systems",
         {join({"Remote-User: ", mark}), join({"X-Remote-User: ", mark}), join({"X-Forwarded-User: ", mark}),
          join({"X-Auth-Request-User: ", mark}), "Authorization: Basic Y2hlY2s6Y2hlY2s="}});
    forgeries.push_back(
        {"headers that name this machine as its origin",
         {"X-Forwarded-For: 127.0.0.1", "X-Real-IP: 127.0.0.1", "Forwarded: for=127.0.0.1", "X-Client-IP: 127.0.0.1"}});
    forgeries.push_back(
        {"headers that name another address or method",
         {"X-Original-URL: /", "X-Rewrite-URL: /", "X-Original-URI: /", "X-HTTP-Method-Override: OPTIONS",
          "Asiointi-Require: none", "Asiointi-Uri: /"}});
    return forgeries;
}

std::vector<Forgery> made_up_sessions(std::string_view id)
{
    const auto ours = join({"__Host-asiointi=", id});
    return {
        {"a made-up session cookie", {"Cookie: " + ours}},
        {"a made-up session cookie, doubled", {"Cookie: " + ours + "; " + ours}},
        {"a made-up session cookie in two Cookie lines", {"Cookie: " + ours, "Cookie: " + ours}},
        {"a made-up session cookie in odd case", {join({"Cookie: __HOST-Asiointi=", id})}},
        {"a made-up session cookie among others",
         {"Cookie: own=1; __Host-asiointi-form=x; " + ours + "; __Host-asiointi-device=y; other=2"}},
        {"an empty session cookie", {"Cookie: __Host-asiointi="}},
        {"a session cookie of 3,000 characters", {"Cookie: __Host-asiointi=" + std::string(3000, 'A')}},
    };
}

std::vector<CookieCase> cookie_cases(std::string_view mark, const std::string& session)
{
    const std::string own{own_cookie};
    const auto form = join({"__Host-asiointi-form=", mark});
    const auto odd = join({"__HOST-Asiointi-device=", mark});
    std::string ten;
    for (const char c : std::string_view{"abcdefghij"})
        ten = together(ten, join({{&c, 1}, "=1; __Host-asiointi-", {&c, 1}, "=", mark}));
    const auto with_session = [&](const std::string& line) { return together(line, session); };
    return {
        {"our cookies before its own", {together(with_session(form + "; " + odd), own)}, true},
        {"our cookies after its own, without blanks",
         {own + ';' + form + (session.empty() ? "" : ';' + session)},
         true},
        {"our cookies doubled", {with_session(join({form, "; ", own, "; ", form, "; ", odd}))}, true},
        {"our cookies in two Cookie lines", {form + "; " + own, with_session(odd)}, true},
        {"our cookies behind a comma", {with_session(join({own, ", ", form}))}, false},
        {"ten of our cookies among others", {with_session(own + "; " + ten)}, false},
    };
}

std::vector<std::string> spellings_of(const Url& page)
{
    const auto path = page.path();
    const auto rest = path.substr(1);
    std::vector<std::string> all{
        '/' + path,    "/." + path,  "/%2e" + path,     "/x/.." + path, "/x/..;" + path, "/%2e%2e" + path,
        "/%2f" + rest, "/\\" + rest, '/' + upper(rest), path + '/',     path + "/.",     path + '.',
        path + "%20",  path + "%00", path + ";x=1",     path + "%2f",   path + ".css",   page.origin() + path};
    if (!rest.empty() && std::isalpha(static_cast<unsigned char>(rest[0])) != 0) {
        constexpr std::string_view hex = "0123456789ABCDEF";
        const auto code = static_cast<unsigned char>(rest[0]);
        const std::string escaped{'%', hex[code >> 4U], hex[code & 0x0FU]};
        all.push_back('/' + escaped + rest.substr(1));
    }
    std::erase(all, path);
    return all;
}

} // namespace probe
