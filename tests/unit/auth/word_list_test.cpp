#include "auth/word_list.hpp"

#include "temporary_words.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(word_list)

BOOST_AUTO_TEST_CASE(a_set_has_each_line_as_it_is_normally_written_in_whatever_order_they_stand)
{
    const TemporaryWords files;
    const std::vector<std::string> lines{"  koivu ",   "aamu",    "# a comment", "",
                                         "A\u0308ITI", "Omena\r", "aamu",        "omenapuu"};
    files.write("words.txt", lines);
    const auth::WordSet set{files.directory() + "/words.txt"};
    for (const auto* word : {"koivu", "aamu", "\u00E4iti", "omena", "omenapuu"}) BOOST_TEST(set.contains(word), word);
    for (const auto* other : {"", "koiv", "koivut", "omenap", "KOIVU", "# a comment", "koivu\naamu", "\u00F6"})
        BOOST_TEST(!set.contains(other), other);
}

BOOST_AUTO_TEST_CASE(a_list_keeps_the_order_of_its_lines)
{
    const TemporaryWords files;
    files.write("words.txt", {"\u00C5land", "omena", "Aamu", "omena"});
    const std::vector<std::string> expected{"\u00E5land", "omena", "aamu", "omena"};
    BOOST_TEST(auth::read_word_list(files.directory() + "/words.txt") == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
