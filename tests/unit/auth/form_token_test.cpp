#include "auth/form_token.hpp"

#include "auth/secret.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

using namespace auth;

namespace {

const base::Key current{std::string(32, 'c')};
const base::Key previous{std::string(32, 'p')};
const FormTokens tokens{{current, previous}};
const std::vector<base::Key> no_keys;

} // namespace

BOOST_AUTO_TEST_SUITE(form_tokens)

//
BOOST_AUTO_TEST_CASE(a_token_is_good_for_the_cookie_it_was_made_for_alone)
{
    const auto token = tokens.token("cookie of this browser");
    BOOST_TEST(tokens.is_valid("cookie of this browser", token));
    BOOST_TEST(!tokens.is_valid("cookie of another browser", token));
    BOOST_TEST(!tokens.is_valid("", token));
    BOOST_TEST(!tokens.is_valid("", tokens.token("")));
}

//
BOOST_AUTO_TEST_CASE(the_token_of_an_attackers_visit_does_not_fit_the_victims_visit)
{
    const auto attacker = new_visitor_id();
    const auto victim = new_visitor_id();
    const auto token = tokens.token(attacker.reveal());
    BOOST_TEST(!tokens.is_valid(victim.reveal(), token));
}

//
BOOST_AUTO_TEST_CASE(every_tab_of_a_browser_gets_the_same_token)
{
    BOOST_TEST(tokens.token("cookie") == tokens.token("cookie"));
    BOOST_TEST(tokens.token("cookie").size() == 43U);
    BOOST_TEST(tokens.token("cookie").find("cookie") == std::string::npos);
}

//
BOOST_AUTO_TEST_CASE(an_open_form_outlives_the_rotation_of_keys_until_the_old_key_is_gone)
{
    const FormTokens before{{previous}};
    const FormTokens afterwards{{current}};
    const auto old_form = before.token("cookie");
    BOOST_TEST(tokens.is_valid("cookie", old_form));
    BOOST_TEST(!afterwards.is_valid("cookie", old_form));
    BOOST_TEST(tokens.token("cookie") == afterwards.token("cookie"));
}

//
BOOST_AUTO_TEST_CASE(nothing_but_the_exact_token_is_valid)
{
    const auto token = tokens.token("cookie");
    BOOST_TEST(!tokens.is_valid("cookie", ""));
    BOOST_TEST(!tokens.is_valid("cookie", token.substr(1)));
    BOOST_TEST(!tokens.is_valid("cookie", token.substr(0, 42)));
    BOOST_TEST(!tokens.is_valid("cookie", token + "A"));
    BOOST_TEST(!tokens.is_valid("cookie", token + '\0'));
    BOOST_TEST(!tokens.is_valid("cookie", "cookie"));
    BOOST_TEST(!FormTokens{no_keys}.is_valid("cookie", token));
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto other = token;
        other[i] = other[i] == 'A' ? 'B' : 'A';
        BOOST_TEST(!tokens.is_valid("cookie", other));
    }
}

BOOST_AUTO_TEST_CASE(without_a_key_no_token_is_made)
{
    BOOST_CHECK_THROW((void)FormTokens{no_keys}.token("cookie"), std::out_of_range);
}

BOOST_AUTO_TEST_SUITE_END()
