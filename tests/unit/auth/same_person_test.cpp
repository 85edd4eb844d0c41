#include "auth/same_person.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>

using auth::PersonName;

namespace {

struct Pair {
    const char* sentence;
    PersonName a;
    PersonName b;
};

std::ostream& operator<<(std::ostream& out, const Pair& pair)
{
    return out << pair.sentence;
}

const Pair same[] = {
    {"equal names are one person's", {"Matti", "Virtanen"}, {"Matti", "Virtanen"}},
    {"case does not matter", {"MATTI", "VIRTANEN"}, {"matti", "Virtanen"}},
    {"nor the case of letters with dots", {"ÄLVA", "ÅSTRÖM"}, {"Älva", "åström"}},
    {"nor the normal form", {"Päivi", "Hämäläinen"}, {"Pa\u0308ivi", "Ha\u0308ma\u0308la\u0308inen"}},
    {"nor full-width letters", {"Matti", "Virtanen"}, {"Matti", "Ｖirtanen"}},
    {"nor spaces", {"  Matti ", "Virtanen\t"}, {"Matti", "\u00a0Virtanen"}},
    {"nor runs of them", {"Matti   Juhani", "Virtanen"}, {"Matti Juhani", "Virtanen"}},
    {"nor soft hyphens", {"Matti", "Virta\u00adnen"}, {"Matti", "Virtanen"}},
    {"a hyphen is a space in family names", {"Maija", "Virtanen-Korhonen"}, {"Maija", "Virtanen Korhonen"}},
    {"and in given names", {"Anna-Lena", "Björk"}, {"Anna Lena", "Björk"}},
    {"whatever dash was typed", {"Anna\u2013Lena", "Björk"}, {"Anna-Lena", "Björk"}},
    {"a second given name may be missing", {"Matti Juhani", "Virtanen"}, {"Matti", "Virtanen"}},
    {"on either side", {"Matti", "Virtanen"}, {"Matti Juhani", "Virtanen"}},
    {"and two of them", {"Matti Juhani Kalevi", "Virtanen"}, {"Matti Kalevi", "Virtanen"}},
    {"the fields may be swapped", {"Matti", "Virtanen"}, {"Virtanen", "Matti"}},
    {"and a second name be missing too", {"Virtanen", "Matti Juhani"}, {"Matti", "Virtanen"}},
    {"the whole name may stand in one field", {"", "Virtanen Matti"}, {"Matti", "Virtanen"}},
    {"in the other order", {"Matti Virtanen", ""}, {"Matti", "Virtanen"}},
    {"or in one field on both sides", {"", "Virtanen Matti"}, {"Matti Virtanen", ""}},
    {"a particle belongs to the family name", {"Ebba", "von Essen"}, {"", "von Essen Ebba"}},
    {"a company is its whole name", {"", "Esimerkin Rakennus Oy"}, {"", "ESIMERKIN RAKENNUS OY"}},
};

const Pair different[] = {
    {"a couple is two people", {"Matti", "Virtanen"}, {"Maija", "Virtanen"}},
    {"a couple in swapped fields too", {"Virtanen", "Matti"}, {"Maija", "Virtanen"}},
    {"a couple in one field each", {"", "Virtanen Matti"}, {"", "Virtanen Maija"}},
    {"parent and child", {"Matti Juhani", "Virtanen"}, {"Ville Matti", "Virtanen"}},
    {"a child that bears the second name", {"Matti Juhani", "Virtanen"}, {"Juhani", "Virtanen"}},
    {"different second names", {"Matti Juhani", "Virtanen"}, {"Matti Kalevi", "Virtanen"}},
    {"one second name in common is not enough",
     {"Matti Juhani Olavi", "Virtanen"},
     {"Matti Juhani Kalevi", "Virtanen"}},
    {"a part of a double name", {"Anna-Lena", "Björk"}, {"Anna", "Björk"}},
    {"the other part of it", {"Anna-Lena", "Björk"}, {"Lena", "Björk"}},
    {"different family names", {"Matti", "Virtanen"}, {"Matti", "Korhonen"}},
    {"a married double name", {"Maija", "Virtanen"}, {"Maija", "Virtanen-Korhonen"}},
    {"a married double name with a space", {"Maija", "Virtanen"}, {"Maija", "Virtanen Korhonen"}},
    {"a married double name in one field", {"Maija", "Virtanen"}, {"", "Maija Virtanen Korhonen"}},
    {"initials in swapped fields", {"M.", "Virtanen"}, {"Virtanen", "M."}},
    {"two people in swapped fields", {"Virtanen", "Matti ja Maija"}, {"Matti ja Maija", "Virtanen"}},
    {"a double name in the other order", {"Maija", "Korhonen-Virtanen"}, {"Maija", "Virtanen-Korhonen"}},
    {"an initial", {"Matti", "Virtanen"}, {"M.", "Virtanen"}},
    {"two equal initials", {"M.", "Virtanen"}, {"M.", "Virtanen"}},
    {"an initial instead of a second name", {"Matti J.", "Virtanen"}, {"Matti", "Virtanen"}},
    {"an initial for another second name", {"Matti J", "Virtanen"}, {"Matti Juhani", "Virtanen"}},
    {"a short form", {"Matti", "Virtanen"}, {"Mat", "Virtanen"}},
    {"a letter without its dots", {"Päivi", "Hamalainen"}, {"Päivi", "Hämäläinen"}},
    {"a letter too many", {"Matti", "Virtanenn"}, {"Matti", "Virtanen"}},
    {"two people in one user", {"Matti ja Maija", "Virtanen"}, {"Matti", "Virtanen"}},
    {"the same in Swedish", {"Gun och Lars", "Björk"}, {"Gun", "Björk"}},
    {"with a sign between them", {"Matti & Maija", "Virtanen"}, {"Matti", "Virtanen"}},
    {"without spaces around it", {"Matti/Maija", "Virtanen"}, {"Matti", "Virtanen"}},
    {"two people in one user, twice", {"Matti ja Maija", "Virtanen"}, {"Matti ja Maija", "Virtanen"}},
    {"two people in one field", {"", "Virtanen Matti ja Maija"}, {"Matti", "Virtanen"}},
    {"the younger", {"Matti jr.", "Virtanen"}, {"Matti", "Virtanen"}},
    {"the elder", {"Matti", "Virtanen vanhempi"}, {"Matti", "Virtanen"}},
    {"empty names", {"", ""}, {"", ""}},
    {"an empty and a full name", {"", ""}, {"Matti", "Virtanen"}},
    {"names of spaces and full stops", {" ", "."}, {" ", "."}},
    {"a lone family name", {"", "Virtanen"}, {"", "Virtanen"}},
    {"a lone family name of a person", {"", "Virtanen"}, {"Matti", "Virtanen"}},
    {"a lone given name", {"Matti", ""}, {"Matti", "Virtanen"}},
    {"a lone family name with a particle", {"", "von Essen"}, {"", "von Essen"}},
    {"a family name and an initial in one field", {"", "Virtanen M"}, {"", "Virtanen M"}},
    {"housing companies of one manager", {"", "As Oy Rantatie 5"}, {"", "As Oy Rantatie 7"}},
    {"a longer name of a company", {"", "As Oy Rantatie"}, {"", "As Oy Rantatie 5"}},
    {"a company and its owner", {"", "Virtanen Oy"}, {"Matti", "Virtanen"}},
    {"a full name in one field and second names", {"", "Virtanen Matti"}, {"", "Virtanen Matti Juhani"}},
    {"what is not UTF-8", {"Matti", "H\xe4m\xe4l\xe4inen"}, {"Matti", "H\xe4m\xe4l\xe4inen"}},
};

} // namespace

