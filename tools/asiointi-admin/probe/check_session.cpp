#include "probe/checks.hpp"
#include "probe/judge.hpp"
#include "probe/judge_site.hpp"
#include "probe/remedies.hpp"

namespace probe {
namespace {

/// Enough that each of several check workers is asked.
constexpr unsigned requests_after_sign_out = 4;

Verdict judge_opened(const Visitor::Place& place, const Places& places)
{
    const auto& answer = place.answer;
    if (places.is_login(place.url) || places.is_ours(place.url))
        return {Outcome::fault, "the account pages, again", remedy::session_refused};
    if (answer.is_success()) return {Outcome::ok, came(answer)};
    // Whoever is identified too weakly gets a page of ours; the login page would lead back here, for ever.
    if (answer.status == 403 && !answer.has("location")) return {Outcome::ok, came(answer)};
    return {Outcome::warning, came(answer), remedy::session_stumbles};
}

Verdict failed(const Visitor::Place& place, const char* where)
{
    return {Outcome::fault, std::string{where} + ": " + came(place.answer), remedy::sign_in_failed};
}

/// What a resident does, page by page.
Verdict sign_in(Examination& examination, Visitor& visitor, const Resident& resident)
{
    const auto login = visitor.follow(visitor.get(examination.targets.page));
    auto form = form_with(login.answer.body, "user_name");
    if (!examination.places.is_login(login.url) || !form) return failed(login, "no login page");
    form->set("user_name", resident.address);
    const auto second = visitor.submit(login, *form);
    form = form_with(second.answer.body, "password");
    if (!examination.places.is_login(second.url) || !form) return failed(second, "nobody asks for a password");
    form->set("password", resident.password.reveal());
    const auto end = visitor.submit(second, *form);
    if (examination.places.is_ours(end.url)) return failed(end, "the password page");
    if (end.url == examination.targets.page) return judge_opened(end, examination.places);
    return {Outcome::fault, "an end at " + end.url.text(), remedy::way_back};
}

Visitor with_cookies(Examination& examination, const Resident& resident)
{
    Visitor visitor{examination};
    for (const auto& [name, value] : resident.cookies) {
        visitor.keep(examination.targets.page, name, value);
        visitor.keep(examination.targets.accounts, name, value);
    }
    return visitor;
}

bool opens_page(Examination& examination, Visitor& visitor)
{
    const auto verdict = judge_opened(visitor.follow(visitor.get(examination.targets.page)), examination.places);
    examination.tell(
        "the session opens the page", verdict, "GET " + examination.targets.page.target + " with a session");
    return verdict.outcome != Outcome::fault;
}

void check_strictness(Examination& examination, const Visitor& visitor)
{
    const auto& page = examination.targets.page;
    const auto cookies = visitor.cookies_for(page);
    examination.check_chains(
        "a doubled session cookie opens nothing",
        {{"a session cookie, doubled", page_request(page, {"Cookie: " + cookies + "; " + cookies})}}, judge_page);
    examination.check(
        "pages of other hosts may not read what the session opens",
        {{"a session and an Origin",
          page_request(page, {"Cookie: " + cookies, "Origin: https://check-portal.invalid"})}},
        judge_foreign_reading);
}

} // namespace

std::optional<Visitor> check_session(Examination& examination, const std::optional<Resident>& resident)
{
    examination.begin("With a session");
    if (!resident || !examination.is_protected) {
        examination.skip(
            "a session opens the page, and signing out closes it",
            resident ? "the page does not lead to signing in" : "neither --sign-in nor --cookie-file");
        return std::nullopt;
    }
    auto visitor = with_cookies(examination, *resident);
    if (!resident->address.empty()) {
        const auto verdict = sign_in(examination, visitor, *resident);
        examination.tell("signing in ends at the page", verdict, "the forms of the login pages");
        if (verdict.outcome == Outcome::fault) return std::nullopt;
    }
    if (!opens_page(examination, visitor)) return std::nullopt;
    check_strictness(examination, visitor);
    return visitor;
}

void check_sign_out(Examination& examination, Visitor& visitor)
{
    examination.begin("After signing out");
    const auto& page = examination.targets.page;
    const Attempt as_before{"the cookies from before", page_request(page, {"Cookie: " + visitor.cookies_for(page)})};
    const auto question = visitor.get(examination.targets.accounts.at("/Account/Logout"));
    const auto form = form_with(question.answer.body, "form_token");
    if (!form) return examination.tell("the session can be ended", failed(question, "the page to sign out"));
    (void)visitor.submit(question, *form);
    examination.check_chains(
        "the session is refused at the very next request", std::vector(requests_after_sign_out, as_before), judge_page);
}

} // namespace probe
