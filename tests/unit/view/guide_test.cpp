#include "kokkola.hpp"
#include "sample_pages.hpp"

#include <boost/test/unit_test.hpp>

#include <regex>

/// What the printed guide promises, letter for letter (guide.md). Texts are compared as a reader sees them.
namespace {

using kokkola::Language;
using view::Page;

/// The page without its markup, white space drawn together.
std::string seen(const std::string& html)
{
    auto text = std::regex_replace(html, std::regex{"<head>[^]*</head>|<[^>]*>"}, "");
    text = std::regex_replace(text, std::regex{"\\s+"}, " ");
    text = std::regex_replace(text, std::regex{"&gt;"}, ">");
    return std::regex_replace(text, std::regex{"&amp;"}, "&");
}

std::string page_named(const std::string& name)
{
    for (const auto& sample : kokkola::sample_pages())
        if (sample.name == name) return kokkola::render(sample.page);
    throw std::logic_error("no sample " + name);
}

void check_shows(const std::string& html, std::initializer_list<const char*> sentences)
{
    const auto text = seen(html);
    for (const auto* sentence : sentences)
        BOOST_TEST(text.find(sentence) != std::string::npos, "missing: " << sentence);
}

constexpr const char* intro =
    "Kirjautumisjärjestelmä on muuttunut edellisen kirjautumisesi jälkeen. Käyttäjätunnuksena "
    "toimii jatkossa sähköpostiosoitteesi.";
constexpr const char* create = "Luo uusi käyttäjätunnus jos sinulla ei vielä ole omaa käyttäjätunnusta.";

} // namespace

BOOST_AUTO_TEST_SUITE(guide)

BOOST_AUTO_TEST_CASE(step_2_the_login_page_asks_for_the_user_name)
{
    const auto html = page_named("login_name");
    check_shows(html, {intro, create});
    BOOST_TEST(html.find("<h1>Kirjautuminen</h1>") != std::string::npos);
    BOOST_TEST(html.find(">Luo uusi käyttäjätunnus</a> jos") != std::string::npos);
    BOOST_TEST(html.find("<label for=\"user_name\">Käyttäjätunnus</label>") != std::string::npos);
    BOOST_TEST(html.find("<button>Jatka</button>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(step_3_the_same_page_says_that_a_link_was_sent)
{
    const auto html = page_named("login_sent");
    check_shows(
        html, {"Sähköpostiisi on lähetetty linkki, jonka avulla voit asettaa salasanan. Kun olet asettanut "
               "salasanan, pääset kirjautumaan sillä palveluun.",
               intro, create});
    BOOST_TEST(html.find("<h1>Kirjautuminen</h1>") != std::string::npos);
    BOOST_TEST(html.find("value=\"esimerkki.erkki@example.com\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(step_5_the_page_behind_the_link_asks_for_the_new_password_twice)
{
    const auto html = page_named("recover_password");
    check_shows(
        html, {"Takaisin > Vaihda salasana",
               "Voit vaihtaa salasanan syöttämällä uuden salasanan alla oleviin kenttiin. Salasanan vaihdon "
               "jälkeen voit kirjautua palveluun uudella salasanalla."});
    BOOST_TEST(html.find("<label for=\"new_password\">Uusi salasana *</label>") != std::string::npos);
    BOOST_TEST(html.find("<label for=\"confirm_password\">Vahvista uusi salasana *</label>") != std::string::npos);
    BOOST_TEST(html.find("<button>Vaihda salasana</button>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(step_6_the_password_is_set)
{
    const auto html = page_named("recover_done");
    check_shows(
        html,
        {"Takaisin > Vaihda salasana", "Salasanan vaihto onnistui, voit nyt kirjautua palveluun uudella salasanalla."});
    BOOST_TEST(html.find(">Siirry kirjautumaan</a>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(step_7_the_second_page_asks_for_the_password)
{
    const auto html = page_named("login_password");
    check_shows(html, {intro, create});
    BOOST_TEST(html.find("<h1>Kirjautuminen</h1>") != std::string::npos);
    BOOST_TEST(html.find("<label for=\"password\">Salasana</label>") != std::string::npos);
    BOOST_TEST(html.find(">Muista kirjautumiseni tässä tietokoneessa</label>") != std::string::npos);
    BOOST_TEST(html.find(">Unohtuiko käyttäjätunnus tai salasana?</a>") != std::string::npos);
    BOOST_TEST(html.find("<button>Kirjaudu sisään</button>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(step_8_name_and_user_name_stand_at_the_top_with_a_menu)
{
    const auto frame = kokkola::signed_in(Language::fi);
    const auto page = kokkola::pages().html(http::Status::ok, frame, Page{"privacy"}).body();
    const auto bar = kokkola::pages().fragment(frame, Page{"bar"});
    for (const auto& html : {page, bar}) {
        check_shows(html, {"Erkki Esimerkki (esimerkki.erkki@example.com) ▼"});
        BOOST_TEST(html.find("<a href=\"/Account/Settings\">Erkki Esimerkki (") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(step_4_the_mail_has_the_guides_lines_in_the_guides_order)
{
    const view::MailFacts facts{
        "esimerkki.erkki@example.com",
        "",
        "https://asiointi.example.fi/Account/RecoverPassword?token=abc",
        "",
        base::from_datetime("2026-11-23 08:00:00"),
        base::from_datetime("2026-11-24 08:00:00")};
    const auto text = kokkola::mails().render(view::MailKind::first_password, Language::fi, facts).text;
    BOOST_TEST(text.starts_with("Alla olevalla linkillä pääset vaihtamaan unohtuneen salasanasi Asiointipalvelussa.\n\n"
                                "Käyttäjätunnus: esimerkki.erkki@example.com\n\n"
                                "<https://asiointi.example.fi/Account/RecoverPassword?token=abc>\n\n"));
    BOOST_TEST(
        text.find("\n\nTämä on palvelun automaattisesti lähettämä viesti. Älä vastaa tähän viestiin.\n"
                  "Ongelmatilanteissa ota yhteys kuntaan.\n\n"
                  "Ystävällisin terveisin,\nAsiointipalvelu\n\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_help_page_sentences_with_names_come_out_as_printed)
{
    const auto& texts = kokkola::texts();
    BOOST_TEST(
        texts.get(Language::fi, view::Text{"guide.lead"}) ==
        "Kokkolan kaupungin sähköisten palveluiden kirjautumisjärjestelmä vaihtui hiljattain. Käyttäjänä sinun tulee "
        "kirjautua palveluun uudestaan käyttäjätunnuksellasi, joka on jatkossa sama kuin sähköpostiosoitteesi.");
    BOOST_TEST(
        texts.get(Language::fi, view::Text{"guide.contact"}) == "Ongelmatilanteissa otathan yhteyttä neuvontaan.");
    BOOST_TEST(texts.get(Language::fi, view::Text{"guide.footer"}) == "Ohje - Kokkolan kaupungin sähköiset palvelut");
}

BOOST_AUTO_TEST_SUITE_END()
