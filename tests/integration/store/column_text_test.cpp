#include "store/column_text.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

BOOST_FIXTURE_TEST_SUITE(column_text, support::FreshDatabase)

BOOST_AUTO_TEST_CASE(a_text_is_cut_between_characters)
{
    BOOST_TEST(store::text_that_fits("Äyräväinen", 3) == "Äyr");
    BOOST_TEST(store::text_that_fits("🦆🦆🦆", 2) == "🦆🦆");
    BOOST_TEST(store::text_that_fits("abc", 3) == "abc");
    BOOST_TEST(store::text_that_fits("abc", 0).empty());
    BOOST_TEST(store::text_that_fits("", 3).empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_utf8_loses_the_bytes_beyond_ascii)
{
    BOOST_TEST(store::text_that_fits("a\xff\xfe z", 3) == "a??");
    BOOST_TEST(store::ascii_that_fits("5.1.1 Ä", 20) == "5.1.1 ??");
    BOOST_TEST(store::ascii_that_fits("5.1.1", 3) == "5.1");
}

BOOST_AUTO_TEST_CASE(no_text_of_others_makes_a_statement_fail)
{
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
    std::string ducks;
    for (int i = 0; i < 600; ++i) ducks += "🦆";
    for (const auto& text : {bytes, ducks, std::string(1000, 'x')}) {
        (void)store::execute(
            root,
            "REPLACE INTO bounced_address (account_id, email_key, bounced_at, status, reply) VALUES (?, 'a', ?, ?, ?)",
            account(pages, "a" + std::to_string(text.size()) + "@example.com"), now, store::ascii_that_fits(text, 20),
            store::text_that_fits(text, 500));
    }
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM bounced_address WHERE CHAR_LENGTH(status) = 20") == 3);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM bounced_address WHERE CHAR_LENGTH(reply) = 500") == 2);
}

BOOST_AUTO_TEST_SUITE_END()
