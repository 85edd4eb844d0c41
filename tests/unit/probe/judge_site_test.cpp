#include "probe/judge_site.hpp"

#include "unit/probe/answers.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using given::answer;
using given::ended;
using given::redirect;
using probe::Answer;
using probe::End;
using probe::Outcome;
using probe::Silence;

struct AnswerCase {
    const char* what;
    Answer answer;
    Outcome outcome;
    End end = End::answer;
};

std::ostream& operator<<(std::ostream& out, const AnswerCase& c)
{
    return out << c.what;
}

const AnswerCase internal_cases[] = {
    {"not found", answer(404), Outcome::ok},
    {"a host that is protected as a whole", redirect(303, "/Account/Login"), Outcome::ok, End::sign_in},
    {"the check answers", answer(401), Outcome::fault},
    {"the check lets pass", answer(204), Outcome::fault},
    {"metrics", answer(200), Outcome::fault},
    {"forbidden", answer(403), Outcome::fault},
    {"a redirect elsewhere", redirect(302, "https://e.example/"), Outcome::fault, End::elsewhere},
    {"no answer", given::silence(Silence::no_answer), Outcome::fault, End::silence},
};

const AnswerCase host_cases[] = {
    {"misdirected", answer(421), Outcome::ok},
    {"not found", answer(404), Outcome::ok},
    {"a closed connection", given::silence(Silence::no_answer), Outcome::ok, End::silence},
    {"a page", answer(200), Outcome::fault},
    {"signing in", redirect(303, "https://asiointi.example.fi/Account/Login"), Outcome::fault, End::sign_in},
    {"a redirect to the forged name", redirect(301, "https://forged.invalid/"), Outcome::fault, End::elsewhere},
    {"a redirect to the right name", redirect(301, "https://portal.example.fi/"), Outcome::warning, End::elsewhere},
    {"an error", answer(502), Outcome::warning},
};

const AnswerCase plain_page_cases[] = {
    {"a redirect to https", redirect(301, "https://portal.example.fi/a"), Outcome::ok},
    {"a refusal", answer(403), Outcome::ok},
    {"nobody there", given::silence(Silence::not_connected), Outcome::ok},
    {"a redirect to https of another host", redirect(301, "https://www.example.fi/a"), Outcome::warning},
    {"a redirect to plain http", redirect(301, "http://portal.example.fi/b"), Outcome::fault},
    {"a redirect that stays on plain http", redirect(301, "/b"), Outcome::fault},
    {"the page", answer(200), Outcome::fault},
    {"an error of the portal", answer(500), Outcome::fault},
};

const AnswerCase plain_form_cases[] = {
    {"a refusal", answer(403), Outcome::ok},
    {"nobody there", given::silence(Silence::not_connected), Outcome::ok},
    {"a redirect", redirect(301, "https://portal.example.fi/a"), Outcome::fault},
    {"a redirect with its method", redirect(308, "https://portal.example.fi/a"), Outcome::fault},
    {"taken", answer(200), Outcome::fault},
    {"an error", answer(502), Outcome::warning},
};

const AnswerCase direct_cases[] = {
    {"a page", answer(200), Outcome::fault},
    {"a refusal by the portal itself", answer(403), Outcome::fault},
    {"an error of the portal", answer(500), Outcome::fault},
    {"TLS of another name", given::silence(Silence::not_trusted), Outcome::fault},
    {"no connection", given::silence(Silence::not_connected), Outcome::ok},
    {"a connection without HTTP", given::silence(Silence::no_answer), Outcome::warning},
    {"no such address", given::silence(Silence::unknown), Outcome::warning},
};

struct HeaderCase {
    const char* value; ///< nullptr: no such header
    Outcome outcome;
};

std::ostream& operator<<(std::ostream& out, const HeaderCase& c)
{
    return out << (c.value == nullptr ? "none" : c.value);
}

const HeaderCase transport_cases[] = {
    {"max-age=63072000", Outcome::ok},
    {"max-age=31536000", Outcome::ok},
    {"max-age=31536000; includeSubDomains; preload", Outcome::ok},
    {"includeSubDomains; MAX-AGE = \"31536000\"", Outcome::ok},
    {"max-age=31535999", Outcome::fault},
    {"max-age=0", Outcome::fault},
    {"max-age=", Outcome::fault},
    {"max-age=-31536000", Outcome::fault},
    {"xmax-age=31536000", Outcome::fault},
    {"includeSubDomains", Outcome::fault},
    {"", Outcome::fault},
    {nullptr, Outcome::fault},
};

const HeaderCase server_cases[] = {
    {"nginx", Outcome::ok},           {nullptr, Outcome::ok},       {"h2o", Outcome::ok},
    {"nginx/1.22.1", Outcome::fault}, {"Apache/2", Outcome::fault}, {"nginx/1.22.1 (Debian)", Outcome::fault},
};

struct CookieCase {
    const char* line;
    bool of_the_account_pages;
    Outcome outcome;
};

std::ostream& operator<<(std::ostream& out, const CookieCase& c)
{
    return out << c.line;
}

