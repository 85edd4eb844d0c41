#include "probe/echo.hpp"

#include "unit/probe/answers.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using given::answer;
using probe::Outcome;

struct EchoCase {
    const char* what;
    const char* body;
    Outcome outcome;
};

std::ostream& operator<<(std::ostream& out, const EchoCase& c)
{
    return out << c.what;
}

const EchoCase witness_cases[] = {
    {"as nginx sends it", "Host: a\nX-Check-Portal: w17\n", Outcome::ok},
    {"as a CGI program sees it", "HTTP_HOST: a\r\nHTTP_X_CHECK_PORTAL: w17\r\n", Outcome::ok},
    {"in lower case, without a last line end", "x-check-portal:w17", Outcome::ok},
    {"a page of words", "<html><p>Welcome</p></html>", Outcome::fault},
    {"what somebody else sent", "X-Check-Portal: w16\n", Outcome::fault},
    {"twice", "X-Check-Portal: w17\nX-Check-Portal: w17\n", Outcome::fault},
    {"nothing", "", Outcome::fault},
};

const EchoCase forged_cases[] = {
    {"nothing forged", "Host: a\nX-Asiointi-User: 1002\nX-Check-Portal: forged-17\n", Outcome::ok},
    {"the header itself", "X-Asiointi-User: forged-17\n", Outcome::fault},
    {"behind the true one", "X-Asiointi-User: 1002, forged-17\n", Outcome::fault},
    {"with underscores", "X_Asiointi_User: forged-17\n", Outcome::fault},
    {"the proxy of a CGI program", "HTTP_PROXY: http://forged-17\n", Outcome::fault},
};

const EchoCase cookie_cases[] = {
    {"its own", "Cookie: check_portal=own\n", Outcome::ok},
    {"its own among others", "Cookie: a=1; check_portal=own; b=2\n", Outcome::ok},
    {"ours", "Cookie: check_portal=own; __Host-asiointi-form=secret-17\n", Outcome::fault},
    {"ours under another header", "Cookie: check_portal=own\nX-Cookie: __Host-asiointi-form=secret-17\n",
     Outcome::fault},
    {"the session", "Cookie: check_portal=own; __Host-asiointi=the-session\n", Outcome::fault},
    {"no cookie at all", "Host: a\n", Outcome::fault},
};

const EchoCase identity_cases[] = {
    {"the account", "X-Asiointi-Account: abc\n", Outcome::ok},
    {"as a CGI program sees it", "HTTP_X_ASIOINTI_ACCOUNT: abc\n", Outcome::ok},
    {"nothing", "Host: a\n", Outcome::fault},
    {"an empty account", "X-Asiointi-Account: \n", Outcome::fault},
    {"two accounts", "X-Asiointi-Account: abc\nX-Asiointi-Account: def\n", Outcome::fault},
    {"a name only", "X-Asiointi-Name: abc\n", Outcome::fault},
};

const EchoCase nobody_cases[] = {
    {"nothing", "Host: a\n", Outcome::ok},
    {"empty headers", "X-Asiointi-Account: \nX-Asiointi-User:\n", Outcome::ok},
    {"an account", "X-Asiointi-Account: abc\n", Outcome::fault},
    {"a name", "HTTP_X_ASIOINTI_NAME: abc\n", Outcome::fault},
};

} // namespace

BOOST_AUTO_TEST_SUITE(probe_echo)

BOOST_DATA_TEST_CASE(a_page_that_repeats_headers_is_known, boost::unit_test::data::make(witness_cases), c)
{
    BOOST_TEST(probe::judge_echo(answer(200, {}, c.body), "w17").outcome == c.outcome);
}

//
BOOST_DATA_TEST_CASE(nothing_forged_arrives, boost::unit_test::data::make(forged_cases), c)
{
    BOOST_TEST(probe::judge_forged_arrival(answer(200, {}, c.body), "forged-17").outcome == c.outcome);
}

//
BOOST_DATA_TEST_CASE(no_cookie_of_ours_arrives, boost::unit_test::data::make(cookie_cases), c)
{
    BOOST_TEST(
        probe::judge_cookie_arrival(answer(200, {}, c.body), "secret-17", {"the-session"}, true).outcome == c.outcome);
}

BOOST_AUTO_TEST_CASE(the_portals_own_cookie_may_be_lost_where_somebody_plays)
{
    BOOST_TEST(
        probe::judge_cookie_arrival(answer(200, {}, "Host: a\n"), "secret-17", {}, false).outcome == Outcome::ok);
}

BOOST_DATA_TEST_CASE(a_protected_page_learns_who_is_signed_in, boost::unit_test::data::make(identity_cases), c)
{
    BOOST_TEST(probe::judge_identity_arrival(answer(200, {}, c.body)).outcome == c.outcome);
}

BOOST_DATA_TEST_CASE(a_public_page_learns_nobodys_identity, boost::unit_test::data::make(nobody_cases), c)
{
    BOOST_TEST(probe::judge_no_identity(answer(200, {}, c.body)).outcome == c.outcome);
}

BOOST_AUTO_TEST_CASE(the_identity_is_the_same_but_for_the_assertion)
{
    const auto plain = answer(200, {}, "X-Asiointi-Account: abc\nX-Asiointi-Assertion: 1\n");
    const auto again = answer(200, {}, "X-Asiointi-Assertion: 2\nX-Asiointi-Account: abc\n");
    const auto other = answer(200, {}, "X-Asiointi-Account: def\nX-Asiointi-Assertion: 1\n");
    BOOST_TEST(probe::judge_same_identity(again, plain).outcome == Outcome::ok);
    BOOST_TEST(probe::judge_same_identity(other, plain).outcome == Outcome::fault);
}

BOOST_AUTO_TEST_CASE(a_page_that_was_not_reached_shows_nothing)
{
    const auto gone = answer(503, {}, "X-Check-Portal: w17\nX-Asiointi-Account: abc\nCookie: check_portal=own\n");
    for (const auto& verdict :
         {probe::judge_echo(gone, "w17"), probe::judge_forged_arrival(gone, "forged"), probe::judge_no_identity(gone),
          probe::judge_cookie_arrival(gone, "secret", {}, true), probe::judge_identity_arrival(gone),
          probe::judge_same_identity(gone, gone)})
        BOOST_TEST(verdict.outcome == Outcome::fault);
}

BOOST_AUTO_TEST_SUITE_END()
