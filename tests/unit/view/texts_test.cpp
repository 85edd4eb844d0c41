#include "kokkola.hpp"
#include "support/places.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <regex>
#include <set>

using kokkola::Language;
using view::Text;

namespace {

/// The keys of a catalogue with the {variables} and the number of [links] of their texts.
std::map<std::string, std::multiset<std::string>> outline(const std::string& language)
{
    std::ifstream file{support::source("templates/locale/") + language + ".po"};
    std::map<std::string, std::multiset<std::string>> keys;
    std::string line;
    std::string key;
    const std::regex variable{R"(\{[a-z_]+\}|\[)"};
    while (std::getline(file, line)) {
        if (line.starts_with("msgid \"")) key = line.substr(7, line.size() - 8);
        if (!line.starts_with("msgstr") || key.empty()) continue;
        BOOST_TEST(!line.ends_with(" \"\""), language << ": no text for " << key);
        auto& found = keys[key];
        for (std::sregex_iterator match{line.begin(), line.end(), variable}; match != std::sregex_iterator{}; ++match)
            found.insert(match->str());
        // Which form of the city's name a sentence needs is each language's own affair.
        found.erase("{city}");
        found.erase("{city_genitive}");
    }
    return keys;
}

bool names_city(const std::runtime_error& error)
{
    return std::string{error.what()}.ends_with("[names.sv] city");
}

} // namespace

BOOST_AUTO_TEST_SUITE(texts)

// R-214: no language falls back to another.
BOOST_AUTO_TEST_CASE(the_three_catalogues_have_the_same_keys_with_the_same_variables_and_links)
{
    const auto finnish = outline("fi");
    BOOST_TEST(finnish.size() > 250U);
    for (const auto* language : {"sv", "en"}) {
        const auto other = outline(language);
        for (const auto& [key, variables] : finnish) {
            BOOST_TEST(other.contains(key), language << " lacks " << key);
            if (other.contains(key)) BOOST_TEST(other.at(key) == variables, language << ": " << key);
        }
        BOOST_TEST(other.size() == finnish.size());
    }
}

BOOST_AUTO_TEST_CASE(every_key_of_the_catalogues_can_be_looked_up_in_every_language)
{
    for (const auto& [key, variables] : outline("fi")) {
        for (const auto language : base::all_languages) {
            std::vector<view::TextValue> values;
            for (const auto& variable : variables)
                if (variable != "[") values.push_back({std::string_view{variable}.substr(1, variable.size() - 2), "x"});
            BOOST_TEST_CONTEXT(key)
            BOOST_CHECK_NO_THROW((void)kokkola::texts().get(language, {key, values, 2}));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_key_that_no_catalogue_has_is_an_error)
{
    BOOST_CHECK_THROW((void)kokkola::texts().get(Language::sv, Text{"login.titel"}), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_variable_without_a_value_is_an_error)
{
    BOOST_CHECK_THROW((void)kokkola::texts().get(Language::fi, Text{"mail.username_line"}), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_text_with_plural_forms_is_never_looked_up_without_its_number)
{
    BOOST_CHECK_THROW((void)kokkola::texts().get(Language::fi, Text{"password.too_short"}), std::logic_error);
    BOOST_CHECK_THROW((void)kokkola::texts().source(Language::fi, "login.remember_hint", ""), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_value_is_not_looked_through_for_variables)
{
    const auto text = kokkola::texts().get(Language::fi, {"mail.username_line", {{"email", "{city}@example.com"}}});
    BOOST_TEST(text == "Käyttäjätunnus: {city}@example.com");
}

BOOST_AUTO_TEST_CASE(numbers_choose_the_plural_form)
{
    const auto& texts = kokkola::texts();
    BOOST_TEST(
        texts.get(Language::fi, {"error.429", {}, 1}) ==
        "Pyyntöjä on tullut liian monta. Odota 1 sekunti ja yritä uudelleen.");
    BOOST_TEST(
        texts.get(Language::fi, {"error.429", {}, 2}) ==
        "Pyyntöjä on tullut liian monta. Odota 2 sekuntia ja yritä uudelleen.");
    BOOST_TEST(texts.get(Language::sv, {"error.429", {}, 1}).find("Vänta 1 sekund ") != std::string::npos);
    BOOST_TEST(texts.get(Language::sv, {"error.429", {}, 21}).find("Vänta 21 sekunder ") != std::string::npos);
    BOOST_TEST(
        texts.source(Language::en, "login.remember_hint", "remembered_days").starts_with("This lasts for 30 days."));
}

BOOST_AUTO_TEST_CASE(loading_fails_without_a_catalogue)
{
    BOOST_CHECK_THROW(view::Texts("/nonexistent", kokkola::names()), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(loading_fails_when_the_installation_lacks_a_name_in_one_language)
{
    auto names = kokkola::names();
    names[1].erase("city");
    BOOST_CHECK_EXCEPTION(view::Texts(kokkola::share + "/locale", names), std::runtime_error, names_city);
}

BOOST_AUTO_TEST_CASE(a_name_that_is_left_out_has_the_catalogues_default_in_each_language)
{
    auto names = kokkola::names();
    names[2]["supervisor"] = "Another authority";
    names[2]["feedback"] = "web@example.com";
    const view::Texts texts{kokkola::share + "/locale", names};
    BOOST_TEST(texts.get(Language::fi, Text{"a11y.supervisor"}).starts_with("Liikenne- ja viestintävirasto Traficom"));
    BOOST_TEST(texts.get(Language::en, Text{"a11y.supervisor"}) == "Another authority");
    BOOST_TEST(texts.get(Language::en, Text{"a11y.feedback_to"}) == "Feedback is received by: web@example.com");
    BOOST_TEST(texts.get(Language::sv, Text{"a11y.feedback_to"}).find("tillståndsrådgivningen") != std::string::npos);
    BOOST_TEST(texts.get(Language::sv, Text{"footer.start"}) == "Tillbaka till tjänsten");
}

BOOST_AUTO_TEST_CASE(loading_fails_when_a_name_looks_like_a_marker_of_a_template)
{
    auto names = kokkola::names();
    names[0]["city"] = "{{#ERRORS}}";
    BOOST_CHECK_THROW(view::Texts(kokkola::share + "/locale", names), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
