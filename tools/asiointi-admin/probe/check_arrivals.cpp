#include "auth/secret.hpp"
#include "probe/attempts.hpp"
#include "probe/checks.hpp"
#include "probe/echo.hpp"

namespace probe {
namespace {

/// One page that repeats what it received, asked with or without a session.
struct EchoPage {
    Url url;
    std::string name;    ///< in the report
    std::string session; ///< what a Cookie header says; empty: nobody is signed in
    std::vector<std::string> secrets;
    bool is_protected;

    [[nodiscard]] Request request(std::vector<std::string> more) const
    {
        if (!session.empty()) more.push_back("Cookie: " + session);
        return page_request(url, more);
    }
};

/// False when the page repeats nothing, so that there is nothing to learn from it.
bool repeats_headers(Examination& examination, const EchoPage& page)
{
    const auto witness = auth::new_reference();
    const Attempt attempt{"X-Check-Portal", page.request({"X-Check-Portal: " + witness})};
    const auto verdict = judge_echo(examination.send(attempt.what, attempt.request), witness);
    examination.tell(page.name + " repeats the headers that it received", verdict, description_of(attempt));
    return verdict.outcome == Outcome::ok;
}

void check_identity(Examination& examination, const EchoPage& page)
{
    const Attempt plain{page.session.empty() ? "no session" : "a session", page.request({})};
    const auto answer = examination.send(plain.what, plain.request);
    if (page.is_protected)
        examination.tell(page.name + " learns who is signed in", judge_identity_arrival(answer), description_of(plain));
    else
        examination.tell(page.name + " learns nobody's identity", judge_no_identity(answer), description_of(plain));

    const auto mark = "forged-" + auth::new_reference();
    auto lines = all_identity_headers(mark);
    lines.push_back("Proxy: http://" + mark);
    const Attempt forged{"forged identity headers", page.request(lines)};
    const auto forged_answer = examination.send(forged.what, forged.request);
    examination.tell(
        page.name + " receives no forged identity header", judge_forged_arrival(forged_answer, mark),
        description_of(forged));
    examination.tell(
        page.name + " learns the same with forged headers as without", judge_same_identity(forged_answer, answer),
        description_of(forged));
}

void check_cookies(Examination& examination, const EchoPage& page)
{
    const auto mark = "secret-" + auth::new_reference();
    std::vector<Judged> all;
    for (const auto& each : cookie_cases(mark, page.session)) {
        std::vector<std::string> lines;
        for (const auto& line : each.lines) lines.push_back("Cookie: " + line);
        const Attempt attempt{each.what, page_request(page.url, lines)};
        const auto answer = examination.send(attempt.what, attempt.request);
        all.push_back({judge_cookie_arrival(answer, mark, page.secrets, each.keeps_own), description_of(attempt)});
    }
    examination.tell(page.name + " receives its own cookie and none of ours", all);
}

void check_echo(Examination& examination, const EchoPage& page)
{
    if (!repeats_headers(examination, page)) return;
    check_identity(examination, page);
    check_cookies(examination, page);
}

bool needs_session(Examination& examination, const Url& url)
{
    return examination.chain({"", page_request(url)}).end == End::sign_in;
}

} // namespace

void check_arrivals(Examination& examination, const Visitor* visitor)
{
    examination.begin("What arrives at the portal");
    const auto& paths = examination.targets.echo_paths;
    if (paths.empty())
        examination.skip(
            "neither forged headers nor our cookies arrive", "no page that repeats headers was named with --echo");
    for (const auto& path : paths) {
        const auto url = examination.targets.page.at(path);
        const bool is_protected = needs_session(examination, url);
        if (is_protected && visitor == nullptr) {
            examination.skip(path + " receives nothing forged", "it needs --sign-in or --cookie-file");
            continue;
        }
        if (!is_protected) check_echo(examination, {url, path, "", {}, false});
        if (visitor == nullptr) continue;
        const auto name = is_protected ? path : path + ", with a session,";
        check_echo(examination, {url, name, visitor->cookies_for(url), visitor->secrets_for(url), is_protected});
    }
}

} // namespace probe