const CookieCase cookie_cases[] = {
    {"__Host-asiointi=x; Path=/; Secure; HttpOnly; SameSite=Lax", true, Outcome::ok},
    {"__Host-asiointi=x; path=/; secure; httponly; samesite=strict; Max-Age=60", true, Outcome::ok},
    {"__Host-asiointi=x;Path=/;Secure;HttpOnly;SameSite=Lax", false, Outcome::ok},
    {"portaali_kieli=fi; Path=/; SameSite=Lax", false, Outcome::ok},
    {"asiointix=1", false, Outcome::ok},
    {"portaali_kieli=fi; Path=/; SameSite=Lax", true, Outcome::fault},
    {"PHPSESSID=; Path=/portaali; Secure; HttpOnly; SameSite=Lax; Max-Age=0", true, Outcome::ok},
    {"PHPSESSID=x; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60", true, Outcome::fault},
    {"__Host-asiointi=x; Path=/; HttpOnly; SameSite=Lax", true, Outcome::fault},
    {"__Host-asiointi=x; Path=/; Secure; SameSite=Lax", true, Outcome::fault},
    {"__Host-asiointi=x; Path=/; Secure; HttpOnly", true, Outcome::fault},
    {"__Host-asiointi=x; Path=/; Secure; HttpOnly; SameSite=None", true, Outcome::fault},
    {"__Host-asiointi=x; Path=/Account; Secure; HttpOnly; SameSite=Lax", true, Outcome::fault},
    {"__Host-asiointi=x; Path=/; Secure; HttpOnly; SameSite=Lax; Domain=example.fi", true, Outcome::fault},
    {"asiointi=x; Path=/; Secure; HttpOnly; SameSite=Lax", false, Outcome::fault},
    {"__Secure-asiointi-device=x; Path=/; Secure; HttpOnly; SameSite=Lax", false, Outcome::fault},
    {"__HOST-asiointi=x; Path=/; Secure; HttpOnly; SameSite=Lax", false, Outcome::fault},
};

Answer with(const char* name, const char* value)
{
    return value == nullptr ? answer(200) : answer(200, {{name, value}});
}

void is(const probe::Verdict& verdict, Outcome outcome)
{
    BOOST_TEST(verdict.outcome == outcome);
    BOOST_TEST(verdict.remedy.empty() == (outcome == Outcome::ok));
}

} // namespace

BOOST_AUTO_TEST_SUITE(probe_judge_site)

//
BOOST_DATA_TEST_CASE(nobody_asks_what_is_internal, boost::unit_test::data::make(internal_cases), c)
{
    is(probe::judge_internal(ended(c.end, c.answer)), c.outcome);
}

//
BOOST_DATA_TEST_CASE(an_unknown_host_is_refused, boost::unit_test::data::make(host_cases), c)
{
    is(probe::judge_unknown_host(ended(c.end, c.answer), "forged.invalid"), c.outcome);
}

//
BOOST_DATA_TEST_CASE(plain_http_leads_readers_to_https, boost::unit_test::data::make(plain_page_cases), c)
{
    is(probe::judge_plain_page(c.answer, given::url("http://portal.example.fi/a")), c.outcome);
}

//
BOOST_DATA_TEST_CASE(plain_http_refuses_forms, boost::unit_test::data::make(plain_form_cases), c)
{
    is(probe::judge_plain_form(c.answer), c.outcome);
}

BOOST_DATA_TEST_CASE(nothing_answers_past_nginx, boost::unit_test::data::make(direct_cases), c)
{
    is(probe::judge_direct(c.answer, "http://10.0.0.5:8000/"), c.outcome);
    is(probe::judge_direct(c.answer, "unix:/run/portal.sock"), c.outcome);
}

BOOST_AUTO_TEST_CASE(the_remedy_for_a_socket_speaks_of_its_mode_and_the_one_for_an_address_of_firewalls)
{
    BOOST_TEST(probe::judge_direct(answer(200), "unix:/run/portal.sock").remedy.find("mode") != std::string::npos);
    BOOST_TEST(probe::judge_direct(answer(200), "http://10.0.0.5/").remedy.find("firewall") != std::string::npos);
}

//
BOOST_DATA_TEST_CASE(https_only_holds_for_a_year, boost::unit_test::data::make(transport_cases), c)
{
    is(probe::judge_transport_security(with("strict-transport-security", c.value)), c.outcome);
}

BOOST_DATA_TEST_CASE(no_version_is_told, boost::unit_test::data::make(server_cases), c)
{
    is(probe::judge_server_version(with("server", c.value)), c.outcome);
}

//
BOOST_AUTO_TEST_CASE(no_header_lets_other_hosts_read)
{
    is(probe::judge_foreign_reading(answer(303, {{"location", "/"}, {"vary", "Origin"}})), Outcome::ok);
    is(probe::judge_foreign_reading(answer(200, {{"access-control-allow-origin", "*"}})), Outcome::fault);
    is(probe::judge_foreign_reading(answer(204, {{"access-control-allow-methods", "GET"}})), Outcome::fault);
}

//
BOOST_DATA_TEST_CASE(our_cookies_are_complete, boost::unit_test::data::make(cookie_cases), c)
{
    is(probe::judge_cookies(with("set-cookie", c.line), c.of_the_account_pages), c.outcome);
}

BOOST_AUTO_TEST_CASE(a_faulty_cookie_is_named_without_its_value)
{
    const auto verdict = probe::judge_cookies(with("set-cookie", "__Host-asiointi=secret; Path=/"), true);
    BOOST_TEST(verdict.found == "Set-Cookie: __Host-asiointi with no secure no httponly no samesite=");
}

BOOST_AUTO_TEST_SUITE_END()
