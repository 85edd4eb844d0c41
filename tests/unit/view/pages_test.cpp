#include "kokkola.hpp"
#include "sample_pages.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <regex>
#include <set>

using kokkola::Language;
using kokkola::render;
using view::Page;
using view::Text;

namespace {

constexpr const char* nasty = "å ä ö & < > \" ' {{X}} {city}";
constexpr const char* nasty_escaped = "å ä ö &amp; &lt; &gt; &quot; &#39; {{X}} {city}";

std::size_t count(const std::string& html, const std::string& part)
{
    std::size_t found = 0;
    for (auto at = html.find(part); at != std::string::npos; at = html.find(part, at + 1)) ++found;
    return found;
}

template <class Check>
void for_all_pages(const std::string& typed, Check check)
{
    for (const auto language : base::all_languages) {
        for (const auto& sample : kokkola::sample_pages(typed)) {
            const auto frame = sample.signed_in ? kokkola::signed_in(language) : kokkola::frame(language);
            BOOST_TEST_CONTEXT(sample.name << ", " << base::code(language))
            check(sample, kokkola::pages().html(http::Status::ok, frame, sample.page).body(), language);
        }
    }
}

std::set<std::string> matches(const std::string& html, const std::string& pattern)
{
    std::set<std::string> found;
    const std::regex regex{pattern};
    for (std::sregex_iterator match{html.begin(), html.end(), regex}; match != std::sregex_iterator{}; ++match)
        found.insert((*match)[1]);
    return found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(pages)

BOOST_AUTO_TEST_CASE(every_page_renders_in_every_language_without_an_unresolved_marker)
{
    for_all_pages("erkki@example.com", [](const auto&, const std::string& html, Language language) {
        BOOST_TEST(html.starts_with("<!doctype html>\n<html lang=\"" + std::string{base::code(language)} + "\">"));
        BOOST_TEST(html.ends_with("</html>\n"));
        for (const auto* marker : {"{", "}", "AUTOESCAPE", "[", "]"})
            BOOST_TEST(html.find(marker) == std::string::npos, marker);
    });
}

// one main heading, a title of its own for each state, a way past the header.
BOOST_AUTO_TEST_CASE(every_page_has_one_main_heading_landmarks_and_a_skip_link)
{
    for_all_pages("erkki@example.com", [](const auto&, const std::string& html, Language) {
        for (const auto* once :
             {"<h1>", "<title>", "<main id=\"main\"", "<footer>", "<header", "class=\"skip\" href=\"#main\""})
            BOOST_TEST(count(html, once) == 1U, once);
    });
}

// every label and description has its target, every id is unique.
BOOST_AUTO_TEST_CASE(labels_descriptions_and_error_links_lead_to_elements_that_exist)
{
    for_all_pages("erkki@example.com", [](const auto&, const std::string& html, Language) {
        const auto ids = matches(html, " id=\"([^\"]+)\"");
        BOOST_TEST(ids.size() == count(html, " id=\""));
        for (const auto& target : matches(html, "<label for=\"([^\"]+)\"")) BOOST_TEST(ids.contains(target), target);
        for (const auto& target : matches(html, "href=\"#([^\"]+)\"")) BOOST_TEST(ids.contains(target), target);
        for (const auto& targets : matches(html, "aria-describedby=\"([^\"]+)\""))
            for (const auto& target : matches(targets, "([^ ]+)")) BOOST_TEST(ids.contains(target), target);
    });
}

//
BOOST_AUTO_TEST_CASE(every_form_posts_with_the_form_token_and_a_button)
{
    for_all_pages("erkki@example.com", [](const auto&, const std::string& html, Language) {
        BOOST_TEST(count(html, "<form ") == count(html, "<form method=\"post\" action=\"/Account/"));
        BOOST_TEST(count(html, "<form ") == count(html, "name=\"form_token\" value=\"form-token\""));
        BOOST_TEST(count(html, "<form ") <= count(html, "<button"));
    });
}

namespace {

/// Whether the page has a form that tells something else when it is sent twice.
bool is_sent_once(const std::string& html)
{
    const auto goes_to = [&](const std::string& path) {
        return html.find("action=\"/Account/" + path + "\"") != std::string::npos;
    };
    const std::array once{
        "Settings/Delete",
        "Settings/Email/Confirm",
        "Settings/OldUser/Confirm",
        "Settings/OldUser/Staff",
        "Staff/Act",
        "StopChange",
        "NotForMe"};
    return std::ranges::any_of(once, goes_to);
}

} // namespace

// The one script offers to show a password, and sends a form once: it stands where that matters.
BOOST_AUTO_TEST_CASE(no_page_has_inline_script_inline_style_or_anything_from_elsewhere)
{
    for_all_pages("erkki@example.com", [](const auto&, const std::string& html, Language) {
        const bool has_password = html.find("type=\"password\"") != std::string::npos;
        const auto scripts = has_password || is_sent_once(html) ? 1U : 0U;
        BOOST_TEST(count(html, "<script") == scripts);
        BOOST_TEST(count(html, "src=") == scripts);
        BOOST_TEST(count(html, "<script src=\"/Account/static/asiointi.") == scripts);
        BOOST_TEST(count(html, "></script>") == scripts);
        for (const auto* refused : {"<style", " style=", " onclick"}) BOOST_TEST(count(html, refused) == 0U, refused);
        for (const auto& url : matches(html, "<link [^>]*href=\"([^\"]+)\""))
            BOOST_TEST(url.starts_with("/Account/static/"), url);
    });
}

// escaped, and escaped once. R-125: in each place where a person's text can stand.
BOOST_AUTO_TEST_CASE(what_a_person_typed_appears_escaped_exactly_once)
{
    for_all_pages(nasty, [](const auto&, const std::string& html, Language) {
        for (const auto* wrong : {"å ä ö & <", "&amp;amp;", "&amp;lt;", "&lt; >", "\" ' {{X}}"})
            BOOST_TEST(count(html, wrong) == 0U, wrong);
    });
    const auto html = render(Page{"login_name"}.set("USER_NAME", nasty).set("RETURN_URL", "/"));
    BOOST_TEST(count(html, "value=\"" + std::string{nasty_escaped} + '"') == 1U);
    auto frame = kokkola::frame(Language::sv);
    frame.person = view::Person{nasty, "x@example.com"};
    const auto framed = kokkola::pages().html(http::Status::ok, frame, Page{"privacy"}).body();
    BOOST_TEST(count(framed, std::string{nasty_escaped} + " (x@example.com)</a>") == 1U);
}

//
BOOST_AUTO_TEST_CASE(a_value_inside_a_query_stays_one_parameter)
{
    const auto html = render(Page{"login_name"}.set("USER_NAME", "").set("RETURN_URL", "/x?a&token=evil#b"));
    BOOST_TEST(count(html, "href=\"/Account/Register?ReturnUrl=/x%3Fa%26token%3Devil%23b\"") == 1U);
}

//
BOOST_AUTO_TEST_CASE(a_url_with_a_script_scheme_is_blocked)
{
    for (const auto* url : {"javascript:alert(1)", "JaVaScript:alert(1)", "data:text/html,x", "vbscript:x"}) {
        const auto html = render(Page{"signed_out"}.set("START_URL", url));
        BOOST_TEST(html.find(url) == std::string::npos, url);
    }
    BOOST_TEST(
        render(Page{"signed_out"}.set("START_URL", "https://portal.example.fi/")).find("https://portal.example.fi/") !=
        std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_misspelt_variable_section_page_or_field_is_found_when_the_page_is_shown)
{
    BOOST_CHECK_THROW(render(Page{"login_name"}.set("USERNAME", "x")), std::logic_error);
    BOOST_CHECK_THROW(render(Page{"login_sent"}.show("ALREADY")), std::logic_error);
    BOOST_CHECK_THROW(render(Page{"login_sent"}.repeat("ALREADY", {{}})), std::logic_error);
    BOOST_CHECK_THROW(render(Page{"old_user_sent"}.repeat("ALREADY_SENT", {{{"NOTHING", "x"}}})), std::logic_error);
    BOOST_CHECK_THROW(render(Page{"login_name"}.error("username", Text{"login.username_missing"})), std::logic_error);
    BOOST_CHECK_THROW(
        render(Page{"login_name"}.error_with_link(Text{"login.username_missing"}, "/")), std::logic_error);
    BOOST_CHECK_THROW(render(Page{"login_name"}.title("login.titel")), std::logic_error);
    BOOST_CHECK_THROW(render(Page{"login"}), std::logic_error);
    BOOST_CHECK_THROW(render(Page{"bar"}), std::logic_error); // a fragment is no page
}

//
BOOST_AUTO_TEST_CASE(an_error_stands_in_the_title_in_the_summary_and_at_its_field)
{
    const auto html =
        render(Page{"login_name"}.set("USER_NAME", "").error("user_name", Text{"login.username_missing"}));
    const std::string text = "Kirjoita käyttäjätunnuksesi. Se on sähköpostiosoitteesi.";
    BOOST_TEST(count(html, "<title>Virhe: Kirjautuminen – ") == 1U);
    BOOST_TEST(count(html, "role=\"alert\"") == 1U);
    BOOST_TEST(count(html, "<a href=\"#user_name\">" + text + "</a>") == 1U);
    BOOST_TEST(count(html, "id=\"user_name-error\">" + text + "</p>") == 1U);
    BOOST_TEST(count(html, " aria-invalid=\"true\" aria-describedby=\"user_name-error\"") == 1U);
}

BOOST_AUTO_TEST_CASE(without_an_error_nothing_speaks_of_one)
{
    const auto html = render(Page{"login_name"}.set("USER_NAME", ""));
    for (const auto* sign : {"Virhe", "role=\"alert\"", "aria-invalid", "-error"})
        BOOST_TEST(count(html, sign) == 0U, sign);
}

BOOST_AUTO_TEST_CASE(an_error_can_carry_a_link_on_its_bracketed_words)
{
    const auto html =
        render(Page{"login_password"}.error_with_link(Text{"login.failed"}, "/Account/Forgot"), Language::en);
    BOOST_TEST(
        count(html, "you can change it: <a href=\"/Account/Forgot\">Forgot your username or password?</a></li>") == 1U);
    BOOST_TEST(count(html, "<title>Error: ") == 1U);
}

BOOST_AUTO_TEST_CASE(two_errors_of_one_field_share_one_description)
{
    const auto html = render(Page{"login_name"}
                                 .error("user_name", Text{"login.username_missing"})
                                 .error("user_name", Text{"forgot.missing"}));
    BOOST_TEST(count(html, "id=\"user_name-error\"") == 1U);
    BOOST_TEST(count(html, "<a href=\"#user_name\">") == 2U);
}

//
BOOST_AUTO_TEST_CASE(language_links_keep_the_page_and_its_query)
{
    auto frame = kokkola::frame(Language::sv);
    const auto with_query = kokkola::pages().html(http::Status::ok, frame, Page{"privacy"}).body();
    BOOST_TEST(
        count(
            with_query,
            "<a href=\"/Account/Login?ReturnUrl=%2Fasiat%3Fid%3D1&amp;lang=fi\" lang=\"fi\" hreflang=\"fi\">") == 1U);
    BOOST_TEST(count(with_query, "lang=sv\" lang=\"sv\" hreflang=\"sv\" aria-current=\"true\">På svenska</a>") == 1U);
    frame.here = "/Account/Privacy";
    const auto without = kokkola::pages().html(http::Status::ok, frame, Page{"privacy"}).body();
    BOOST_TEST(count(without, "<a href=\"/Account/Privacy?lang=en\"") == 1U);
}

BOOST_AUTO_TEST_CASE(nobody_signed_in_means_no_bar)
{
    BOOST_TEST(count(render(Page{"privacy"}), "<details>") == 0U);
    BOOST_TEST(count(kokkola::pages().fragment(kokkola::frame(Language::fi), Page{"bar"}), "<") == 0U);
}

BOOST_AUTO_TEST_CASE(an_installation_has_its_own_stylesheet_logo_icon_and_links)
{
    base::LookSettings look{"/Account/theme/a.css", "/Account/theme/logo.svg", "/Account/theme/icon.png", {}, {}};
    look.footer[1] = {{"Respons & råd", "https://www.example.fi/?a=1&b=2"}, {"Andra", "/b"}};
    const view::Pages themed{kokkola::share, kokkola::texts(), look, "https://portal.example.fi/"};
    const auto html = themed.html(http::Status::ok, kokkola::frame(Language::sv), Page{"privacy"}).body();
    BOOST_TEST(html.find("/Account/static/asiointi.") < html.find("href=\"/Account/theme/a.css\""));
    BOOST_TEST(
        count(html, "<img class=\"logo\" src=\"/Account/theme/logo.svg\" alt=\"\">") ==
        1U); // the name is beside it
    BOOST_TEST(count(html, "<svg") == 0U);
    BOOST_TEST(count(html, "<link rel=\"icon\"") == 1U);
    BOOST_TEST(count(html, "<link rel=\"icon\" href=\"/Account/theme/icon.png\">") == 1U);
    BOOST_TEST(count(html, "<a href=\"https://portal.example.fi/\">Tillbaka till tjänsten</a>") == 1U);
    BOOST_TEST(count(html, "<a href=\"https://www.example.fi/?a=1&amp;b=2\">Respons &amp; råd</a>") == 1U);
    BOOST_TEST(count(html, "<a href=\"/b\">Andra</a>") == 1U);
    const auto finnish = themed.html(http::Status::ok, kokkola::frame(Language::fi), Page{"privacy"}).body();
    BOOST_TEST(count(finnish, "Andra") == 0U);
}

BOOST_AUTO_TEST_CASE(an_announcement_is_a_labelled_region_above_the_page_and_escaped)
{
    auto frame = kokkola::frame(Language::en);
    frame.announcement = "Closed <tonight> & tomorrow";
    const auto html = kokkola::pages().html(http::Status::ok, frame, Page{"privacy"}).body();
    BOOST_TEST(count(html, "<section class=\"announcement\" aria-labelledby=\"announcement\">") == 1U);
    BOOST_TEST(
        count(html, "<strong id=\"announcement\">Notice</strong> Closed &lt;tonight&gt; &amp; tomorrow</p>") == 1U);
    BOOST_TEST(html.find("class=\"announcement\"") < html.find("<main"));
    BOOST_TEST(count(render(Page{"privacy"}), "announcement") == 0U);
}

// The budget of the login page: small enough for the slowest connection.
BOOST_AUTO_TEST_CASE(login_page_and_stylesheet_together_stay_under_20_kilobytes)
{
    const auto page = render(Page{"login_name"}.set("USER_NAME", "")).size();
    const auto css = std::filesystem::file_size(kokkola::share + "/static/asiointi.css");
    BOOST_TEST(page + css < 20U * 1024U);
}

BOOST_AUTO_TEST_SUITE_END()
