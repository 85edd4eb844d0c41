#include "auth/bounce_mark.hpp"

#include "auth/key_text.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <limits>

namespace {

std::vector<base::Key> keys(const char* base64 = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
{
    std::vector<base::Key> made;
    made.push_back(auth::key_from_base64(base64).value());
    return made;
}

const std::string other_key = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=";

const std::string untrue[] = {
    "",
    "-",
    "4711-",
    "-abcdefghijklmnop",
    "4711-abcdefghijklmnop",
    "4711",
    "99999999999999999999999-abcdefghijklmnop",
    std::string(100000, '-'),
    std::string(50000, '1') + "-x",
    std::string("\0-\xff", 3)};

} // namespace

BOOST_AUTO_TEST_SUITE(bounce_mark)

BOOST_AUTO_TEST_CASE(a_mark_is_found_wherever_it_stands_and_however_its_letters_were_written) // R-183
{
    for (const std::uint64_t mail :
         {std::uint64_t{1}, std::uint64_t{4711}, std::numeric_limits<std::uint64_t>::max()}) {
        const auto mark = auth::bounce_mark(keys(), mail);
        BOOST_TEST(mark.size() <= 37U);
        auto upper = mark;
        for (auto& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        for (const auto& text :
             {mark, upper, "<bounces+" + mark + "@example.fi>", "<" + mark + "-qrst@example.fi>", "x-1-" + mark})
            BOOST_TEST((auth::find_bounce_mark(keys(), text) == mail), text);
    }
}

BOOST_DATA_TEST_CASE(what_is_no_true_mark_names_no_mail, boost::unit_test::data::make(untrue), text) // R-183
{
    BOOST_TEST(!auth::find_bounce_mark(keys(), text));
}

BOOST_AUTO_TEST_CASE(the_mark_of_one_mail_says_nothing_of_another) // R-183
{
    const auto mark = auth::bounce_mark(keys(), 4711);
    BOOST_TEST(!auth::find_bounce_mark(keys(), "4712" + mark.substr(4)));
    BOOST_TEST(!auth::find_bounce_mark(keys(), "1" + mark));
    BOOST_TEST(!auth::find_bounce_mark(keys(), mark.substr(0, mark.size() - 1)));
}

BOOST_AUTO_TEST_CASE(a_mark_made_with_an_older_key_is_true_while_that_key_is_kept)
{
    auto rotated = keys(other_key.c_str());
    const auto mark = auth::bounce_mark(keys(), 7);
    BOOST_TEST(!auth::find_bounce_mark(rotated, mark));
    rotated.push_back(std::move(keys().front()));
    BOOST_TEST((auth::find_bounce_mark(rotated, mark) == 7U));
}

BOOST_AUTO_TEST_CASE(an_address_takes_a_mark_when_its_local_part_is_plain_and_short)
{
    BOOST_TEST(auth::with_bounce_mark("bounces@example.fi", "7-x") == "bounces+7-x@example.fi");
    BOOST_TEST(auth::takes_bounce_mark("bounces@example.fi"));
    BOOST_TEST(auth::takes_bounce_mark(std::string(26, 'b') + "@example.fi"));
    for (const auto& address :
         {std::string(27, 'b') + "@example.fi", std::string{"a+b@example.fi"}, std::string{"bounces"}, std::string{},
          std::string{"bounces@härkä.fi"}, std::string{"bounces@example.fi, x@example.fi"},
          std::string{"boun\x7F"} + "ces@example.fi",
          "bounces@" + std::string(63, 'a') + '.' + std::string(63, 'b') + '.' + std::string(63, 'c') +
              ".dddddddd.example.fi"})
        BOOST_TEST(!auth::takes_bounce_mark(address), address);
}

BOOST_AUTO_TEST_SUITE_END()
