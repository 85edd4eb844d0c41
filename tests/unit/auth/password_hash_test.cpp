#include "auth/password_hash.hpp"

#include "auth/phc_string.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <set>

using namespace auth;
using base::Password;
using namespace std::string_literals;

namespace {

constexpr HashCost cheap{19, 2};

Verdict verify(const std::string& typed, const std::string& stored)
{
    return verify_password(Password{typed}, stored, cheap);
}

bool matches(const std::string& typed, const std::string& stored)
{
    return verify(typed, stored) == Verdict::matches;
}

std::string hash(const std::string& typed)
{
    return hash_password(Password{typed}, cheap);
}

const std::string salt = "$AAAAAAAAAAAAAAAAAAAAAA";
const std::string body = "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

const std::string unreadable[] = {
    "$argon2id$v=19$m=65536,t=2,p=1$AAAAAA\xb5"
    "AAAAAAAAAAAAAAA" +
        body, // a byte that libsodium takes for a character
    "",
    "x",
    "$2y$10$abcdefghijklmnopqrstuuM0pYjWvZ0xZ0xZ0xZ0xZ0xZ0xZ0xZ0x",
    "$argon2i$v=19$m=19456,t=2,p=1" + salt + body,
    "$argon2d$v=19$m=19456,t=2,p=1" + salt + body,
    "$argon2id$v=16$m=19456,t=2,p=1" + salt + body,
    "$argon2id$m=19456,t=2,p=1" + salt + body,
    "$argon2id$v=19$m=1048577,t=2,p=1" + salt + body,
    "$argon2id$v=19$m=4294967295,t=2,p=1" + salt + body,
    "$argon2id$v=19$m=99999999999999999999,t=2,p=1" + salt + body,
    "$argon2id$v=19$m=-1,t=2,p=1" + salt + body,
    "$argon2id$v=19$m=019456,t=2,p=1" + salt + body,
    "$argon2id$v=19$m=19456,t=02,p=1" + salt + body,
    "$argon2id$v=19$m=7,t=2,p=1" + salt + body,
    "$argon2id$v=19$m=19456,t=17,p=1" + salt + body,
    "$argon2id$v=19$m=19456,t=0,p=1" + salt + body,
    "$argon2id$v=19$m=19456,t=2,p=2" + salt + body,
    "$argon2id$v=19$m=19456,t=2,p=10" + salt + body,
    "$argon2id$v=19$t=2,m=19456,p=1" + salt + body,
    "$argon2id$v=19$m=19456,t=2,p=1" + salt,
    "$argon2id$v=19$m=19456,t=2,p=1" + salt + "$",
    "$argon2id$v=19$m=19456,t=2,p=1$" + body,
    "$argon2id$v=19$m=19456,t=2,p=1$AAAA" + body,
    "$argon2id$v=19$m=19456,t=2,p=1" + salt + body + "A",
    "$argon2id$v=19$m=19456,t=2,p=1" + salt + body + "$",
    "$argon2id$v=19$m=19456,t=2,p=1" + salt + body + "=",
    "$argon2id$v=19$m=19456,t=2,p=1" + salt + body.substr(0, 20) + "-" + body.substr(21),
    " $argon2id$v=19$m=19456,t=2,p=1" + salt + body,
};

} // namespace

BOOST_AUTO_TEST_SUITE(password_hash)

