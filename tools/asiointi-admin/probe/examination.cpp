#include "probe/examination.hpp"

#include "probe/attempts.hpp"
#include "probe/report.hpp"

#include <algorithm>

namespace probe {
namespace {

constexpr std::size_t longest_found = 600;

/// The first of the gravest.
const Judged& gravest_of(const std::vector<Judged>& all)
{
    return *std::ranges::max_element(all, {}, [](const Judged& each) { return each.verdict.outcome; });
}

} // namespace

std::string description_of(const Attempt& attempt)
{
    const auto& request = attempt.request;
    const auto& target = request.target.empty() ? request.url.target : request.target;
    return request.method + ' ' + printable(target) + (attempt.what.empty() ? "" : " with " + attempt.what);
}

Request page_request(const Url& url, const std::vector<std::string>& more)
{
    Request request{.url = url, .headers = page_headers()};
    request.headers.insert(request.headers.end(), more.begin(), more.end());
    return request;
}

Examination::Examination(Client& client, Targets what, Sink sink)
    : targets{std::move(what)}, places{targets.accounts, targets.page}, client_{client}, sink_{std::move(sink)}
{
}

void Examination::check(const std::string& name, const std::vector<Attempt>& attempts, const AnswerJudge& judge)
{
    std::vector<Judged> all;
    all.reserve(attempts.size());
    for (const auto& attempt : attempts)
        all.push_back({judge(send(attempt.what, attempt.request)), description_of(attempt)});
    tell(name, all);
}

void Examination::check_carefully(
    const std::string& name, const std::vector<Attempt>& attempts, const AnswerJudge& judge)
{
    std::vector<Judged> all;
    all.reserve(attempts.size());
    for (const auto& attempt : attempts) {
        all.push_back({judge(send(attempt.what, attempt.request)), description_of(attempt)});
        if (all.back().verdict.outcome == Outcome::fault) break;
    }
    tell(name, all);
}

void Examination::check_chains(const std::string& name, const std::vector<Attempt>& attempts, const ChainJudge& judge)
{
    std::vector<Judged> all;
    all.reserve(attempts.size());
    for (const auto& attempt : attempts) all.push_back({judge(chain(attempt)), description_of(attempt)});
    tell(name, all);
}

void Examination::check_seen(
    const std::string& name, const std::function<bool(const Seen&)>& concerns, const AnswerJudge& judge)
{
    std::vector<Judged> all;
    for (const auto& seen : seen_)
        if (concerns(seen)) all.push_back({judge(seen.answer), seen.what});
    tell(name, all);
}

void Examination::tell(const std::string& name, const std::vector<Judged>& all)
{
    if (all.empty()) return;
    const auto& gravest = gravest_of(all);
    const auto outcome = gravest.verdict.outcome;
    const auto alike = std::ranges::count_if(all, [&](const auto& each) { return each.verdict.outcome == outcome; });
    const bool tells_more = outcome != Outcome::ok && alike > 1;
    const auto more = tells_more ? " (and " + std::to_string(alike - 1) + " more like this)" : std::string{};
    tell(name, gravest.verdict, gravest.sent + more);
}

void Examination::tell(const std::string& name, const Verdict& verdict, const std::string& sent)
{
    const auto found = sent.empty() ? verdict.found : "Sent " + sent + "; came " + verdict.found;
    sink_({area_, name, verdict.outcome, printable(found, longest_found), verdict.remedy});
}

void Examination::skip(const std::string& name, const std::string& why)
{
    sink_({area_, name, Outcome::skipped, why, ""});
}

Answer Examination::send(const std::string& what, const Request& request)
{
    auto answer = client_.send(request);
    if (answer.status > 0 && is_through_nginx(request))
        seen_.push_back({description_of({what, request}), request.url, answer});
    return answer;
}

/// To one of our hosts, by its own name.
bool Examination::is_through_nginx(const Request& request) const
{
    const bool has_host =
        std::ranges::any_of(request.headers, [](const auto& line) { return line.starts_with("Host:"); });
    return !has_host && request.socket.empty() && places.is_followed(request.url);
}

Chain Examination::chain(const Attempt& attempt)
{
    const auto again = [&](const Url& next) {
        Request same = attempt.request;
        same.url = next;
        same.target.clear();
        return send(attempt.what, same);
    };
    const auto& [what, request] = attempt;
    const auto asked = request.target.empty() ? request.url : request.url.at(request.target);
    return follow(asked, send(what, request), places, again);
}

} // namespace probe
