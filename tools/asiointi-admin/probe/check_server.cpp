#include "probe/checks.hpp"
#include "probe/judge.hpp"
#include "probe/judge_site.hpp"
#include "probe/remedies.hpp"

#include <sys/stat.h>

#include <cerrno>

namespace probe {
namespace {

constexpr const char* unknown_host = "check-portal.invalid";
constexpr const char* foreign_origin = "Origin: https://check-portal.invalid";

std::vector<Attempt> asking(const Url& host, const std::vector<std::string>& paths)
{
    std::vector<Attempt> attempts;
    attempts.reserve(paths.size());
    for (const auto& path : paths) attempts.push_back({"", page_request(host.at(path))});
    return attempts;
}

void check_https(Examination& examination)
{
    const auto& page = examination.targets.page;
    if (page.is_secure()) return;
    if (page.is_local()) return examination.skip("the page is reached by https only", "it is on this machine");
    examination.tell("the page is reached by https only", {Outcome::fault, page.origin(), remedy::plain_http});
}

Answer ask_direct(Examination& examination, const std::string& address)
{
    const auto& page = examination.targets.page;
    if (!address.starts_with("unix:")) {
        const auto url = parse_url(address);
        return examination.send("", {.url = url.value_or(page)});
    }
    const auto path = address.substr(5);
    struct stat info {};
    if (stat(path.c_str(), &info) != 0 && errno == ENOENT) {
        Answer none;
        none.silence = Silence::unknown;
        none.fault = "no such socket";
        return none;
    }
    Url local{"http", "localhost", 80, page.target};
    return examination.send("", {.url = local, .socket = path});
}

} // namespace

void check_server(Examination& examination)
{
    examination.begin("The server");
    const auto& page = examination.targets.page;
    const auto& accounts = examination.targets.accounts;
    examination.check_chains(
        "a host name that is none of ours is refused",
        {{"Host: check-portal.invalid", page_request(page, {std::string{"Host: "}.append(unknown_host)})}},
        [](const Chain& chain) { return judge_unknown_host(chain, unknown_host); });
    auto inner = asking(page, {"/auth/check", "/auth/sign-in", "/AUTH/check", "/auth/check/"});
    const bool is_one_host = page.origin() == accounts.origin();
    for (auto& each : asking(accounts, {"/auth/check", "/auth/sign-in"}))
        if (!is_one_host) inner.push_back(std::move(each));
    examination.check_chains("nobody reaches the check from outside", inner, judge_internal);
    examination.check_chains(
        "nobody reaches health and metrics from outside", asking(accounts, {"/healthz", "/readyz", "/metrics"}),
        judge_internal);
    check_https(examination);
}

void check_plain_http(Examination& examination)
{
    const auto& plain = examination.targets.plain_http;
    const std::string reading = "plain http leads readers to https", posting = "plain http refuses forms";
    if (!plain) {
        examination.skip(reading, examination.targets.why_no_plain_http);
        return examination.skip(posting, examination.targets.why_no_plain_http);
    }
    const Attempt page{"", page_request(*plain)};
    const auto verdict = judge_plain_page(examination.send("", page.request), *plain);
    examination.tell(reading, verdict, description_of(page));
    if (verdict.outcome == Outcome::fault)
        return examination.skip(posting, "not sent: plain http does not lead to https");
    Attempt form{"", page_request(*plain, {"Content-Type: application/x-www-form-urlencoded"})};
    form.request.method = "POST";
    form.request.body = "check=1";
    examination.check(posting, {form}, judge_plain_form);
}

void check_direct(Examination& examination)
{
    examination.begin("Past nginx");
    for (const auto& address : examination.targets.direct)
        examination.tell(
            address + " does not answer", judge_direct(ask_direct(examination, address), address), "GET " + address);
    if (examination.targets.direct.empty())
        examination.skip("the portal does not answer past nginx", "its own address was not named with --direct");
}

void check_headers(Examination& examination)
{
    examination.begin("Headers");
    const auto& places = examination.places;
    const auto any = [](const Seen&) { return true; };
    // What is no HTTP is answered before nginx knows which host is meant.
    const auto secure = [](const Seen& seen) { return seen.url.is_secure() && seen.answer.status != 400; };
    if (examination.targets.page.is_secure())
        examination.check_seen("browsers are told to use https only", secure, judge_transport_security);
    else
        examination.skip("browsers are told to use https only", "the page is not on https");
    examination.check_seen("no answer tells nginx's version", any, judge_server_version);
    examination.check_seen(
        "our cookies have the prefix and every attribute", [&](const Seen& seen) { return places.is_ours(seen.url); },
        [](const Answer& answer) { return judge_cookies(answer, true); });
    examination.check_seen(
        "cookies of our name on the portal's pages have them too",
        [&](const Seen& seen) { return !places.is_ours(seen.url); },
        [](const Answer& answer) { return judge_cookies(answer, false); });
    std::vector<Attempt> foreign{{"Origin", page_request(examination.targets.page, {foreign_origin})}};
    foreign.push_back({"Origin", page_request(examination.targets.accounts.at("/Account/Login"), {foreign_origin})});
    examination.check("pages of other hosts may read nothing", foreign, judge_foreign_reading);
}

} // namespace probe
