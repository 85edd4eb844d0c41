#include "auth/passphrase.hpp"

#include "base/text.hpp"
#include "unit/auth/temporary_words.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

using base::Language;

namespace {

void write_all(const TemporaryWords& words, const std::vector<std::string>& lines)
{
    for (const auto language : base::all_languages) {
        words.write("passphrase-" + std::string{base::code(language)} + ".txt", lines);
    }
}

auto names_file(const std::string& file)
{
    return
        [file](const std::runtime_error& error) { return std::string{error.what()}.find(file) != std::string::npos; };
}

std::vector<std::string> with(std::vector<std::string> words, const std::string& further)
{
    words.push_back(further);
    return words;
}

const std::string unsuitable[] = {"ab", "abcdefghij", "two words", "abc\tdef", "abc\u202Edef"};

} // namespace

BOOST_AUTO_TEST_SUITE(passphrase)

BOOST_AUTO_TEST_CASE(a_suggestion_is_four_words_of_the_list_of_its_language)
{
    const TemporaryWords directory;
    const auto list = made_up_words(1024);
    write_all(directory, list);
    directory.write("passphrase-sv.txt", made_up_words(3000));
    const auth::Passphrases passphrases{directory.directory()};

    const std::set<std::string> known(list.begin(), list.end());
    for (int i = 0; i < 100; ++i) {
        const auto phrase = passphrases.suggest(Language::fi, 15);
        BOOST_REQUIRE_EQUAL(phrase.size(), 23U);
        for (std::size_t word = 0; word < 4; ++word) BOOST_REQUIRE(known.contains(phrase.substr(word * 6, 5)));
    }
}

BOOST_AUTO_TEST_CASE(words_are_added_until_the_phrase_is_long_enough)
{
    const TemporaryWords directory;
    write_all(directory, made_up_words(1024));
    const auth::Passphrases passphrases{directory.directory()};
    BOOST_TEST(passphrases.suggest(Language::en, 23).size() == 23U);
    BOOST_TEST(passphrases.suggest(Language::en, 24).size() == 29U);
    BOOST_TEST(passphrases.suggest(Language::en, 64).size() >= 64U);
}

BOOST_AUTO_TEST_CASE(no_two_suggestions_are_alike_and_all_words_come_up)
{
    const TemporaryWords directory;
    write_all(directory, made_up_words(1024));
    const auth::Passphrases passphrases{directory.directory()};
    std::set<std::string> phrases;
    std::set<std::string> first_words;
    for (int i = 0; i < 20'000; ++i) {
        const auto phrase =
            passphrases.suggest(Language::fi, 35); // six words: of four, two in some thousand runs were alike
        phrases.insert(phrase);
        first_words.insert(phrase.substr(0, 5));
    }
    BOOST_TEST(phrases.size() == 20'000U);
    BOOST_TEST(first_words.size() == 1024U);
}

BOOST_AUTO_TEST_CASE(no_word_comes_twice_in_a_phrase)
{
    const TemporaryWords directory;
    write_all(directory, made_up_words(1024));
    const auth::Passphrases passphrases{directory.directory()};
    for (int i = 0; i < 100; ++i) {
        const auto phrase = passphrases.suggest(Language::fi, 1'000);
        std::set<std::string> words;
        for (std::size_t word = 0; word < phrase.size(); word += 6) words.insert(phrase.substr(word, 5));
        BOOST_TEST(words.size() == (phrase.size() + 1) / 6);
    }
}

BOOST_AUTO_TEST_CASE(a_list_with_too_few_different_words_is_refused_by_name)
{
    const TemporaryWords directory;
    write_all(directory, made_up_words(1024));
    auto twice = made_up_words(1023);
    twice.push_back(twice.front());
    directory.write("passphrase-sv.txt", twice);
    BOOST_CHECK_EXCEPTION(
        auth::Passphrases{directory.directory()}, std::runtime_error, names_file("passphrase-sv.txt"));
}

BOOST_DATA_TEST_CASE(a_word_that_does_not_suit_is_refused_by_file, boost::unit_test::data::make(unsuitable), word)
{
    const TemporaryWords directory;
    write_all(directory, made_up_words(1024));
    directory.write("passphrase-en.txt", with(made_up_words(1024), word));
    BOOST_CHECK_EXCEPTION(
        auth::Passphrases{directory.directory()}, std::runtime_error, names_file("passphrase-en.txt"));
}

BOOST_AUTO_TEST_CASE(length_is_counted_in_letters_not_bytes)
{
    const TemporaryWords directory;
    write_all(directory, with(made_up_words(1024), "\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4\u00E4"));
    BOOST_CHECK_NO_THROW(auth::Passphrases{directory.directory()});
}

BOOST_AUTO_TEST_CASE(a_missing_list_is_refused_by_name)
{
    const TemporaryWords directory;
    BOOST_CHECK_EXCEPTION(
        auth::Passphrases{directory.directory()}, std::runtime_error, names_file("passphrase-fi.txt"));
}

BOOST_AUTO_TEST_SUITE_END()
