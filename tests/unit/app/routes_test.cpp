#include "app/routes.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

BOOST_AUTO_TEST_CASE(old_bookmarks_match_in_any_case_and_with_a_slash_at_the_end)
{
    BOOST_TEST(app::find_route("/account/login") == app::find_route("/Account/Login"));
    BOOST_TEST(app::find_route("/ACCOUNT/RECOVERPASSWORD/") == app::find_route("/Account/RecoverPassword"));
    BOOST_REQUIRE(app::find_alias("/account/logoff") != nullptr);
    BOOST_TEST(app::find_alias("/account/logoff")->target == "/Account/Logout");
}

BOOST_AUTO_TEST_CASE(a_path_that_only_resembles_a_page_is_no_page)
{
    for (const auto* path :
         {"", "/", "/Account/Settings/x.css", "/Account/Login.css", "/Account/Login//", "//Account/Login",
          "/Account/Logi", "/Account/Login/x", "/Account/Login%00"})
        BOOST_TEST(app::find_route(path) == nullptr, path);
}

BOOST_AUTO_TEST_CASE(every_form_can_be_shown_again)
{
    for (const auto& route : app::routes()) BOOST_TEST((route.post == nullptr) == (route.again == nullptr), route.path);
}

BOOST_AUTO_TEST_CASE(
    only_these_pages_are_open_to_anyone) // a new page is refused until this list says otherwise
{
    const std::set<std::string_view> open{
        "/Account/Login",
        "/Account/Logout",
        "/Account/Register",
        "/Account/Register/Confirm",
        "/Account/Forgot",
        "/Account/RecoverPassword",
        "/Account/NotForMe",
        "/Account/UndoEmailChange",
        "/Account/StopChange",
        "/Account/Settings/Email/Confirm",
        "/Account/Closed",
        "/Account/Settings/OldUser/Confirm", // asks for the sign-in itself, once the link is in its cookie
        "/Account/FormWaits",
        "/Account/Help",
        "/Account/Accessibility",
        "/Account/Privacy",
        "/Account/Cookies",
        "/.well-known/change-password",
        "/.well-known/jwks.json",
        "/auth/callback",
        "/auth/ended",
        "/auth/sign-in",
        "/healthz",
        "/metrics",
        "/readyz"};
    for (const auto& route : app::routes())
        BOOST_TEST((route.guard == app::Guard::anyone) == open.contains(route.path), route.path);
}

BOOST_AUTO_TEST_CASE(every_old_address_leads_to_a_page_that_exists)
{
    for (const auto& alias : app::aliases()) BOOST_TEST(app::find_route(alias.target) != nullptr, alias.target);
}
