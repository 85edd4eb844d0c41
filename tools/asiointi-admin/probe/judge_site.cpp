#include "probe/judge_site.hpp"

#include "base/text.hpp"
#include "probe/judge.hpp"
#include "probe/remedies.hpp"
#include "probe/report.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace probe {
namespace {

constexpr unsigned long least_max_age_s = 365UL * 24 * 3600;

Verdict verdict(Outcome outcome, const Answer& answer, const char* remedy)
{
    return {outcome, came(answer), outcome == Outcome::ok ? "" : remedy};
}

std::string squeezed(std::string_view text)
{
    std::string result;
    for (const char c : base::ascii_lower(text))
        if (c != ' ' && c != '\t' && c != '"') result += c;
    return result;
}

/// The parts between semicolons, in lower case and without blanks.
std::vector<std::string> directives_of(std::string_view value)
{
    std::vector<std::string> directives;
    for (std::size_t begin = 0; begin <= value.size();) {
        const auto end = std::min(value.find(';', begin), value.size());
        directives.push_back(squeezed(value.substr(begin, end - begin)));
        begin = end + 1;
    }
    return directives;
}

unsigned long max_age_of(std::string_view strict_transport_security)
{
    constexpr std::string_view name = "max-age=";
    for (const auto& directive : directives_of(strict_transport_security)) {
        if (!directive.starts_with(name)) continue;
        unsigned long seconds = 0;
        std::from_chars(directive.data() + name.size(), directive.data() + directive.size(), seconds);
        return seconds;
    }
    return 0;
}

bool has_our_name(std::string_view name)
{
    auto plain = base::ascii_lower(name);
    for (const std::string_view prefix : {"__host-", "__secure-"})
        if (plain.starts_with(prefix)) plain.erase(0, prefix.size());
    return plain == "asiointi" || plain.starts_with("asiointi-");
}

/// Signing out takes away the portal's own cookies that portal.cookies names, whatever their names and paths are.
bool is_removal_of_others(std::string_view set_cookie)
{
    const auto attributes = directives_of(set_cookie);
    return !set_cookie.starts_with("__Host-") && std::ranges::find(attributes, "max-age=0") != attributes.end();
}

/// What is wrong with a Set-Cookie line of ours; empty when nothing is.
std::string wrong_in(std::string_view set_cookie)
{
    if (is_removal_of_others(set_cookie)) return "";
    constexpr std::array<std::string_view, 4> wanted{"secure", "httponly", "path=/", "samesite="};
    const auto attributes = directives_of(set_cookie);
    std::string wrong = set_cookie.starts_with("__Host-") ? "" : " no __Host-";
    for (const auto attribute : wanted) {
        const bool is_there = std::ranges::any_of(attributes, [&](const auto& each) {
            return attribute.ends_with('=') ? each == "samesite=lax" || each == "samesite=strict" : each == attribute;
        });
        if (!is_there) wrong += " no " + std::string{attribute};
    }
    if (std::ranges::any_of(attributes, [](const auto& each) { return each.starts_with("domain="); }))
        wrong += " a Domain";
    return wrong;
}

} // namespace

Verdict judge_internal(const Chain& chain)
{
    const bool is_closed = chain.first().status == 404 || chain.end == End::sign_in;
    return verdict(is_closed ? Outcome::ok : Outcome::fault, chain.first(), remedy::internal);
}

Verdict judge_unknown_host(const Chain& chain, std::string_view host)
{
    const auto& answer = chain.first();
    const bool is_refused = answer.status == 0 || (answer.status >= 400 && answer.status < 500);
    if (is_refused) return verdict(Outcome::ok, answer, "");
    const bool leads_home =
        chain.end != End::sign_in && answer.is_redirect() && answer.header("location").find(host) == std::string::npos;
    const bool is_unclear = leads_home || answer.status >= 500;
    return verdict(is_unclear ? Outcome::warning : Outcome::fault, answer, remedy::unknown_host);
}

Verdict judge_plain_page(const Answer& answer, const Url& asked)
{
    if (answer.status == 0 || (answer.status >= 400 && answer.status < 500)) return verdict(Outcome::ok, answer, "");
    if (!answer.is_redirect()) return verdict(Outcome::fault, answer, remedy::plain_http);
    const auto next = resolve(asked, answer.header("location"));
    if (!next || !next->is_secure()) return verdict(Outcome::fault, answer, remedy::plain_http);
    return verdict(next->host == asked.host ? Outcome::ok : Outcome::warning, answer, remedy::other_https_host);
}

Verdict judge_plain_form(const Answer& answer)
{
    if (answer.status >= 500) return verdict(Outcome::warning, answer, remedy::plain_form);
    const bool is_refused = answer.status == 0 || answer.status >= 400;
    return verdict(is_refused ? Outcome::ok : Outcome::fault, answer, remedy::plain_form);
}

Verdict judge_direct(const Answer& answer, std::string_view address)
{
    const auto* reached = address.starts_with("unix:") ? remedy::open_socket : remedy::past_nginx;
    if (answer.status > 0) return verdict(Outcome::fault, answer, reached);
    switch (answer.silence) {
    case Silence::not_connected:
        return verdict(Outcome::ok, answer, "");
    case Silence::unknown:
        return verdict(Outcome::warning, answer, remedy::no_such_address);
    case Silence::not_trusted:
        return verdict(Outcome::fault, answer, reached);
    default:
        return verdict(Outcome::warning, answer, remedy::no_http);
    }
}

Verdict judge_transport_security(const Answer& answer)
{
    const auto value = answer.header("strict-transport-security");
    const auto found = "Strict-Transport-Security: " + (value.empty() ? "(none)" : printable(value));
    if (max_age_of(value) >= least_max_age_s) return {Outcome::ok, found};
    return {Outcome::fault, found, remedy::transport_security};
}

Verdict judge_server_version(const Answer& answer)
{
    const auto value = answer.header("server");
    const auto found = "Server: " + (value.empty() ? "(none)" : printable(value));
    const auto slash = value.find('/');
    const bool tells = slash != value.npos && slash + 1 < value.size() &&
                       std::isdigit(static_cast<unsigned char>(value[slash + 1])) != 0;
    if (!tells) return {Outcome::ok, found};
    return {Outcome::fault, found, remedy::server_version};
}

Verdict judge_foreign_reading(const Answer& answer)
{
    for (const auto& [name, value] : answer.headers)
        if (name.starts_with("access-control-"))
            return {Outcome::fault, printable(std::string{name}.append(": ").append(value)), remedy::foreign_reading};
    return verdict(Outcome::ok, answer, "");
}

Verdict judge_cookies(const Answer& answer, bool is_account_page)
{
    for (const auto& [header, line] : answer.headers) {
        if (header != "set-cookie") continue;
        const auto name = line.substr(0, line.find('='));
        if (!is_account_page && !has_our_name(name)) continue;
        const auto wrong = wrong_in(line);
        if (!wrong.empty())
            return {Outcome::fault, "Set-Cookie: " + printable(name) + " with" + wrong, remedy::cookies};
    }
    return verdict(Outcome::ok, answer, "");
}

} // namespace probe
