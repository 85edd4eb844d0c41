// What each kind of mail says: why it came, what to do, and what if it was somebody else (R-186).

#include "sample_mails.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <set>

using kokkola::contains;
using kokkola::Language;
using view::MailKind;

namespace {

std::string text_of(MailKind kind, const view::MailFacts& facts = kokkola::mail_facts())
{
    return kokkola::mails().render(kind, Language::fi, facts).text;
}

std::string body_of(MailKind kind, const view::MailFacts& facts = kokkola::mail_facts())
{
    const auto text = text_of(kind, facts);
    return text.substr(0, text.find("\nTämä on palvelun automaattisesti"));
}

struct Case {
    MailKind kind;
    const char* why;
    const char* if_not_you;
};

std::ostream& operator<<(std::ostream& out, const Case& c)
{
    return out << view::name(c.kind);
}

const Case cases[] = {
    {MailKind::first_password, "pääset vaihtamaan unohtuneen salasanasi", "Jos et pyytänyt linkkiä, sinun ei tarvitse"},
    {MailKind::recovery, "pääset vaihtamaan unohtuneen salasanasi", "Jos et pyytänyt linkkiä, sinun ei tarvitse"},
    {MailKind::registration, "Tällä osoitteella pyydettiin uutta", "Jos et pyytänyt tunnusta, jätä viesti huomiotta"},
    {MailKind::already, "mutta sinulla on jo sellainen", "Jos et pyytänyt linkkiä, sinun ei tarvitse tehdä mitään"},
    {MailKind::unknown, "osoitteella ei ole käyttäjätunnusta", "Jos et pyytänyt linkkiä, sinun ei tarvitse"},
    {MailKind::shared, "useamman henkilön aiempi käyttäjätunnus", "Jos et pyytänyt linkkiä, sinun ei tarvitse"},
    {MailKind::password_changed, "Salasanasi vaihdettiin 23.11.2026 klo 10.00.",
     "Jos et tehnyt tätä itse, ota yhteyttä"},
    {MailKind::email_confirm, "pyydettiin käyttäjätunnuksen vaihtoa", "Jos et pyytänyt muutosta, sinun ei tarvitse"},
    {MailKind::email_taken, "Osoite kuuluu jo käyttäjätunnukseen", "Jos et pyytänyt muutosta, sinun ei tarvitse"},
    {MailKind::email_changed_old, "vaihdettiin 23.11.2026 klo 10.00.",
     "Jos et tehnyt sitä itse, peru muutos tällä linkillä"},
    {MailKind::email_changed_new, "vaihdettiin 23.11.2026 klo 10.00.", "Jos et vaihtanut osoitetta itse, ota yhteyttä"},
    {MailKind::email_restored, "peruttiin 23.11.2026 klo 10.00.", "Jos et perunut vaihtoa itse, ota heti yhteyttä"},
    {MailKind::account_frozen, "Siksi tunnus on lukittu", "Jos tunnus ei ole sinun, sinun ei tarvitse tehdä mitään"},
    {MailKind::new_device, "selaimella, jota emme tunnista", "Jos et kirjautunut itse, vaihda salasana heti"},
    {MailKind::account_closed, "poistoa pyydettiin 23.11.2026 klo 10.00.",
     "Jos et pyytänyt poistoa itse, vaihda myös salasana"},
    {MailKind::account_reopened, "kirjauduttiin 23.11.2026 klo 10.00.",
     "Jos et kirjautunut itse, vaihda salasana heti"},
    {MailKind::sign_in_slowed, "väärällä salasanalla 10 kertaa",
     "Jos et itse yrittänyt kirjautua, sinun ei tarvitse tehdä mitään"},
    {MailKind::invitation, "kirjautumisjärjestelmä on muuttunut. Käyttäjätunnuksesi on jatkossa esimerkki.erkki@",
     "Jos viesti ei ole tarkoitettu sinulle, sinun ei tarvitse tehdä mitään."},
    {MailKind::dormant,
     "Sillä ei ole kirjauduttu pitkään aikaan. Tunnukset, joilla ei ole kirjauduttu 5 vuoteen, poistetaan.",
     "Jos et tarvitse tunnusta tai viesti ei ole tarkoitettu sinulle, sinun ei tarvitse tehdä mitään."},
    {MailKind::add_old_user, "liitetään toiseen käyttäjätunnukseen", "tai et pyytänyt liittämistä, älä avaa linkkiä"},
    {MailKind::staff_acted, "Kaupunki on muuttanut tunnustasi 23.11.2026 klo 10.00", "Jos et ole pyytänyt tätä"},
    {MailKind::staff_change_address, "Kaupunkia on pyydetty vaihtamaan sähköpostiosoitteesi",
     "Jos et ole pyytänyt muutosta, pysäytä se tällä linkillä"},
    {MailKind::staff_change_merge, "Kaupunkia on pyydetty yhdistämään",
     "Jos et ole pyytänyt muutosta, pysäytä se tällä linkillä"},
};

const std::set<MailKind> with_link{MailKind::first_password,    MailKind::recovery,      MailKind::registration,
                                   MailKind::already,           MailKind::email_confirm, MailKind::email_changed_old,
                                   MailKind::sign_in_slowed,    MailKind::add_old_user,  MailKind::staff_change_address,
                                   MailKind::staff_change_merge};

} // namespace

