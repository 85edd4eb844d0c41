#include "kokkola.hpp"

#include <boost/test/unit_test.hpp>

#include <regex>
#include <sstream>

using kokkola::Language;
using view::MailKind;

namespace {

constexpr std::array kinds{MailKind::first_password,    MailKind::recovery,          MailKind::registration,
                           MailKind::already,           MailKind::unknown,           MailKind::shared,
                           MailKind::password_changed,  MailKind::email_confirm,     MailKind::email_taken,
                           MailKind::email_changed_old, MailKind::email_changed_new, MailKind::email_restored,
                           MailKind::account_frozen,    MailKind::new_device,        MailKind::account_closed,
                           MailKind::account_reopened,  MailKind::sign_in_slowed,    MailKind::add_old_user};

const std::string mailed_link =
    "https://asiointi.example.fi/Account/RecoverPassword?token=abcdefghijklmnopqrstuvwxyz234567";

view::MailFacts facts()
{
    return {
        "erkki@example.com",
        "",
        mailed_link,
        "",
        base::from_datetime("2026-11-23 08:00:00"),
        base::from_datetime("2026-11-24 08:00:00")};
}

std::vector<std::string> lines(const std::string& text)
{
    std::vector<std::string> found;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) found.push_back(line);
    return found;
}

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mails)

// R-187: what a mail always says, whatever it is about.
BOOST_AUTO_TEST_CASE(every_mail_closes_alike_and_offers_the_other_languages)
{
    for (const auto kind : kinds) {
        const auto mail = kokkola::mails().render(kind, Language::sv, facts());
        BOOST_TEST_CONTEXT(view::name(kind))
        {
            BOOST_TEST(mail.subject.ends_with(": E-tjänsten, Karleby stad"));
            BOOST_TEST(contains(mail.text, "\n\nMed vänlig hälsning\nE-tjänsten\n\n"));
            BOOST_TEST(contains(mail.text, "\nSuomeksi:\n<https://asiointi.example.fi/Account/Login?lang=fi>\n"));
            BOOST_TEST(contains(mail.text, "neuvonta@example.com"));
            BOOST_TEST(contains(mail.html, "<html lang=\"sv\">"));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_url_stands_whole_on_a_line_of_its_own)
{
    auto all = facts();
    all.not_me_link = "https://asiointi.example.fi/Account/NotForMe?token=abc";
    for (const auto kind : kinds) {
        for (const auto& line : lines(kokkola::mails().render(kind, Language::en, all).text)) {
            if (!contains(line, "https://") || line.ends_with("begins with: https://asiointi.example.fi/")) continue;
            BOOST_TEST((line.starts_with("<https://") && line.ends_with(">") && !contains(line, " ")), line);
        }
    }
    BOOST_TEST(contains(
        kokkola::mails().render(MailKind::first_password, Language::en, all).text, "\n<" + mailed_link + ">\n"));
}

BOOST_AUTO_TEST_CASE(text_and_html_say_the_same)
{
    for (const auto kind : kinds) {
        for (const auto language : base::all_languages) {
            const auto mail = kokkola::mails().render(kind, language, facts());
            auto html = std::regex_replace(mail.html, std::regex{"<head>[^]*</head>|<[^>]*>"}, "");
            html = std::regex_replace(html, std::regex{"&#39;"}, "'");
            for (auto line : lines(mail.text)) {
                if (line.starts_with('<')) line = line.substr(1, line.size() - 2);
                BOOST_TEST(contains(html, line), line);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_html_part_escapes_what_came_from_outside)
{
    auto odd = facts();
    odd.email = "a&b<i>\"'@example.com";
    odd.old_name = "<script>x</script>";
    const auto mail = kokkola::mails().render(MailKind::recovery, Language::fi, odd);
    BOOST_TEST(contains(mail.html, "a&amp;b&lt;i&gt;&quot;&#39;@example.com"));
    BOOST_TEST(!contains(mail.html, "<script"));
    BOOST_TEST(contains(mail.text, "Käyttäjätunnus: a&b<i>\"'@example.com\n"));
}

BOOST_AUTO_TEST_CASE(the_text_part_holds_no_markup)
{
    for (const auto kind : kinds) {
        const auto text = kokkola::mails().render(kind, Language::en, facts()).text;
        BOOST_TEST(!std::regex_search(text, std::regex{"<(?!https://)|&[a-z#0-9]+;|\\{|\\}|\r"}));
        BOOST_TEST(!contains(text, "\n\n\n"));
    }
}

// R-186: validity, who asked and when, and what to do if it was somebody else.
BOOST_AUTO_TEST_CASE(a_link_mail_says_how_long_it_holds_when_it_was_asked_for_and_what_else_to_do)
{
    const auto text = kokkola::mails().render(MailKind::recovery, Language::fi, facts()).text;
    BOOST_TEST(contains(
        text, "Linkki on voimassa 24.11.2026 klo 10.00 asti, ja sitä voi käyttää kerran.\n"
              "Pyyntö tehtiin 23.11.2026 klo 10.00.\n"
              "Jos et pyytänyt linkkiä, sinun ei tarvitse tehdä mitään: salasanasi ei muutu.\n"));
    BOOST_TEST(contains(text, "Linkki alkaa aina: https://asiointi.example.fi/\n"));
}

BOOST_AUTO_TEST_CASE(an_old_name_and_a_not_me_link_are_told_only_where_there_is_one)
{
    auto with = facts();
    with.old_name = "erkki52";
    with.not_me_link = "https://asiointi.example.fi/Account/NotForMe?token=abc";
    const auto text = kokkola::mails().render(MailKind::first_password, Language::fi, with).text;
    BOOST_TEST(contains(text, "aiempaa käyttäjätunnustasi erkki52. Käyttäjätunnuksesi on nyt erkki@example.com."));
    BOOST_TEST(text.find("NotForMe") > text.find("Ystävällisin terveisin,"));
    const auto without = kokkola::mails().render(MailKind::first_password, Language::fi, facts()).text;
    BOOST_TEST(!contains(without, "aiempaa"));
    BOOST_TEST(!contains(without, "NotForMe"));
}

BOOST_AUTO_TEST_CASE(mails_without_a_link_of_their_own_carry_none)
{
    for (const auto kind : {MailKind::unknown, MailKind::shared, MailKind::password_changed})
        BOOST_TEST(!contains(kokkola::mails().render(kind, Language::fi, facts()).html, "token="));
}

// R-184
BOOST_AUTO_TEST_CASE(no_mail_loads_anything)
{
    for (const auto kind : kinds)
        BOOST_TEST(!std::regex_search(
            kokkola::mails().render(kind, Language::fi, facts()).html, std::regex{"<img|<link|src=|url\\(|@import"}));
}

BOOST_AUTO_TEST_CASE(loading_fails_without_the_template)
{
    BOOST_CHECK_THROW(view::Mails("/nonexistent", kokkola::texts(), "https://x.example"), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
