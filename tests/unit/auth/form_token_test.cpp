#include "auth/form_token.hpp"

#include "auth/secret.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

using namespace auth;

namespace {

const base::Key current{std::string(32, 'c')};
const base::Key previous{std::string(32, 'p')};
const std::vector<base::Key> keys{current, previous};

} // namespace

BOOST_AUTO_TEST_SUITE(form_tokens)

//
BOOST_AUTO_TEST_CASE(a_token_is_good_for_the_cookie_it_was_made_for_alone)
{
    const auto token = form_token(keys, "cookie of this browser");
    BOOST_TEST(form_token_is_valid(keys, "cookie of this browser", token));
    BOOST_TEST(!form_token_is_valid(keys, "cookie of another browser", token));
    BOOST_TEST(!form_token_is_valid(keys, "", token));
    BOOST_TEST(!form_token_is_valid(keys, "", form_token(keys, "")));
}

//
BOOST_AUTO_TEST_CASE(the_token_of_an_attackers_visit_does_not_fit_the_victims_visit)
{
    const auto attacker = new_visitor_id();
    const auto victim = new_visitor_id();
    const auto token = form_token(keys, attacker.reveal());
    BOOST_TEST(!form_token_is_valid(keys, victim.reveal(), token));
}

//
BOOST_AUTO_TEST_CASE(every_tab_of_a_browser_gets_the_same_token)
{
    BOOST_TEST(form_token(keys, "cookie") == form_token(keys, "cookie"));
    BOOST_TEST(form_token(keys, "cookie").size() == 43U);
    BOOST_TEST(form_token(keys, "cookie").find("cookie") == std::string::npos);
}

//
BOOST_AUTO_TEST_CASE(an_open_form_outlives_the_rotation_of_keys_until_the_old_key_is_gone)
{
    const auto old_form = form_token({previous}, "cookie");
    BOOST_TEST(form_token_is_valid({current, previous}, "cookie", old_form));
    BOOST_TEST(!form_token_is_valid({current}, "cookie", old_form));
    BOOST_TEST(form_token({current, previous}, "cookie") == form_token({current}, "cookie"));
}

//
BOOST_AUTO_TEST_CASE(nothing_but_the_exact_token_is_valid)
{
    const auto token = form_token(keys, "cookie");
    BOOST_TEST(!form_token_is_valid(keys, "cookie", ""));
    BOOST_TEST(!form_token_is_valid(keys, "cookie", token.substr(1)));
    BOOST_TEST(!form_token_is_valid(keys, "cookie", token.substr(0, 42)));
    BOOST_TEST(!form_token_is_valid(keys, "cookie", token + "A"));
    BOOST_TEST(!form_token_is_valid(keys, "cookie", token + '\0'));
    BOOST_TEST(!form_token_is_valid(keys, "cookie", "cookie"));
    BOOST_TEST(!form_token_is_valid({}, "cookie", token));
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto other = token;
        other[i] = other[i] == 'A' ? 'B' : 'A';
        BOOST_TEST(!form_token_is_valid(keys, "cookie", other));
    }
}

BOOST_AUTO_TEST_CASE(without_a_key_no_token_is_made)
{
    BOOST_CHECK_THROW((void)form_token({}, "cookie"), std::out_of_range);
}

BOOST_AUTO_TEST_SUITE_END()