BOOST_AUTO_TEST_SUITE(mail_kinds)

BOOST_AUTO_TEST_CASE(the_cases_below_are_all_kinds)
{
    BOOST_TEST(std::size(cases) == kokkola::mail_kinds().size());
}

// R-186
BOOST_DATA_TEST_CASE(
    every_mail_says_why_it_came_and_what_to_do_if_it_was_not_you, boost::unit_test::data::make(cases), c)
{
    const auto body = body_of(c.kind);
    BOOST_TEST(contains(body, c.why));
    BOOST_TEST(contains(body, c.if_not_you));
}

BOOST_AUTO_TEST_CASE(only_mails_with_a_link_of_their_own_carry_one_and_say_how_long_it_holds)
{
    for (const auto kind : kokkola::mail_kinds()) {
        BOOST_TEST_CONTEXT(view::name(kind))
        {
            BOOST_TEST(contains(text_of(kind), "\n<" + kokkola::mailed_link + ">\n") == with_link.contains(kind));
            BOOST_TEST(
                contains(
                    text_of(kind), "\nLinkki on voimassa 24.11.2026 klo 10.00 asti, ja sitä voi käyttää kerran.\n") ==
                with_link.contains(kind));
            if (!with_link.contains(kind))
                BOOST_TEST(
                    !contains(kokkola::mails().render(kind, Language::fi, kokkola::mail_facts()).html, "token="));
        }
    }
}

// R-186: validity, who asked and when, and what to do if it was somebody else.
BOOST_AUTO_TEST_CASE(a_link_mail_says_how_long_it_holds_when_it_was_asked_for_and_what_else_to_do)
{
    BOOST_TEST(contains(
        text_of(MailKind::recovery),
        "Linkki on voimassa 24.11.2026 klo 10.00 asti, ja sitä voi käyttää kerran.\n"
        "Pyyntö tehtiin 23.11.2026 klo 10.00.\n"
        "Jos et pyytänyt linkkiä, sinun ei tarvitse tehdä mitään: salasanasi ei muutu.\n"
        "Kaupunki ei koskaan kysy salasanaasi. Linkki alkaa aina: https://asiointi.example.fi/\n"));
}

BOOST_AUTO_TEST_CASE(an_old_name_and_a_not_me_link_are_told_only_where_there_is_one)
{
    auto facts = kokkola::mail_facts();
    facts.not_me_link = kokkola::not_me_link;
    const auto with = text_of(MailKind::first_password, facts);
    BOOST_TEST(
        contains(with, "aiempi käyttäjätunnuksesi erkki52. Käyttäjätunnuksesi on nyt esimerkki.erkki@example.com."));
    BOOST_TEST(with.find("NotForMe") > with.find("Ystävällisin terveisin,"));
    facts.old_name = facts.not_me_link = "";
    const auto without = text_of(MailKind::first_password, facts);
    BOOST_TEST(!contains(without, "aiempi käyttäjätunnuksesi"));
    BOOST_TEST(!contains(without, "NotForMe"));
}

BOOST_AUTO_TEST_CASE(the_new_address_is_told_to_itself_and_only_masked_to_the_old_one)
{
    auto facts = kokkola::mail_facts();
    BOOST_TEST(contains(body_of(MailKind::email_confirm), "käyttäjätunnuksesi on jatkossa erkin.uusi@example.org."));
    BOOST_TEST(contains(
        body_of(MailKind::email_changed_old),
        "\nVanha osoite: esimerkki.erkki@example.com\nUusi osoite: e…@example.org\n"));
    BOOST_TEST(!contains(kokkola::mails().render(MailKind::email_changed_old, Language::fi, facts).html, "erkin.uusi"));
    facts.new_email = "äiti@example.org";
    BOOST_TEST(contains(body_of(MailKind::email_changed_old, facts), "\nUusi osoite: ä…@example.org\n"));
}

