#include "auth/passphrase.hpp"
#include "auth/password_hash.hpp"
#include "auth/password_policy.hpp"
#include "auth/word_list.hpp"
#include "base/text.hpp"
#include "support/places.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <ctime>
#include <limits>
#include <set>

using auth::PasswordFault;
using base::Password;

/// The word files that the product is delivered with, as the build makes them.
namespace {

const std::string directory = support::built("share/asiointipalvelu/words");
constexpr auth::PasswordLimits limits{15, 256, 40};

const auth::PasswordPolicy& policy()
{
    static const auth::PasswordPolicy loaded{directory, limits, {"Esimerkkil\u00E4", "Asiointipalvelu"}};
    return loaded;
}

bool is_accepted(const std::string& password)
{
    return policy().judge(Password{password}, {"maija.virtanen@example.com", "Maija", "Virtanen"}) ==
           PasswordFault::none;
}

/// The least of five: what comes in between makes a reading longer and never shorter.
template <class Work>
double cpu_ms_of(Work work)
{
    auto least = std::numeric_limits<double>::max();
    for (int reading = 0; reading < 5; ++reading) {
        const auto before = std::clock();
        work();
        least = std::min(least, 1000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC);
    }
    return least;
}

const std::string accepted[] = {
    "kahvi lampi tuoli pilvi",
    "kaffe lampa stol moln gr\u00E4s",
    "window candle forest bicycle",
    "vihre\u00E4 polkupy\u00F6r\u00E4 nukkuu hyllyll\u00E4",
};

const std::string refused[] = {
    "minun salasanani",    "salasana1234567",  "aaaaaaaaaaaaaaaaaaaa",      "onjajajaonjaon",
    "l\u00F6senord123456", "passwordpassword", "qwertyuiop\u00E5asdfghjkl",
};

} // namespace

BOOST_AUTO_TEST_SUITE(shipped_words)

//
BOOST_DATA_TEST_CASE(
    every_suggestion_is_good_enough_to_be_used, boost::unit_test::data::make({0, 1, 2}), language_number)
{
    static const auth::Passphrases passphrases{directory};
    const auto language = base::all_languages.at(static_cast<std::size_t>(language_number));
    for (int i = 0; i < 200; ++i) {
        const auto phrase = passphrases.suggest(language, limits.min_length);
        BOOST_TEST(is_accepted(phrase), phrase);
    }
}

BOOST_DATA_TEST_CASE(four_everyday_words_are_enough, boost::unit_test::data::make(accepted), password)
{
    BOOST_TEST(is_accepted(password));
}

BOOST_DATA_TEST_CASE(what_is_guessed_first_is_refused, boost::unit_test::data::make(refused), password)
{
    BOOST_TEST(!is_accepted(password));
}

//
BOOST_AUTO_TEST_CASE(three_thousand_common_passwords_have_the_length_that_the_policy_asks_for)
{
    const auto lines = auth::read_word_list(directory + "/common.txt");
    std::set<std::string> long_enough;
    for (const auto& line : lines) {
        if (base::code_points(line) >= limits.min_length) long_enough.insert(line);
    }
    BOOST_TEST(long_enough.size() >= 3000U);
    for (std::size_t i = 0; i < lines.size(); i += 100) BOOST_TEST(!is_accepted(lines[i]), lines[i]);
}

// measured against a hash with the default cost, within one run, so that a busy machine does not decide.
BOOST_AUTO_TEST_CASE(judging_the_longest_password_costs_less_than_hashing_it)
{
    const auto ms_of_hash = cpu_ms_of([] { (void)auth::hash_password(Password{std::string(256, '7')}, {64, 2}); });
    std::string sentence;
    while (sentence.size() < 256) sentence += "kesken\u00E4isen talon takana kasvaa korkea koivu ja matala kataja ";
    for (const auto& password : {std::string(256, '7'), std::string(256, 'a'), sentence.substr(0, 256)})
        BOOST_TEST(cpu_ms_of([&] { (void)is_accepted(password); }) < ms_of_hash, password.substr(0, 20));
}

BOOST_AUTO_TEST_SUITE_END()
