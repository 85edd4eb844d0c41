#include "probe/form.hpp"

#include <boost/test/unit_test.hpp>

namespace {

const std::string page = R"(<!DOCTYPE html><html><body>
<form method="get" action="/haku"><input name="q"></form>
<form method="post" action="/Account/Login?a=1&amp;b=2">
<input type="hidden" name="form_token" value="a&quot;b&amp;c&#39;d &lt;e&gt;">
<input type="email" id="user_name" name="user_name" value="">
<input type="checkbox" name="remember" value="1"><input type="radio" name="r" value="1"><input type="submit" name="s" value="1">
<button name="resend" value="1">Again</button>
</form>
<formula name="x"></formula></body></html>)";

} // namespace

BOOST_AUTO_TEST_SUITE(probe_form)

BOOST_AUTO_TEST_CASE(the_form_with_a_field_is_found_and_sent_as_a_browser_would)
{
    auto form = probe::form_with(page, "user_name");
    BOOST_TEST_REQUIRE(form.has_value());
    BOOST_TEST(form->action == "/Account/Login?a=1&b=2");
    form->set("user_name", "testi+1@example.fi");
    BOOST_TEST(form->encoded() == "form_token=a%22b%26c%27d%20%3Ce%3E&user_name=testi%2B1%40example.fi");
}

BOOST_AUTO_TEST_CASE(a_field_that_no_form_has_is_not_found)
{
    for (const auto* name : {"password", "remember", "resend", "s", ""})
        BOOST_TEST(!probe::form_with(page, name).has_value(), name);
}

BOOST_AUTO_TEST_CASE(pages_that_are_cut_off_or_empty_have_no_form_or_what_is_left_of_it)
{
    for (const auto* html :
         {"", "<form", "<form>", "<form><input", "<form><input name=", "<form><input name=\"a",
          "<formation><input name=\"a\"></formation>"})
        BOOST_TEST(!probe::form_with(html, "a").has_value(), html);
    BOOST_TEST(probe::form_with("<form><input name=\"a\" value=\"1\">", "a").value().encoded() == "a=1");
}

BOOST_AUTO_TEST_SUITE_END()