BOOST_AUTO_TEST_CASE(the_old_address_learns_what_undoing_takes)
{
    BOOST_TEST(contains(
        body_of(MailKind::email_changed_old),
        "Perumiseen tarvitset salasanan, joka oli voimassa ennen muutosta. Ilman sitä voit lukita tunnuksen. Silloin "
        "kukaan ei pääse kirjautumaan, ennen kuin olet selvittänyt asian kanssamme: lupaneuvonta,"));
    BOOST_TEST(!contains(body_of(MailKind::email_changed_old), "Pyyntö tehtiin"));
}

BOOST_AUTO_TEST_CASE(neither_side_of_a_dispute_learns_an_address_from_us)
{
    BOOST_TEST(!contains(body_of(MailKind::account_frozen), "erkki"));
    BOOST_TEST(!contains(body_of(MailKind::account_frozen), "erkin"));
}

BOOST_AUTO_TEST_CASE(a_browser_that_is_not_known_is_said_to_be_so)
{
    auto facts = kokkola::mail_facts();
    BOOST_TEST(contains(body_of(MailKind::new_device), "\nSelain: Firefox\nKäyttöjärjestelmä: Windows\n"));
    facts.browser = facts.system = "";
    BOOST_TEST(
        contains(body_of(MailKind::new_device, facts), "\nSelain: ei tiedossa\nKäyttöjärjestelmä: ei tiedossa\n"));
}

BOOST_AUTO_TEST_CASE(a_closed_account_learns_when_it_is_erased_in_the_first_words)
{
    const auto mail = kokkola::mails().render(MailKind::account_closed, Language::sv, kokkola::mail_facts());
    BOOST_TEST(mail.subject == "Ditt konto raderas 7.12.2026: E-tjänsten, Karleby stad");
    BOOST_TEST(contains(mail.text, "\n<https://asiointi.example.fi/Account/Login?lang=sv>\n"));
}

BOOST_AUTO_TEST_CASE(the_number_of_wrong_passwords_chooses_the_plural_form)
{
    auto facts = kokkola::mail_facts();
    facts.failures = 1;
    BOOST_TEST(contains(body_of(MailKind::sign_in_slowed, facts), "väärällä salasanalla 1 kerran."));
    BOOST_TEST(contains(
        kokkola::mails().render(MailKind::sign_in_slowed, Language::sv, facts).text, "med fel lösenord 1 gång."));
    BOOST_TEST(contains(
        kokkola::mails().render(MailKind::sign_in_slowed, Language::en, facts).text, "wrong password 1 time."));
}

BOOST_AUTO_TEST_CASE(whoever_guessed_inside_is_told_of_without_the_comfort_that_nobody_gets_in) // R-050
{
    auto facts = kokkola::mail_facts();
    facts.while_signed_in = true;
    for (const bool has_closed : {false, true}) {
        facts.has_closed = has_closed;
        const auto body = body_of(MailKind::sign_in_slowed, facts);
        BOOST_TEST(contains(body, "kirjautunut on antanut väärän salasanan 10 kertaa."));
        BOOST_TEST(contains(body, kokkola::mailed_link));
        BOOST_TEST(contains(body, "Samalla kaikki laitteet kirjataan ulos:"));
        BOOST_TEST(!contains(body, "ilman salasanaasi kukaan ei"));
    }
}

BOOST_AUTO_TEST_CASE(the_owner_of_an_old_name_sees_what_is_to_be_added_to_what)
{
    auto facts = kokkola::mail_facts();
    BOOST_TEST(contains(
        body_of(MailKind::add_old_user),
        "\nAiempi käyttäjätunnus: erkki52\nLiitetään käyttäjätunnukseen: esimerkki.erkki@example.com\n"));
    facts.old_name = "";
    BOOST_TEST(!contains(body_of(MailKind::add_old_user, facts), "Aiempi käyttäjätunnus:"));
}

BOOST_AUTO_TEST_CASE(a_former_address_learns_how_to_take_the_account_back_and_names_the_mail_as_its_subject_does)
{
    for (const auto language : base::all_languages) {
        auto facts = kokkola::mail_facts();
        facts.is_reserved = true;
        const auto mail = kokkola::mails().render(MailKind::unknown, language, facts);
        const auto changed = kokkola::mails().render(MailKind::email_changed_old, language, facts);
        BOOST_TEST(contains(mail.text, changed.subject.substr(0, changed.subject.find(':'))), mail.text);
        BOOST_TEST(!contains(mail.text, "token="));
        BOOST_TEST(contains(mail.text, "/Account/Login?lang=" + std::string{base::code(language)} + ">"));
    }
    BOOST_TEST(!contains(body_of(MailKind::unknown), "oli hiljattain"));
}

