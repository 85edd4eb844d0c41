#include "probe/echo.hpp"

#include "base/text.hpp"
#include "probe/attempts.hpp"
#include "probe/judge.hpp"
#include "probe/remedies.hpp"

#include <algorithm>

namespace probe {
namespace {

std::string plain_name(std::string_view name)
{
    auto plain = base::ascii_lower(base::trimmed(name));
    std::ranges::replace(plain, '_', '-');
    return plain.starts_with("http-") ? plain.substr(5) : plain;
}

bool contains(std::string_view text, std::string_view part)
{
    return !part.empty() && text.find(part) != text.npos;
}

/// The portal was not reached with what was sent, so nothing is known of what arrives.
std::optional<Verdict> judge_unreached(const Answer& answer)
{
    if (answer.is_success()) return std::nullopt;
    return Verdict{Outcome::fault, came(answer), remedy::no_echo};
}

} // namespace

Echo::Echo(std::string_view body)
{
    for (std::size_t begin = 0; begin < body.size();) {
        const auto end = std::min(body.find('\n', begin), body.size());
        const auto line = body.substr(begin, end - begin);
        const auto colon = line.find(':');
        if (colon != line.npos)
            lines_.emplace_back(plain_name(line.substr(0, colon)), base::trimmed(line.substr(colon + 1)));
        begin = end + 1;
    }
}

std::vector<std::string> Echo::all(std::string_view lower_case_name) const
{
    std::vector<std::string> values;
    for (const auto& [name, value] : lines_)
        if (name == lower_case_name) values.push_back(value);
    return values;
}

std::string Echo::names_with(std::string_view mark, std::string_view except) const
{
    std::string names;
    for (const auto& [name, value] : lines_)
        if (name != except && contains(value, mark)) names += (names.empty() ? "" : ", ") + name;
    return names;
}

std::vector<std::pair<std::string, std::string>> Echo::identity() const
{
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto& [name, value] : lines_)
        if (contains(name, "asiointi") && name != "x-asiointi-assertion" && !value.empty())
            found.emplace_back(name, value);
    std::ranges::sort(found);
    return found;
}

Verdict judge_echo(const Answer& answer, const std::string& witness)
{
    if (auto unreached = judge_unreached(answer)) return *unreached;
    const auto values = Echo{answer.body}.all(witness_header);
    const bool repeats = values == std::vector{witness};
    return {repeats ? Outcome::ok : Outcome::fault, came(answer), repeats ? "" : remedy::no_echo};
}

Verdict judge_forged_arrival(const Answer& answer, std::string_view mark)
{
    if (auto unreached = judge_unreached(answer)) return *unreached;
    const auto names = Echo{answer.body}.names_with(mark, witness_header);
    if (names.empty()) return {Outcome::ok, "none arrives"};
    return {Outcome::fault, "these arrive: " + names, remedy::forged_arrives};
}

Verdict judge_cookie_arrival(
    const Answer& answer, std::string_view mark, const std::vector<std::string>& secrets, bool keeps_own)
{
    if (auto unreached = judge_unreached(answer)) return *unreached;
    const Echo echo{answer.body};
    const bool has_secret =
        std::ranges::any_of(secrets, [&](const auto& each) { return !echo.names_with(each, witness_header).empty(); });
    if (has_secret) return {Outcome::fault, "the session cookie arrives", remedy::cookie_arrives};
    if (!echo.names_with(mark, witness_header).empty())
        return {Outcome::fault, "our cookies arrive", remedy::cookie_arrives};
    const bool has_own = !echo.names_with(own_cookie, witness_header).empty();
    if (keeps_own && !has_own) return {Outcome::fault, "the portal's own cookie is lost", remedy::own_cookie_lost};
    return {Outcome::ok, has_own ? "only the portal's own arrives" : "none arrives"};
}

Verdict judge_identity_arrival(const Answer& answer)
{
    if (auto unreached = judge_unreached(answer)) return *unreached;
    const auto accounts = Echo{answer.body}.all("x-asiointi-account");
    const bool is_told = accounts.size() == 1 && !accounts.front().empty();
    if (is_told) return {Outcome::ok, "X-Asiointi-Account arrives, once"};
    return {
        Outcome::fault, "X-Asiointi-Account arrives " + std::to_string(accounts.size()) + " times, or empty",
        remedy::identity_lost};
}

Verdict judge_no_identity(const Answer& answer)
{
    if (auto unreached = judge_unreached(answer)) return *unreached;
    const auto told = Echo{answer.body}.identity();
    if (told.empty()) return {Outcome::ok, "no identity arrives"};
    return {Outcome::fault, told.front().first + " arrives", remedy::forged_arrives};
}

Verdict judge_same_identity(const Answer& forged, const Answer& plain)
{
    if (auto unreached = judge_unreached(forged)) return *unreached;
    if (Echo{forged.body}.identity() == Echo{plain.body}.identity()) return {Outcome::ok, "the same identity arrives"};
    return {Outcome::fault, "another identity arrives", remedy::forged_arrives};
}

} // namespace probe