BOOST_DATA_TEST_CASE(names_of_one_person_agree, boost::unit_test::data::make(same), c)
{
    BOOST_TEST(auth::same_person(c.a, c.b));
    BOOST_TEST(auth::same_person(c.b, c.a));
}

BOOST_DATA_TEST_CASE(names_that_may_be_two_peoples_do_not_agree, boost::unit_test::data::make(different), c)
{
    BOOST_TEST(!auth::same_person(c.a, c.b));
    BOOST_TEST(!auth::same_person(c.b, c.a));
}

BOOST_AUTO_TEST_CASE(a_group_agrees_only_when_every_pair_does)
{
    const PersonName matti{"Matti", "Virtanen"};
    const PersonName juhani{"Matti Juhani", "Virtanen"};
    const PersonName kalevi{"Matti Kalevi", "Virtanen"};
    BOOST_TEST(auth::all_same_person({matti, juhani}));
    BOOST_TEST(auth::all_same_person({matti, kalevi}));
    BOOST_TEST(!auth::all_same_person({matti, juhani, kalevi}));
    BOOST_TEST(!auth::all_same_person({juhani, matti, kalevi}));
}

BOOST_AUTO_TEST_CASE(a_single_name_agrees_with_itself_even_when_it_is_empty)
{
    BOOST_TEST(auth::all_same_person({}));
    BOOST_TEST(auth::all_same_person({{"", ""}}));
    BOOST_TEST(!auth::all_same_person({{"", ""}, {"", ""}}));
}
