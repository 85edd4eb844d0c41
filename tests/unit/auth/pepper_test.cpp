#include "auth/pepper.hpp"

#include "auth/key_life.hpp"
#include "auth/password_hash.hpp"
#include "auth/phc_string.hpp"

#include <boost/test/unit_test.hpp>

using namespace auth;
using base::Key;
using base::KeyRing;
using base::Password;

BOOST_AUTO_TEST_SUITE(pepper)

namespace {

constexpr HashCost cheap{19, 2};

const Key first{std::string(32, 'a')};
const Key second{std::string(32, 'b')};
const KeyRing none{};
const KeyRing only_first{.current = first, .accepted = {first}};
const KeyRing rotated{.current = second, .accepted = {second, first}};
const KeyRing retired{.current = std::nullopt, .accepted = {first}};
const std::string secret = "kahvi ja pulla sateella";

bool matches(const std::string& stored, const KeyRing& ring, const std::string& typed = secret)
{
    return verify_password(Password{typed}, stored, cheap, {}, ring) == Verdict::matches;
}

std::string hash(const KeyRing& ring)
{
    return hash_password(Password{secret}, cheap, ring);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_row_of_the_database_alone_verifies_nothing)
{
    const auto stored = hash(only_first);
    BOOST_TEST(matches(stored, only_first));
    BOOST_TEST(!matches(stored, none));
    BOOST_TEST(!matches(stored, {.current = second, .accepted = {second}}));
    const auto bare = read_peppered(stored)->phc;
    BOOST_TEST(!matches(bare, only_first)); // the name taken off does not make it a hash of the password
    BOOST_TEST(!matches(bare, none));
    BOOST_TEST(!matches(stored, only_first, secret + "."));
}

BOOST_AUTO_TEST_CASE(the_stored_text_names_the_key_and_fits_its_column)
{
    const auto stored = hash(only_first);
    BOOST_TEST(stored.starts_with("$pepper$" + key_name(first) + "$argon2id$v=19$m=19456,t=2,p=1$"));
    BOOST_TEST(stored.size() <= 512U);
    BOOST_TEST(stored.find(first.reveal()) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(after_a_rotation_old_rows_hold_and_are_made_anew_at_the_next_sign_in)
{
    const auto old = hash(only_first);
    BOOST_TEST(!needs_rehash(old, cheap, only_first));
    BOOST_TEST(matches(old, rotated));
    BOOST_TEST(needs_rehash(old, cheap, rotated));
    const auto fresh = hash(rotated);
    BOOST_TEST(matches(fresh, rotated));
    BOOST_TEST(!needs_rehash(fresh, cheap, rotated));
}

BOOST_AUTO_TEST_CASE(turning_it_on_and_off_locks_nobody_out)
{
    const auto plain = hash(none);
    BOOST_TEST(matches(plain, only_first));
    BOOST_TEST(needs_rehash(plain, cheap, only_first));
    const auto with_pepper = hash(only_first);
    BOOST_TEST(matches(with_pepper, retired));
    BOOST_TEST(needs_rehash(with_pepper, cheap, retired));
    BOOST_TEST(hash(retired).starts_with("$argon2id$"));
    BOOST_TEST(!needs_rehash(hash(retired), cheap, retired));
}

BOOST_AUTO_TEST_CASE(a_weak_hash_is_made_anew_whatever_its_pepper)
{
    BOOST_TEST(needs_rehash(hash(only_first), {20, 2}, only_first));
    BOOST_TEST(needs_rehash(hash(only_first), {19, 3}, only_first));
}

BOOST_AUTO_TEST_CASE(texts_that_only_look_like_one_differ)
{
    for (const std::string stored :
         {"$pepper$", "$pepper$$", "$pepper$name", "$pepper$name$", "$pepper$name$argon2id$"})
        BOOST_TEST(!matches(stored, only_first), stored);
    const auto phc = read_peppered(hash(only_first))->phc;
    BOOST_TEST(!matches("$pepper$" + key_name(second) + phc, rotated));
    BOOST_TEST(!matches("$pepper$" + phc, only_first));
}

BOOST_AUTO_TEST_CASE(the_password_is_normalised_before_the_key_is_mixed_in)
{
    const auto stored = hash_password(Password{"\u00C4iti laulaa kauniisti"}, cheap, only_first);
    BOOST_TEST(matches(stored, only_first, "A\u0308iti laulaa kauniisti"));
}

BOOST_AUTO_TEST_SUITE_END()
