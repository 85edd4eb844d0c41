#include "probe/checks.hpp"
#include "probe/judge.hpp"
#include "probe/remedies.hpp"

namespace probe {
namespace {

/// Letters of other scripts, and everything that a query separates by, encoded and plain.
constexpr const char* awkward_query = "check=1&a=%C3%A4%26b%3Dc&z=a+b%2Bc&u=https%3A%2F%2Fe.example%2F%3Fq";

Url with_awkward_query(const Url& page)
{
    return page.at(page.target + (page.query().empty() ? '?' : '&') + awkward_query);
}

/// A portal may lead to another spelling of its address by itself; from there on, that is the page.
void adopt_redirects(Examination& examination, const Chain& chain)
{
    auto& page = examination.targets.page;
    for (const auto& hop : chain.hops)
        if (hop.asked.origin() == page.origin() && !examination.places.is_ours(hop.asked)) page = hop.asked;
    examination.places.page = page;
}

void require_answer(const Answer& answer, const Url& url)
{
    if (answer.status > 0) return;
    const bool is_not_trusted = answer.silence == Silence::not_trusted;
    throw CannotConnect{
        is_not_trusted
            ? url.origin() + " proves its name by no certificate that is trusted here; name its authority with --ca"
            : url.origin() + " does not answer: " + answer.fault};
}

void check_login_page(Examination& examination)
{
    const auto login = examination.targets.accounts.at("/Account/Login");
    const Attempt attempt{"", page_request(login)};
    const auto answer = examination.send("", attempt.request);
    require_answer(answer, login);
    const bool is_there = answer.status == 200 && form_with(answer.body, "user_name");
    examination.tell(
        "the login page is there",
        {is_there ? Outcome::ok : Outcome::fault, came(answer), is_there ? "" : remedy::pool_away},
        description_of(attempt));
}

void check_way_back(Examination& examination)
{
    const auto& page = examination.targets.page;
    const Attempt attempt{"", page_request(page)};
    const auto chain = examination.chain(attempt);
    examination.tell("every redirect there is a 303", judge_redirect_status(chain), description_of(attempt));
    examination.tell("no redirect there is kept", judge_never_kept(chain), description_of(attempt));
    examination.tell("signing in leads back to the page", judge_way_back(chain, page), description_of(attempt));

    const auto awkward = with_awkward_query(page);
    examination.check_chains(
        "signing in leads back to the page with its query, UTF-8 included", {{"", page_request(awkward)}},
        [&](const Chain& each) { return judge_way_back(each, awkward); });
}

/// A portal on a host of its own makes a random state for each visitor, unless they bring one along: so that two ways can be
/// compared, both do.
void check_forged_host(Examination& examination)
{
    const auto& page = examination.targets.page;
    const auto state = "Cookie: __Host-asiointi-state=" + std::string(43, 'A');
    const auto plain = examination.chain({"", page_request(page, {state})});
    const std::vector<std::string> forged{state, "X-Forwarded-Host: check-portal.invalid", "X-Forwarded-Proto: gopher"};
    examination.check_chains(
        "a forged X-Forwarded-Host leads nowhere else", {{"X-Forwarded-Host", page_request(page, forged)}},
        [&](const Chain& each) { return judge_same_way(each, plain); });
}

} // namespace

void check_page(Examination& examination)
{
    examination.begin("Without a session");
    const Attempt attempt{"", page_request(examination.targets.page)};
    const auto chain = examination.chain(attempt);
    require_answer(chain.first(), examination.targets.page);
    const auto verdict = judge_page(chain);
    examination.is_protected = verdict.outcome == Outcome::ok;
    examination.tell("a page leads to signing in", verdict, description_of(attempt));
    check_login_page(examination);
    if (!examination.is_protected) return;
    adopt_redirects(examination, chain);
    check_way_back(examination);
    check_forged_host(examination);
    learn(examination.places, chain);
}

} // namespace probe