BOOST_AUTO_TEST_CASE(an_invitation_of_somebody_with_a_password_of_the_portal_speaks_of_that_and_of_no_link_to_come)
{
    auto facts = kokkola::mail_facts(Language::sv);
    facts.with_old_password = true;
    const auto mail = kokkola::mails().render(MailKind::invitation, Language::fi, facts);
    BOOST_TEST(contains(mail.text, "Salasanasi ei muutu: käytä samaa kuin ennenkin."));
    BOOST_TEST(contains(mail.text, "Ditt lösenord ändras inte: använd samma som förut."));
    BOOST_TEST(!contains(mail.text, "saat linkin"));
    BOOST_TEST(!contains(mail.text, "salasanan asettamiseen. Aiempi"));
}

BOOST_AUTO_TEST_CASE(an_invitation_leads_to_the_login_page_in_its_reader_s_language_and_carries_no_credential)
{
    const auto mail = kokkola::mails().render(MailKind::invitation, Language::fi, kokkola::mail_facts(Language::sv));
    for (const auto* language : {"fi", "sv"})
        BOOST_TEST(contains(mail.text, "\n<" + kokkola::sign_in_link + "&lang=" + language + ">\n"));
    BOOST_TEST(
        contains(mail.text, "\nKaupunki ei koskaan kysy salasanaasi. Linkki alkaa aina: https://asiointi.example.fi/"));
    for (const auto* credential : {"token=", "NotForMe", "voimassa"}) BOOST_TEST(!contains(mail.text, credential));
}

// R-225: what happens to what, by which day, what is enough, and whom to ask.
BOOST_AUTO_TEST_CASE(the_notice_of_a_dormant_account_says_by_which_day_to_sign_in_and_what_stays_in_each_language)
{
    struct Said {
        Language language;
        const char* subject;
        std::vector<const char*> sentences;
    };
    for (const auto& said :
         {Said{
              Language::fi,
              "Käyttäjätunnuksesi suljetaan 24.11.2026, jos et kirjaudu: Asiointipalvelu, Kokkolan kaupunki",
              {"Siksi tunnuksesi suljetaan 24.11.2026 ja poistetaan sen jälkeen.",
               "kirjaudu ennen sitä päivää. Muuta ei tarvita:\n",
               "Kaupungille jättämäsi hakemukset ja niiden päätökset eivät poistu", "kysyttävää, ota yhteyttä:"}},
          Said{
              Language::sv,
              "Ditt konto stängs 24.11.2026 om du inte loggar in: E-tjänsten, Karleby stad",
              {"Därför stängs ditt konto 24.11.2026 och raderas efter det.", "logga in före den dagen.",
               "Ansökningar som du har lämnat till staden", "Om du har frågor, kontakta"}},
          Said{
              Language::en,
              "Your account will be closed on 24 November 2026 unless you sign in: E-service, City of Kokkola",
              {"closed on 24 November 2026 and deleted after that.", "sign in before that day.",
               "Applications that you have sent to the city", "If you have questions, contact"}}}) {
        const auto mail = kokkola::mails().render(MailKind::dormant, said.language, kokkola::mail_facts());
        BOOST_TEST(mail.subject == said.subject);
        for (const auto* sentence : said.sentences) BOOST_TEST(contains(mail.text, sentence), sentence);
        BOOST_TEST(contains(mail.text, kokkola::sign_in_link + "&lang="));
    }
}

// R-225: nobody asked for it, so nobody is warned of a stranger.
BOOST_AUTO_TEST_CASE(the_mail_about_a_closed_account_that_nobody_used_says_why_in_each_language)
{
    auto facts = kokkola::mail_facts();
    facts.was_dormant = true;
    for (const auto& [language, why] :
         {std::pair{Language::fi, "koska sillä ei ole kirjauduttu vuosiin. Tunnus poistetaan 7.12.2026."},
          {Language::sv, "eftersom ingen har loggat in på det på flera år. Kontot raderas 7.12.2026."},
          {Language::en, "because nobody has signed in to it for years. It will be deleted on 7 December 2026."}})
        BOOST_TEST(contains(kokkola::mails().render(MailKind::account_closed, language, facts).text, why));
    const auto body = body_of(MailKind::account_closed, facts);
    for (const auto* strange : {"pyydettiin", "vaihda myös salasana"}) BOOST_TEST(!contains(body, strange));
}

BOOST_AUTO_TEST_SUITE_END()
