#include "base/text.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <stdexcept>

using namespace std::string_literals;

namespace {

const std::string not_utf8[] = {
    "\xFF",                 // never a byte of UTF-8
    "\x80",                 // a continuation without a start
    "\xC3",                 // a start without its continuation
    "\xC3(\xA4",            //
    "\xE2\x82",             // cut short
    "\xC0\xAF",             // "/" in two bytes
    "\xE0\x80\xAF",         // "/" in three
    "\xC1\x81",             //
    "\xED\xA0\x80",         // a surrogate
    "\xED\xBF\xBF",         //
    "\xF4\x90\x80\x80",     // U+110000
    "\xF8\x88\x80\x80\x80", // five bytes
    "caf\xE9",              // Latin-1
};

const std::string with_controls[] = {
    "\0"s, "a\nb", "a\rb", "a\tb", "\x1B[0m", "\x7F", "\u0085", "\u009F", "\u202A", "a\u202Eb", "\u2066", "\u2069",
};

const std::string without_controls[] = {
    "", "Maija Virtanen", "\u00C4iti", "\u00A0", "\u00AD", "\u200B", "\u2029", "\u202F", "\U0001F600", "\u0639",
};

} // namespace

BOOST_AUTO_TEST_SUITE(text)

BOOST_DATA_TEST_CASE(bytes_that_are_not_utf8_are_seen, boost::unit_test::data::make(not_utf8), bytes)
{
    BOOST_TEST(!base::is_utf8(bytes));
    BOOST_CHECK_THROW((void)base::to_nfc(bytes), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(utf8_of_every_length_is_text)
{
    for (const auto& good : {""s, "a\0b"s, "\u00E4"s, "\u20AC"s, "\U0001F600"s, "\U0010FFFF"s, "\uFFFD"s}) {
        BOOST_TEST(base::is_utf8(good));
    }
}

// R-265
BOOST_DATA_TEST_CASE(control_characters_are_seen, boost::unit_test::data::make(with_controls), bytes)
{
    BOOST_TEST(base::has_control_characters(bytes));
}

BOOST_DATA_TEST_CASE(other_characters_are_not_controls, boost::unit_test::data::make(without_controls), bytes)
{
    BOOST_TEST(!base::has_control_characters(bytes));
}

// R-005
BOOST_AUTO_TEST_CASE(normal_form_c_joins_letters_and_accents_and_nothing_else)
{
    BOOST_TEST(base::to_nfc("a\u0308") == "\u00E4");
    BOOST_TEST(base::to_nfc("\u212B") == "\u00C5");
    BOOST_TEST(base::to_nfc("\uFB01") == "\uFB01");
    BOOST_TEST(base::to_nfc("\uFF41") == "\uFF41");
    BOOST_TEST(base::to_nfc("Maija ") == "Maija ");
    BOOST_TEST(base::to_nfc("a\0\u0308"s) == "a\0\u0308"s);
}

BOOST_AUTO_TEST_CASE(lower_case_knows_all_letters_and_no_locale)
{
    BOOST_TEST(base::to_lower("\u00C4ITI ISO-I") == "\u00E4iti iso-i");
    BOOST_TEST(base::to_lower("\u0416\u0397") == "\u0436\u03B7");
    BOOST_TEST(base::to_lower("\U0001F600 123") == "\U0001F600 123");
    BOOST_TEST(base::ascii_lower("\u00C4ITI") == "\u00C4iti");
    BOOST_TEST(base::equals_ignoring_ascii_case("Content-TYPE", "content-type"));
    BOOST_TEST(!base::equals_ignoring_ascii_case("content-type", "content-typ"));
    BOOST_TEST(!base::equals_ignoring_ascii_case("\u00C4", "\u00E4"));
    BOOST_TEST(!base::equals_ignoring_ascii_case("@", "`"));
}

// R-001
BOOST_AUTO_TEST_CASE(characters_are_counted_not_bytes)
{
    BOOST_TEST(base::code_points("") == 0U);
    BOOST_TEST(base::code_points("abc") == 3U);
    BOOST_TEST(base::code_points("\u00E4\u20AC\U0001F600") == 3U);
    BOOST_TEST(base::code_points("a\0b"s) == 3U);
}

BOOST_AUTO_TEST_CASE(white_space_goes_from_both_ends_alone)
{
    BOOST_TEST(base::trimmed("  a b \t\r\n") == "a b");
    BOOST_TEST(base::trimmed("\u00A0 a\u00A0b \u00A0") == "a\u00A0b");
    BOOST_TEST(base::trimmed(" \u00A0 ") == "");
    BOOST_TEST(base::trimmed("") == "");
    BOOST_TEST(base::trimmed("\u00E0") == "\u00E0");
    BOOST_TEST(base::trimmed("\0a"s) == "\0a"s);
}

BOOST_AUTO_TEST_CASE(everything_but_unreserved_characters_is_encoded)
{
    BOOST_TEST(base::percent_encode("AZaz09-._~") == "AZaz09-._~");
    BOOST_TEST(base::percent_encode("a b/c?d=e&f%+") == "a%20b%2Fc%3Fd%3De%26f%25%2B");
    BOOST_TEST(base::percent_encode("\u00E4\r\n") == "%C3%A4%0D%0A");
    BOOST_TEST(base::percent_encode("\0\xFF"s) == "%00%FF");
}

BOOST_AUTO_TEST_CASE(text_for_old_microsoft_hashes_is_utf_16_with_the_lower_byte_first)
{
    BOOST_TEST(base::to_utf16le("a\u00E4\u20AC\U0001F600") == std::string("a\0\xE4\0\xAC\x20\x3D\xD8\x00\xDE", 10));
    BOOST_TEST(base::to_utf16le("").empty());
    BOOST_TEST(base::to_utf16le("a\xFF").empty());
}

BOOST_AUTO_TEST_CASE(every_byte_of_windows_1252_becomes_utf_8)
{
    BOOST_TEST(base::from_windows_1252("P\xE4ivi \xD6\xC5 \x80 \x9F") == "P\u00E4ivi \u00D6\u00C5 \u20AC \u0178");
    std::string all(256, '\0');
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<char>(i);
    const auto utf8 = base::from_windows_1252(all);
    BOOST_TEST(base::is_utf8(utf8));
    BOOST_TEST(base::code_points(utf8) == 251U); // five bytes mean nothing
}

BOOST_AUTO_TEST_SUITE_END()
