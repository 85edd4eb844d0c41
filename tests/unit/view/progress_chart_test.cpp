#include "view/progress_chart.hpp"

#include "kokkola.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <regex>
#include <set>

using kokkola::Language;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::sys_days first = std::chrono::year{2026} / 10 / 5;

const std::vector<view::ChartDay> three_days{
    {first, {{12345, 0, 0, 0}}},
    {first + std::chrono::days{7}, {{12345, 6000, 400, 100}}},
    {first + std::chrono::days{50}, {{12345, 12000, 9876, 7000}}}};

std::string chart(const std::vector<view::ChartDay>& days, Language language = Language::fi)
{
    constexpr view::ChartAside aside{.bounced = 42, .wait_for_human = 1226, .closed = 606};
    return view::progress_chart(days, aside, first + std::chrono::days{51}, kokkola::texts(), language);
}

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(progress_chart)

BOOST_AUTO_TEST_CASE(the_picture_says_everything_in_words_too_in_each_language)
{
    const auto finnish = chart(three_days);
    BOOST_TEST(contains(
        finnish, "<title id=\"title\">Asukkaiden siirtyminen uuteen kirjautumiseen: Kokkolan kaupunki, tilanne "
                 "25.11.2026</title>"));
    BOOST_TEST(contains(
        finnish, "<desc id=\"desc\">Aiempia käyttäjiä: 12\u00A0345. Kutsuttu sähköpostilla: 12\u00A0000 (97\u00A0%). "
                 "Asettanut salasanan: 9\u00A0876 (80\u00A0%). Kirjautunut: 7\u00A0000 (56\u00A0%)."));
    constexpr std::string_view aside = "Viestit eivät mene perille: 42. Odottaa selvitystä: 1\u00A0226. Suljettu: 606.";
    BOOST_TEST(contains(finnish, ">" + std::string{aside} + "</text>"));
    BOOST_TEST(contains(finnish, "(56\u00A0%). " + std::string{aside}));
    BOOST_TEST(contains(finnish, "role=\"img\" aria-labelledby=\"title desc\""));
    BOOST_TEST(contains(chart(three_days, Language::sv), "Har valt lösenord: 9\u00A0876 (80\u00A0%)"));
    BOOST_TEST(contains(chart(three_days, Language::en), "Have set a password: 9,876 (80%)"));
    for (const auto language : base::all_languages)
        BOOST_TEST(contains(chart(three_days, language), "lang=\"" + std::string{base::code(language)} + '"'));
}

BOOST_AUTO_TEST_CASE(the_picture_stands_alone)
{
    const auto svg = chart(three_days);
    for (const auto* foreign : {"href", "url(", "<script", "<style", "@font-face", "<image", "<!"})
        BOOST_TEST(!contains(svg, foreign), foreign);
}

BOOST_AUTO_TEST_CASE(the_lines_differ_by_their_pattern_and_each_has_its_label)
{
    const auto svg = chart(three_days);
    std::set<std::string> patterns;
    const std::regex dashes{R"re(stroke-dasharray="([^"]*)")re"};
    for (std::sregex_iterator found{svg.begin(), svg.end(), dashes}; found != std::sregex_iterator{}; ++found)
        patterns.insert((*found)[1]);
    BOOST_TEST(patterns.size() == 4U);
    const std::regex signed_in{">Kirjautunut</text>"};
    BOOST_TEST(std::distance(std::sregex_iterator{svg.begin(), svg.end(), signed_in}, std::sregex_iterator{}) == 2);
}

BOOST_AUTO_TEST_CASE(a_share_is_rounded_down_so_that_not_all_have_moved_while_one_has_not)
{
    BOOST_TEST(contains(chart({{first, {{1000, 999, 0, 0}}}}), "(99\u00A0%)"));
}

BOOST_AUTO_TEST_CASE(nothing_and_a_single_day_and_very_many_make_a_picture_too)
{
    const std::vector<view::ChartDay> millions{
        {first, {{4'000'000'000U, 1, 1, 1}}}, {first + std::chrono::days{1}, {{4'000'000'000U, 4'000'000'000U, 2, 1}}}};
    for (const auto& days : {std::vector<view::ChartDay>{}, {{first, {{5, 1, 1, 1}}}}, millions}) {
        const auto svg = chart(days);
        BOOST_TEST(svg.ends_with("</svg>\n"));
        BOOST_TEST(!contains(svg, "=\"-"));
    }
}

BOOST_AUTO_TEST_CASE(numbers_are_grouped_as_the_language_does)
{
    BOOST_TEST(view::number_in_words(Language::fi, 7) == "7");
    BOOST_TEST(view::number_in_words(Language::fi, 1234567) == "1\u00A0234\u00A0567");
    BOOST_TEST(view::number_in_words(Language::en, 1234) == "1,234");
    BOOST_TEST(view::number_in_words(Language::sv, 999) == "999");
}

BOOST_AUTO_TEST_SUITE_END()
