#include "probe/judge.hpp"

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

struct ChainCase {
    const char* what;
    End end;
    Answer last;
    Outcome outcome;
};

std::ostream& operator<<(std::ostream& out, const ChainCase& c)
{
    return out << c.what;
}

struct AnswerCase {
    const char* what;
    Answer answer;
    Outcome outcome;
};

std::ostream& operator<<(std::ostream& out, const AnswerCase& c)
{
    return out << c.what;
}

const given::Headers html{{"content-type", "text/html; charset=utf-8"}};
const given::Headers plain{{"content-type", "text/plain; charset=utf-8"}};

const ChainCase page_cases[] = {
    {"signing in", End::sign_in, redirect(303, "/Account/Login"), Outcome::ok},
    {"the portal's page", End::answer, answer(200, html), Outcome::fault},
    {"an empty success", End::answer, answer(204), Outcome::fault},
    {"the portal's error", End::answer, answer(500, html), Outcome::fault},
    {"the pool away", End::answer, answer(503, html), Outcome::fault},
    {"a refusal without a way on", End::answer, answer(401, html), Outcome::fault},
    {"no protected page", End::answer, answer(404, html), Outcome::fault},
    {"a server of another name", End::answer, answer(421, html), Outcome::fault},
    {"nginx limits this machine", End::answer, answer(429, html), Outcome::warning},
    {"another host", End::elsewhere, redirect(302, "https://e.example/"), Outcome::fault},
    {"a loop", End::endless, redirect(303, "/a"), Outcome::fault},
    {"no answer", End::silence, given::silence(Silence::no_answer), Outcome::fault},
};

const AnswerCase redirect_cases[] = {
    {"see other", redirect(303, "/Account/Login"), Outcome::ok},
    {"found", redirect(302, "/Account/Login"), Outcome::warning},
    {"moved for ever", redirect(301, "/Account/Login"), Outcome::fault},
    {"with its method", redirect(307, "/Account/Login"), Outcome::fault},
    {"for ever with its method", redirect(308, "/Account/Login"), Outcome::fault},
};

const AnswerCase kept_cases[] = {
    {"no-store", answer(303, {{"cache-control", "no-store"}}), Outcome::ok},
    {"no-store among others", answer(303, {{"cache-control", "private, no-store"}}), Outcome::ok},
    {"no-cache", answer(303, {{"cache-control", "no-cache"}}), Outcome::fault},
    {"an hour", answer(303, {{"cache-control", "max-age=3600"}}), Outcome::fault},
    {"nothing said", answer(303), Outcome::fault},
};

const AnswerCase script_cases[] = {
    {"a refusal in plain text", answer(401, plain), Outcome::ok},
    {"a limit", answer(429, html), Outcome::warning},
    {"a refusal with a redirect", redirect(401, "/Account/Login"), Outcome::fault},
    {"a redirect", redirect(303, "/Account/Login"), Outcome::fault},
    {"the portal's data", answer(200, plain), Outcome::fault},
    {"another refusal", answer(403, plain), Outcome::fault},
    {"no answer", given::silence(Silence::no_answer), Outcome::fault},
};

const AnswerCase form_cases[] = {
    {"a page in its place", answer(401, html), Outcome::ok},
    {"too large for the location", answer(413, html), Outcome::warning},
    {"a limit", answer(429, html), Outcome::warning},
    {"a refusal that browsers show as text", answer(401, plain), Outcome::fault},
    {"a refusal without a type", answer(401), Outcome::fault},
    {"a redirect, which loses it", redirect(303, "/Account/Login"), Outcome::fault},
    {"a page and a redirect", answer(401, {{"content-type", "text/html"}, {"location", "/"}}), Outcome::fault},
    {"taken by the portal", answer(200, html), Outcome::fault},
    {"created by the portal", answer(201, html), Outcome::fault},
    {"an error of the portal", answer(500, html), Outcome::fault},
    {"no answer", given::silence(Silence::no_answer), Outcome::fault},
};

const AnswerCase method_cases[] = {
    {"signing in", redirect(303, "/Account/Login"), Outcome::ok},
    {"a refusal", answer(401, plain), Outcome::ok},
    {"not allowed", answer(405, html), Outcome::ok},
    {"not known", answer(501, html), Outcome::ok},
    {"done", answer(200, html), Outcome::fault},
    {"done without words", answer(204), Outcome::fault},
    {"the pool away", answer(503, html), Outcome::warning},
    {"no answer", given::silence(Silence::no_answer), Outcome::warning},
};

const AnswerCase trace_cases[] = {
    {"not allowed", answer(405, html), Outcome::ok},
    {"a closed connection", given::silence(Silence::no_answer), Outcome::ok},
    {"repeated", answer(200, {{"content-type", "message/http"}}), Outcome::fault},
    {"a redirect", redirect(303, "/Account/Login"), Outcome::fault},
};

const ChainCase spelling_cases[] = {
    {"signing in", End::sign_in, redirect(303, "/Account/Login"), Outcome::ok},
    {"not found", End::answer, answer(404, html), Outcome::ok},
    {"not understood", End::answer, answer(400, html), Outcome::ok},
    {"another host", End::elsewhere, redirect(302, "https://e.example/"), Outcome::ok},
    {"the page for anything", End::answer, answer(200, html, "anything"), Outcome::ok},
    {"the portal's page", End::answer, answer(200, html, "applications"), Outcome::fault},
    {"an empty success", End::answer, answer(204), Outcome::fault},
    {"an error", End::answer, answer(500, html), Outcome::warning},
    {"a loop", End::endless, redirect(303, "/a"), Outcome::warning},
    {"no answer", End::silence, given::silence(Silence::no_answer), Outcome::warning},
};