//
BOOST_AUTO_TEST_CASE(a_hash_is_a_phc_string_with_the_parameters_asked_for)
{
    const auto phc = hash("kahvi lampi tuoli pilvi");
    BOOST_TEST(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    const auto parts = read_phc(phc);
    BOOST_REQUIRE(parts);
    BOOST_TEST(parts->memory_kib == 19U * 1024U);
    BOOST_TEST(parts->passes == 2U);
}

BOOST_AUTO_TEST_CASE(the_right_password_matches_and_others_differ)
{
    const auto stored = hash("kahvi lampi tuoli pilvi");
    BOOST_TEST(matches("kahvi lampi tuoli pilvi", stored));
    BOOST_TEST(!matches("kahvi lampi tuoli pilvj", stored));
    BOOST_TEST(!matches("", stored));
}

//
BOOST_AUTO_TEST_CASE(no_character_is_cut_trimmed_or_folded)
{
    const auto typed = " " + std::string(198, 'a') + "Z";
    const auto stored = hash(typed);
    BOOST_TEST(matches(typed, stored));
    BOOST_TEST(!matches(" " + std::string(198, 'a') + "Y", stored));
    BOOST_TEST(!matches(" " + std::string(198, 'a') + "z", stored));
    BOOST_TEST(!matches(typed.substr(1), stored));
    BOOST_TEST(!matches(typed + " ", stored));
}

//
BOOST_AUTO_TEST_CASE(both_spellings_of_an_accented_letter_are_one_password_but_a_ligature_is_its_own)
{
    const auto composed = "p\u00E4iv\u00E4"s;
    const auto decomposed = "pa\u0308iva\u0308"s;
    BOOST_TEST(matches(decomposed, hash(composed)));
    BOOST_TEST(matches(composed, hash(decomposed)));
    BOOST_TEST(!matches("fi", hash("\uFB01")));
    BOOST_TEST(!matches("p\u00C4iv\u00E4", hash(composed)));
}

//
BOOST_AUTO_TEST_CASE(what_stands_behind_a_nul_counts)
{
    const auto stored = hash("abc\0x"s);
    BOOST_TEST(matches("abc\0x"s, stored));
    BOOST_TEST(!matches("abc\0y"s, stored));
    BOOST_TEST(!matches("abc", stored));
}

//
BOOST_AUTO_TEST_CASE(every_hash_has_a_salt_of_its_own)
{
    std::set<std::string> salts;
    for (int i = 0; i < 50; ++i) salts.insert(read_phc(hash_password(Password{"same"}, {1, 1}))->salt);
    BOOST_TEST(salts.size() == 50U);
    BOOST_TEST(salts.begin()->size() == 16U);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_refused_by_both)
{
    BOOST_TEST(!matches("\xFF\xFE", hash("kahvi")));
    BOOST_CHECK_THROW((void)hash("\xFF\xFE"), std::invalid_argument);
}

BOOST_DATA_TEST_CASE(a_stored_string_that_cannot_be_read_differs, boost::unit_test::data::make(unreadable), stored)
{
    BOOST_TEST(!read_phc(stored).has_value());
    BOOST_TEST(!matches("kahvi", stored));
    BOOST_TEST(needs_rehash(stored, cheap));
}

BOOST_AUTO_TEST_CASE(the_largest_cost_within_the_bounds_can_be_read)
{
    BOOST_TEST(read_phc("$argon2id$v=19$m=1048576,t=16,p=1" + salt + body).has_value());
    BOOST_TEST(read_phc("$argon2id$v=19$m=8,t=1,p=1" + salt + body).has_value());
}

BOOST_AUTO_TEST_CASE(an_unknown_account_never_matches)
{
    BOOST_TEST((verify_password(Password{"kahvi"}, std::nullopt, cheap) == Verdict::differs));
    BOOST_TEST((verify_password(Password{""}, std::nullopt, cheap) == Verdict::differs));
}

//
BOOST_AUTO_TEST_CASE(a_weaker_hash_is_to_be_replaced_and_a_stronger_one_stays)
{
    const auto phc = "$argon2id$v=19$m=19456,t=2,p=1" + salt + body;
    BOOST_TEST(!needs_rehash(phc, {19, 2}));
    BOOST_TEST(!needs_rehash(phc, {18, 2}));
    BOOST_TEST(!needs_rehash(phc, {19, 1}));
    BOOST_TEST(needs_rehash(phc, {20, 2}));
    BOOST_TEST(needs_rehash(phc, {19, 3}));
    BOOST_TEST(needs_rehash(phc, {64, 2}));
}

BOOST_AUTO_TEST_SUITE_END()
