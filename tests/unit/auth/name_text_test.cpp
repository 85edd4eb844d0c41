#include "auth/name_text.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(a_tidy_name_is_one_line_of_visible_characters)
{
    BOOST_TEST(auth::tidy_name("  Matti \t Juhani\r\n") == "Matti Juhani");
    BOOST_TEST(auth::tidy_name("Pa\u0308ivi\u00a0Maria") == "Päivi Maria");
    BOOST_TEST(auth::tidy_name("Vir\u00adta\u202enen") == "Virtanen");
    BOOST_TEST(auth::tidy_name("H\xe4m\xe4l\xe4inen") == "");
    BOOST_TEST(auth::tidy_name("Matti\x02\x03Juhani") == "Matti Juhani");
    BOOST_TEST(auth::tidy_name("MATTI O'Neil") == "MATTI O'Neil");
}

BOOST_AUTO_TEST_CASE(a_folded_name_is_without_case_stops_and_kinds_of_dashes)
{
    BOOST_TEST(auth::folded_name(" Dr. Anna\u2011Lena ") == "dr anna-lena");
    BOOST_TEST(auth::folded_name("A\u030aSTR\u00d6M\u00a0") == "åström");
    BOOST_TEST(auth::folded_name("Anna\x02Lena") == "anna lena");
    BOOST_TEST(auth::folded_name("...") == "");
}