const ChainCase public_cases[] = {
    {"a page", End::answer, answer(200, html), Outcome::ok},
    {"another host", End::elsewhere, redirect(302, "https://e.example/"), Outcome::ok},
    {"signing in", End::sign_in, redirect(303, "/Account/Login"), Outcome::fault},
    {"a refusal", End::answer, answer(401, plain), Outcome::fault},
    {"no page", End::answer, answer(404, html), Outcome::fault},
    {"an error", End::answer, answer(502, html), Outcome::fault},
    {"no answer", End::silence, given::silence(Silence::no_answer), Outcome::fault},
};

void has_remedy_unless_ok(const probe::Verdict& verdict)
{
    BOOST_TEST(verdict.remedy.empty() == (verdict.outcome == Outcome::ok));
    BOOST_TEST(!verdict.found.empty());
}

} // namespace

BOOST_AUTO_TEST_SUITE(probe_judge)

BOOST_DATA_TEST_CASE(a_page_leads_to_signing_in_and_nowhere_else, boost::unit_test::data::make(page_cases), c)
{
    const auto verdict = probe::judge_page(ended(c.end, c.last));
    BOOST_TEST(verdict.outcome == c.outcome);
    has_remedy_unless_ok(verdict);
}

BOOST_DATA_TEST_CASE(the_redirect_is_a_303, boost::unit_test::data::make(redirect_cases), c)
{
    const auto verdict = probe::judge_redirect_status(ended(End::sign_in, c.answer));
    BOOST_TEST(verdict.outcome == c.outcome);
    has_remedy_unless_ok(verdict);
}

BOOST_DATA_TEST_CASE(the_redirect_is_never_kept, boost::unit_test::data::make(kept_cases), c)
{
    const auto verdict = probe::judge_never_kept(ended(End::sign_in, c.answer));
    BOOST_TEST(verdict.outcome == c.outcome);
    has_remedy_unless_ok(verdict);
}

//
BOOST_DATA_TEST_CASE(a_script_gets_a_401, boost::unit_test::data::make(script_cases), c)
{
    const auto verdict = probe::judge_script(c.answer);
    BOOST_TEST(verdict.outcome == c.outcome);
    has_remedy_unless_ok(verdict);
}

BOOST_DATA_TEST_CASE(a_form_gets_a_page_in_its_place, boost::unit_test::data::make(form_cases), c)
{
    const auto verdict = probe::judge_form(c.answer);
    BOOST_TEST(verdict.outcome == c.outcome);
    has_remedy_unless_ok(verdict);
}

BOOST_DATA_TEST_CASE(no_method_is_done_without_a_session, boost::unit_test::data::make(method_cases), c)
{
    const auto verdict = probe::judge_method(c.answer);
    BOOST_TEST(verdict.outcome == c.outcome);
    has_remedy_unless_ok(verdict);
}

BOOST_DATA_TEST_CASE(trace_is_refused, boost::unit_test::data::make(trace_cases), c)
{
    const auto verdict = probe::judge_trace(c.answer);
    BOOST_TEST(verdict.outcome == c.outcome);
    has_remedy_unless_ok(verdict);
}

//
BOOST_DATA_TEST_CASE(no_spelling_opens_the_page, boost::unit_test::data::make(spelling_cases), c)
{
    const auto verdict = probe::judge_spelling(ended(c.end, c.last), answer(200, html, "anything"));
    BOOST_TEST(verdict.outcome == c.outcome);
    has_remedy_unless_ok(verdict);
}

BOOST_AUTO_TEST_CASE(a_spelling_that_is_as_empty_as_a_page_that_is_not_found_is_a_fault)
{
    const auto verdict = probe::judge_spelling(ended(End::answer, answer(200, html, "")), answer(404, html, ""));
    BOOST_TEST(verdict.outcome == Outcome::fault);
}

BOOST_DATA_TEST_CASE(a_public_page_answers_everybody, boost::unit_test::data::make(public_cases), c)
{
    const auto verdict = probe::judge_public(ended(c.end, c.last));
    BOOST_TEST(verdict.outcome == c.outcome);
    has_remedy_unless_ok(verdict);
}

BOOST_AUTO_TEST_CASE(a_forged_header_must_not_change_the_way)
{
    auto one = ended(End::sign_in, redirect(303, "x"));
    auto other = one;
    one.next = given::url("https://asiointi.example.fi/Account/Login?ReturnUrl=%2Fa");
    other.next = given::url("https://asiointi.example.fi/Account/Login?ReturnUrl=%2Fb");
    BOOST_TEST(probe::judge_same_way(one, one).outcome == Outcome::ok);
    BOOST_TEST(probe::judge_same_way(other, one).outcome == Outcome::fault);
}

BOOST_AUTO_TEST_CASE(what_came_fits_into_a_line_of_a_terminal)
{
    BOOST_TEST(probe::came(answer(200, html)) == "200 text/html");
    BOOST_TEST(probe::came(answer(204)) == "204");
    BOOST_TEST(probe::came(redirect(303, "/a\x1B[31m\xC3\xA4")) == "303 to /a?[31m??");
    BOOST_TEST(probe::came(given::silence(Silence::no_answer)) == "no answer (as it is)");
    BOOST_TEST(probe::came(redirect(303, "/" + std::string(1000, 'a'))).size() < 200U);
}

BOOST_AUTO_TEST_SUITE_END()
