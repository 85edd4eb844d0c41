#include "auth/secret.hpp"
#include "base/text.hpp"
#include "probe/attempts.hpp"
#include "probe/checks.hpp"
#include "probe/judge.hpp"
#include "probe/remedies.hpp"

#include <algorithm>

namespace probe {
namespace {

constexpr std::size_t large_body = 1U << 20U;
constexpr const char* not_protected = "the page does not lead to signing in";

Attempt form(std::string what, std::vector<std::string> headers, const Url& page, std::string body)
{
    headers.emplace_back("Content-Type: application/x-www-form-urlencoded");
    return {std::move(what), {.method = "POST", .url = page, .headers = std::move(headers), .body = std::move(body)}};
}

std::vector<Attempt> with_methods(const Url& page, const std::vector<std::string>& methods)
{
    std::vector<Attempt> attempts;
    for (const auto& method : methods) {
        attempts.push_back({"", page_request(page)});
        attempts.back().request.method = method;
    }
    return attempts;
}

std::vector<Attempt> with_headers(const Url& page, const std::vector<Forgery>& forgeries)
{
    std::vector<Attempt> attempts;
    attempts.reserve(forgeries.size());
    for (const auto& forgery : forgeries) attempts.push_back({forgery.what, page_request(page, forgery.headers)});
    return attempts;
}

/// Pages that say which address is unknown differ in nothing else.
Answer without_address(Answer answer, const std::string& address)
{
    for (auto at = answer.body.find(address); at != std::string::npos; at = answer.body.find(address, at))
        answer.body.erase(at, address.size());
    return answer;
}

} // namespace

void check_scripts(Examination& examination)
{
    const std::string name = "a script gets a 401 and no redirect";
    if (!examination.is_protected) return examination.skip(name, not_protected);
    const auto& page = examination.targets.page;
    const std::string html = "Accept: text/html";
    const std::vector<Attempt> scripts{
        {"Accept: application/json", {.url = page, .headers = {"Accept: application/json"}}},
        {"X-Requested-With", {.url = page, .headers = {html, "X-Requested-With: XMLHttpRequest"}}},
        {"Sec-Fetch-Mode: cors", {.url = page, .headers = {html, "Sec-Fetch-Mode: cors"}}}};
    examination.check(name, scripts, judge_script);
}

void check_forms(Examination& examination)
{
    examination.begin("Forms and other methods, without a session");
    const auto& page = examination.targets.page;
    if (!examination.is_protected)
        return examination.skip(
            "POST, PUT, DELETE and the like are refused", "not sent: " + std::string{not_protected});
    std::vector<Attempt> forms{
        form("a small form", page_headers(), page, "check=1"),
        form("a form of 1 MiB", page_headers(), page, "check=" + std::string(large_body, 'a')),
        form("a form of 1 MiB in chunks", page_headers(), page, "check=" + std::string(large_body, 'a'))};
    forms.back().request.chunked = true;
    examination.check_carefully("a form gets a 401 with a page, whatever its size", forms, judge_form);
    examination.check_carefully(
        "a script that posts gets a 401 and no redirect",
        {form("Accept: application/json", {"Accept: application/json"}, page, "check=1")}, judge_script);
    examination.check_carefully(
        "no other method opens anything", with_methods(page, {"HEAD", "OPTIONS", "PATCH", "PUT", "DELETE"}),
        judge_method);
    examination.check("TRACE is refused", with_methods(page, {"TRACE"}), judge_trace);
}

void check_forgeries(Examination& examination)
{
    examination.begin("Forged identities, without a session");
    const auto& page = examination.targets.page;
    const std::string headers = "identity headers open nothing, in any spelling";
    const std::string cookies = "made-up session cookies open nothing";
    if (!examination.is_protected) {
        examination.skip(headers, not_protected);
        return examination.skip(cookies, not_protected);
    }
    const auto mark = "forged-" + auth::new_reference();
    examination.check_chains(headers, with_headers(page, forged_identities(mark)), judge_page);
    const auto id = auth::new_session_id();
    examination.check_chains(cookies, with_headers(page, made_up_sessions(id.reveal())), judge_page);
}

void check_spellings(Examination& examination)
{
    examination.begin("Other spellings of the address, without a session");
    const std::string name = "no other spelling of the path opens the page";
    if (!examination.is_protected) return examination.skip(name, not_protected);
    const auto& page = examination.targets.page;
    const auto nowhere = "/check-portal-" + base::ascii_lower(auth::new_reference());
    const auto unknown = examination.chain({"", page_request(page.at(nowhere))});
    const auto unknown_page = without_address(unknown.last(), unknown.hops.back().asked.target);
    std::vector<Attempt> attempts;
    for (auto& spelling : spellings_of(page)) {
        attempts.push_back({"", page_request(page)});
        attempts.back().request.target = std::move(spelling);
    }
    examination.check_chains(name, attempts, [&](Chain chain) {
        auto& [asked, answer] = chain.hops.back();
        answer = without_address(std::move(answer), asked.target);
        return judge_spelling(chain, unknown_page);
    });
}

void check_public_pages(Examination& examination)
{
    examination.begin("Public pages");
    for (const auto& path : examination.targets.public_paths)
        examination.check_chains(
            path + " answers everybody", {{"", page_request(examination.targets.page.at(path))}}, judge_public);
    if (examination.targets.public_paths.empty())
        examination.skip("public pages answer everybody", "none was named with --public");
}

} // namespace probe
