#include "setup/questions.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <ostream>

using setup::Answers;

namespace {

const base::Instant november{std::chrono::sys_days{std::chrono::year{2026} / 11 / 26} + std::chrono::hours{9}};

const setup::Question& question(std::string_view key)
{
    const auto all = setup::questions();
    const auto found = std::ranges::find_if(all, [&](const auto& each) { return key == each.key; });
    BOOST_REQUIRE(found != all.end());
    return *found;
}

Answers with(std::initializer_list<std::pair<const char*, const char*>> given)
{
    Answers answers;
    for (const auto& [key, typed] : given) setup::take(question(key), typed, answers);
    return answers;
}

struct Guess {
    const char* sentence;
    const char* key;
    std::initializer_list<std::pair<const char*, const char*>> given;
    const char* expected;
};
std::ostream& operator<<(std::ostream& out, const Guess& guess)
{
    return out << guess.sentence;
}

const Guess guesses[] = {
    {"a Finnish city is inflected",
     "names.fi.city_genitive",
     {{"names.fi.city", "Kokkolan kaupunki"}},
     "Kokkolan kaupungin"},
    {"what is no city by its name is asked", "names.fi.city_genitive", {{"names.fi.city", "Kaustisen kunta"}}, ""},
    {"a Swedish city gets an s", "names.sv.city_genitive", {{"names.sv.city", "Karleby stad"}}, "Karleby stads"},
    {"and none behind an s", "names.sv.city_genitive", {{"names.sv.city", "Vörås"}}, "Vörås"},
    {"mail on this machine goes to port 25", "mail.smtp_port", {{"mail.smtp_host", "localhost"}}, "25"},
    {"mail elsewhere is submitted", "mail.smtp_port", {{"mail.smtp_host", "mail.example.fi"}}, "587"},
    {"mail elsewhere is encrypted", "mail.starttls", {{"mail.smtp_host", "mail.example.fi"}}, "required"},
    {"mails come from the city's domain",
     "mail.from_address",
     {{"site.base_url", "asiointi.example.fi"}},
     "asiointipalvelu@example.fi"},
    {"a domain of two labels stays whole",
     "mail.from_address",
     {{"site.base_url", "https://example.fi"}},
     "asiointipalvelu@example.fi"},
    {"a port is no part of the host",
     "setup.certificate",
     {{"site.base_url", "https://asiointi.example.fi:8443"}},
     "/etc/ssl/certs/asiointi.example.fi.pem"},
    {"nobody guesses where residents find it", "site.base_url", {}, ""},
};

} // namespace

BOOST_DATA_TEST_CASE(guesses_follow_from_what_was_answered_before, boost::unit_test::data::make(guesses), guess)
{
    BOOST_TEST(setup::guess(question(guess.key), with(guess.given)) == guess.expected);
}

BOOST_AUTO_TEST_CASE(a_host_name_alone_is_an_https_address_and_a_list_has_commas)
{
    const auto answers = with(
        {{"site.base_url", " asiointi.example.fi "}, {"database.hosts", "db1.example.fi:3306, db2.example.fi:3306"}});
    BOOST_TEST(answers.text("site.base_url") == "https://asiointi.example.fi");
    BOOST_TEST(
        (answers.texts("database.hosts") == std::vector<std::string>{"db1.example.fi:3306", "db2.example.fi:3306"}));
    BOOST_TEST(setup::host_of(answers) == "asiointi.example.fi");
}

BOOST_AUTO_TEST_CASE(a_database_on_another_machine_needs_an_authority_and_one_on_this_machine_does_not)
{
    BOOST_TEST(setup::applies(question("database.tls_ca"), with({{"database.hosts", "db1.example.fi:3306"}})));
    BOOST_TEST(
        !setup::applies(question("database.tls_ca"), with({{"database.hosts", "unix:/run/mysqld/mysqld.sock"}})));
}

BOOST_AUTO_TEST_CASE(an_answer_that_only_setup_knows_is_judged_by_it)
{
    for (const auto* bad : {"", "neuvonta", "a@b@c.fi"})
        BOOST_TEST(setup::fault_of(question("setup.help_address"), with({{"setup.help_address", bad}})) != "", bad);
    BOOST_TEST(
        setup::fault_of(question("setup.help_address"), with({{"setup.help_address", "neuvonta@example.fi"}})) == "");
    BOOST_TEST(setup::fault_of(question("setup.certificate"), with({{"setup.certificate", "cert.pem"}})) != "");
}

BOOST_AUTO_TEST_CASE(what_nobody_was_asked_is_filled_in_and_what_was_answered_stays)
{
    auto answers = with(
        {{"site.base_url", "asiointi.example.fi"},
         {"names.fi.city", "Kokkolan kaupunki"},
         {"names.sv.city", "Karleby stad"},
         {"names.en.city", "City of Kokkola"},
         {"mail.smtp_host", "mail.example.fi"},
         {"setup.help_address", "neuvonta@example.fi"},
         {"setup.privacy_address", "tietosuoja@example.fi"}});
    answers.set("names.sv.contact", std::string{"rådgivningen, tfn 040 000 0000"});
    setup::fill_in(answers, november, 2);
    BOOST_TEST(answers.text("names.fi.site") == "Kokkolan kaupungin sähköiset palvelut");
    BOOST_TEST(answers.text("names.fi.adviser") == "neuvontaan, neuvonta@example.fi");
    BOOST_TEST(answers.text("names.sv.contact") == "rådgivningen, tfn 040 000 0000");
    BOOST_TEST(answers.text("names.en.privacy_contact") == "tietosuoja@example.fi");
    BOOST_TEST(answers.text("mail.smtp_port") == "587");
    BOOST_TEST(answers.text("statements.updated") == "2026-11-26");
    BOOST_TEST(answers.settings_toml().find("help_address") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_may_name_the_host_alone)
{
    Answers answers;
    answers.set("site.base_url", std::string{"asiointi.example.fi"});
    setup::fill_in(answers, november, 2);
    BOOST_TEST(answers.text("site.base_url") == "https://asiointi.example.fi");
    BOOST_TEST(answers.text("mail.from_address") == "asiointipalvelu@example.fi");
}

BOOST_AUTO_TEST_CASE(there_are_places_to_wait_for_a_morning_on_which_many_come_unless_somebody_says_otherwise)
{
    Answers answers;
    setup::fill_in(answers, november, 2);
    BOOST_TEST(answers.text("pool.pages_workers") == "24");
    Answers many_cores;
    setup::fill_in(many_cores, november, 16);
    BOOST_TEST(many_cores.text("pool.pages_workers") == "52");
    Answers answered;
    answered.set("pool.pages_workers", std::int64_t{0});
    setup::fill_in(answered, november, 2);
    BOOST_TEST(answered.text("pool.pages_workers") == "0");
}
