#include "auth/key_life.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using namespace auth;
using std::chrono::days;
using enum KeyState;

BOOST_AUTO_TEST_SUITE(key_life)

namespace {

const std::string digits = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";  // 01234567890123456789012345678901
const std::string letters = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY="; // abcdefghijklmnopqrstuvwxyzabcdef
const std::string threes = "MzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzM=";  // 33333333333333333333333333333333

constexpr Day today = std::chrono::year{2026} / 11 / 26;

std::vector<KeyEntry> entries(const std::vector<std::string>& texts)
{
    std::vector<KeyEntry> all;
    for (const auto& text : texts) all.push_back(parse_key_entry(text).value());
    return all;
}

std::vector<std::string> texts(const std::vector<KeyEntry>& all)
{
    std::vector<std::string> lines;
    for (const auto& entry : all) lines.push_back(to_text(entry));
    return lines;
}

std::string first_letters(const std::vector<base::Key>& keys)
{
    std::string letters_of_keys;
    for (const auto& key : keys) letters_of_keys += key.reveal().front();
    return letters_of_keys;
}

struct Refused {
    const char* sentence;
    std::string text;
};
std::ostream& operator<<(std::ostream& out, const Refused& refused)
{
    return out << refused.sentence;
}

const Refused refused_texts[] = {
    {"nothing", ""},
    {"a key of 31 bytes", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MA=="},
    {"a day of use that is none", digits + " made 2026-11-26 used 2026-02-30"},
    {"a day of retirement that is none", digits + " made 2026-11-26 used 2026-11-26 retired soon"},
    {"a key without its padding", digits.substr(0, 43)},
    {"two keys", digits + ' ' + letters},
    {"a space in front", ' ' + digits},
    {"two spaces between", digits + "  made 2026-11-26"},
    {"a word without a day", digits + " made"},
    {"a day that is in no calendar", digits + " made 2026-02-30"},
    {"a day in another form", digits + " made 26.11.2026"},
    {"words in another order", digits + " used 2026-11-26 made 2026-11-26"},
    {"a word twice", digits + " made 2026-11-26 made 2026-11-26"},
    {"another word", digits + " lost 2026-11-26"},
    {"something behind the last day", digits + " made 2026-11-26 x"},
};

struct Judged {
    const char* sentence;
    std::vector<std::string> texts;
    std::vector<KeyState> states;
    std::string accepted; ///< the first letters of the keys
};
std::ostream& operator<<(std::ostream& out, const Judged& judged)
{
    return out << judged.sentence;
}

const Judged judged_lists[] = {
    {"no key", {}, {}, ""},
    {"a key that somebody wrote there is current", {digits}, {current}, "0"},
    {"of several the first is", {digits, letters, threes}, {current, verifying, verifying}, "0a3"},
    {"one that is made and not used is next, wherever it stands",
     {digits + " made 2026-11-26", letters},
     {next, current},
     "a0"},
    {"one that is used is current", {digits + " made 2026-11-20 used 2026-11-26", letters}, {current, verifying}, "0a"},
    {"one that is retired verifies, even in front",
     {digits + " retired 2026-11-26", letters},
     {verifying, current},
     "a0"},
    {"all may be retired", {digits + " made 2026-11-20 retired 2026-11-26"}, {verifying}, "0"},
    {"a next one alone makes nothing yet", {digits + " made 2026-11-26"}, {next}, "0"},
};

} // namespace

BOOST_AUTO_TEST_CASE(a_line_says_the_same_when_it_is_written_again)
{
    for (const auto& text :
         {digits, digits + " made 2026-11-20", digits + " made 2026-11-20 used 2026-11-26",
          digits + " made 2026-11-20 used 2026-11-26 retired 2027-01-01", digits + " retired 2027-01-01"})
        BOOST_TEST(to_text(parse_key_entry(text).value()) == text);
}

BOOST_DATA_TEST_CASE(what_is_no_entry_is_refused, boost::unit_test::data::make(refused_texts), refused)
{
    BOOST_TEST(!parse_key_entry(refused.text).has_value());
}

BOOST_DATA_TEST_CASE(states_follow_the_table, boost::unit_test::data::make(judged_lists), judged)
{
    const auto all = entries(judged.texts);
    BOOST_TEST((states_of(all) == judged.states));
    const auto ring = ring_of(all);
    BOOST_TEST(first_letters(ring.accepted) == judged.accepted);
    const bool has_current = std::ranges::find(judged.states, current) != judged.states.end();
    BOOST_TEST(ring.current.has_value() == has_current);
    if (has_current) BOOST_TEST(ring.current->reveal() == ring.accepted.front().reveal());
}

BOOST_AUTO_TEST_CASE(a_key_is_made_known_first_and_used_when_every_host_knows_it)
{
    const auto with_one = with_next(entries({digits, letters}), today);
    BOOST_TEST((states_of(with_one) == std::vector{next, current, verifying}));
    BOOST_TEST(texts(with_one)[0].ends_with(" made 2026-11-26"));
    BOOST_TEST(texts(with_one)[1] == digits);
    BOOST_TEST(texts(with_one)[2] == letters + " retired 2026-11-26"); // nobody had written down since when

    const auto in_use = with_next_in_use(with_one, today + days{3}).value();
    BOOST_TEST((states_of(in_use) == std::vector{current, verifying, verifying}));
    BOOST_TEST(texts(in_use)[0].ends_with(" made 2026-11-26 used 2026-11-29"));
    BOOST_TEST(texts(in_use)[1] == digits + " retired 2026-11-29");
    BOOST_TEST(!with_next_in_use(in_use, today).has_value());
}

BOOST_AUTO_TEST_CASE(a_second_next_key_takes_the_place_of_the_first)
{
    const auto once = with_next(entries({digits}), today);
    const auto twice = with_next(once, today);
    BOOST_TEST((states_of(twice) == std::vector{next, current}));
    BOOST_TEST(twice.front().key.reveal() != once.front().key.reveal());
}

BOOST_AUTO_TEST_CASE(after_all_are_retired_nothing_new_is_made_and_old_values_hold)
{
    const auto retired = all_retired(with_next(entries({digits, letters}), today), today + days{1});
    BOOST_TEST((states_of(retired) == std::vector{verifying, verifying}));
    BOOST_TEST(texts(retired)[0] == digits + " retired 2026-11-27");
    BOOST_TEST(!ring_of(retired).current.has_value());
    BOOST_TEST(ring_of(retired).accepted.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_key_is_over_so_long_after_it_was_retired_and_never_while_it_is_used)
{
    const auto entry = parse_key_entry(digits + " retired 2026-11-26").value();
    BOOST_TEST(!is_over(entry, verifying, days{31}, today + days{30}));
    BOOST_TEST(is_over(entry, verifying, days{31}, today + days{31}));
    BOOST_TEST(!is_over(entry, current, days{31}, today + days{31}));
    BOOST_TEST(!is_over(parse_key_entry(digits).value(), verifying, days{0}, today));
}

BOOST_AUTO_TEST_CASE(a_name_tells_keys_apart_and_nothing_of_them)
{
    const auto name = key_name(parse_key_entry(digits)->key);
    BOOST_TEST(name.size() == 10U);
    BOOST_TEST(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567") == std::string::npos);
    BOOST_TEST(name == key_name(parse_key_entry(digits + " made 2026-11-26")->key));
    BOOST_TEST(name != key_name(parse_key_entry(letters)->key));
}

BOOST_AUTO_TEST_SUITE_END()
