// The mail to somebody whose language nobody knows says everything twice; every mail says where the others are.

#include "sample_mails.hpp"

#include <boost/test/unit_test.hpp>

using kokkola::contains;
using kokkola::count;
using kokkola::Language;
using view::MailKind;

namespace {

const std::string divider = '\n' + std::string(40, '-') + '\n';

view::MailText both(MailKind kind)
{
    auto facts = kokkola::mail_facts(Language::sv);
    facts.not_me_link = kokkola::not_me_link;
    return kokkola::mails().render(kind, Language::fi, facts);
}

view::MailText only(MailKind kind, Language language)
{
    auto facts = kokkola::mail_facts();
    facts.not_me_link = kokkola::not_me_link;
    return kokkola::mails().render(kind, language, facts);
}

/// Without the lines at the end that lead to the other languages.
std::string own_words(const std::string& text)
{
    return text.substr(0, text.rfind("\n\n") + 1);
}

std::string without(std::string text, const std::string& part)
{
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part)) text.erase(at, part.size());
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mail_languages)

//
BOOST_AUTO_TEST_CASE(a_mail_in_one_language_says_where_the_service_is_in_the_others)
{
    for (const auto kind : kokkola::mail_kinds()) {
        BOOST_TEST(
            only(kind, Language::sv)
                .text.ends_with("\n\nPalvelu suomeksi:\n<https://asiointi.example.fi/Account/Login?lang=fi>\n"
                                "The service in English:\n<https://asiointi.example.fi/Account/Login?lang=en>\n"));
        BOOST_TEST(contains(only(kind, Language::sv).html, "<span lang=\"fi\">Palvelu suomeksi:</span>"));
        BOOST_TEST(contains(
            only(kind, Language::fi).text,
            "\nTjänsten på svenska:\n<https://asiointi.example.fi/Account/Login?lang=sv>\n"));
    }
}

// the two official languages say the same, and each part is the mail that its own readers would have got.
BOOST_AUTO_TEST_CASE(a_mail_in_two_languages_holds_the_whole_mail_of_each)
{
    for (const auto kind : kokkola::mail_kinds()) {
        const auto mail = both(kind);
        const auto at = mail.text.find(divider);
        BOOST_REQUIRE(at != std::string::npos);
        const auto second = without(mail.text.substr(at + divider.size()), "&lang=sv");
        BOOST_TEST(mail.subject == only(kind, Language::fi).subject);
        BOOST_TEST(mail.text.substr(0, at) == own_words(only(kind, Language::fi).text));
        const auto in_swedish = without(own_words(only(kind, Language::sv).text), "&lang=sv");
        BOOST_TEST(own_words(second) == "På svenska\n\n" + in_swedish);
    }
}

BOOST_AUTO_TEST_CASE(a_mail_in_two_languages_names_the_third_once_at_its_end)
{
    for (const auto kind : kokkola::mail_kinds()) {
        const auto text = both(kind).text;
        BOOST_TEST(
            text.ends_with("\n\nThe service in English:\n<https://asiointi.example.fi/Account/Login?lang=en>\n"));
        BOOST_TEST(count(text, "The service in English") == 1);
        BOOST_TEST(!contains(text, "Tjänsten på svenska"));
    }
}

// a screen reader changes its voice with the language.
BOOST_AUTO_TEST_CASE(the_html_says_in_which_language_each_part_is)
{
    for (const auto kind : kokkola::mail_kinds()) {
        const auto html = both(kind).html;
        const auto finnish = html.find("<div lang=\"fi\">");
        const auto swedish = html.find("<div lang=\"sv\">");
        BOOST_TEST(contains(html, "<html lang=\"fi\">"));
        BOOST_TEST((finnish < swedish && swedish != std::string::npos));
        BOOST_TEST((html.find("Ystävällisin terveisin,") < swedish && html.find("Med vänlig hälsning") > swedish));
        BOOST_TEST(html.find(">På svenska</h2>") > swedish);
        BOOST_TEST(!contains(only(kind, Language::fi).html, "<h2"));
    }
}

BOOST_AUTO_TEST_CASE(the_links_of_the_second_part_open_in_its_language)
{
    const auto text = both(MailKind::first_password).text;
    BOOST_TEST(contains(text, "<" + kokkola::mailed_link + ">\n"));
    BOOST_TEST(contains(text, "<" + kokkola::mailed_link + "&lang=sv>\n"));
    BOOST_TEST(contains(text, "<" + kokkola::not_me_link + "&lang=sv>\n"));
    BOOST_TEST(contains(both(MailKind::first_password).html, kokkola::mailed_link + "&amp;lang=sv\""));
    const auto closed = both(MailKind::account_closed).text;
    BOOST_TEST(contains(closed, "/Account/Login?lang=fi>\n"));
    BOOST_TEST(contains(closed, "/Account/Login?lang=sv>\n"));
}

BOOST_AUTO_TEST_CASE(a_mail_is_never_said_twice_in_one_language)
{
    const auto twice = kokkola::mails().render(MailKind::recovery, Language::sv, kokkola::mail_facts(Language::sv));
    BOOST_TEST(twice.text == kokkola::mails().render(MailKind::recovery, Language::sv, kokkola::mail_facts()).text);
}

BOOST_AUTO_TEST_SUITE_END()
