#include "auth/hash_work.hpp"

#include "auth/password_hash.hpp"
#include "auth/phc_string.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <sodium.h>

using namespace auth;
using namespace std::string_literals;
using base::Password;

namespace {

const auto salt = "0123456789abcdef"s;
const OldScheme pbkdf2{.algorithm = OldAlgorithm::pbkdf2_sha256, .cost = 1000, .size = 32};

constexpr HashCost cost{8, 2};

std::string schemes_of(const std::vector<HashWork>& done)
{
    std::string names;
    for (const auto& work : done) {
        const auto bytes = to_bytes(work).reveal();
        names += bytes.substr(0, bytes.find('\n')) + " ";
    }
    return names;
}

/// What a comparison gives to its hasher.
std::vector<HashWork>
given_work(const std::string& typed, const std::optional<std::string>& stored, const OldHashes& old = {})
{
    std::vector<HashWork> done;
    const Hasher noting = [&](const HashWork& work) {
        done.push_back(work);
        return hash_here(work);
    };
    (void)verify_password(Password{typed}, stored, cost, old, {}, noting);
    return done;
}

/// The same, by name.
std::string work_of(const std::optional<std::string>& stored, const OldHashes& old = {})
{
    return schemes_of(given_work("salasana", stored, old));
}

/// Argon2id takes as long as KiB of memory times passes.
std::size_t argon2id_cost(const std::vector<HashWork>& done)
{
    std::size_t sum = 0;
    for (const auto& work : done) {
        const auto& each = std::get<Argon2id>(work.scheme);
        sum += each.memory_kib * each.passes;
    }
    return sum;
}

const std::vector<std::string> no_work{
    "",
    "\n",
    "argon2id:65536:2",
    "argon2id:65536:2\n",
    "argon2id:65536:2\n16",
    "argon2id:65536:2\n16\n0123456789abcde", // one byte short
    "argon2id:65536:2\n15\n0123456789abcdef",
    "argon2id:65536:2\n17\n0123456789abcdef!",
    "argon2id:65536:2\n-1\n0123456789abcdef",
    "argon2id:65536:2\n18446744073709551616\n0123456789abcdef",
    "argon2id:65536:2\nx\n0123456789abcdef",
    "argon2id:65536:2\n\n0123456789abcdef",
    "argon2id:65536\n16\n0123456789abcdef",
    "argon2id:65536:\n16\n0123456789abcdef",
    "argon2id::2\n16\n0123456789abcdef",
    "argon2id:7:2\n16\n0123456789abcdef",       // too little
    "argon2id:1048577:2\n16\n0123456789abcdef", // more than 1 GiB
    "argon2id:65536:17\n16\n0123456789abcdef",
    "argon2id:65536:4294967298\n16\n0123456789abcdef",
    "argon2id:65536:2:1\n16\n0123456789abcdef",
    "argon2i:65536:2\n16\n0123456789abcdef",
    "pbkdf2-sha256:99999999:0:0:32\n1\nx",
    "md5:1:0:0:16\n1\nx",
    "pbkdf2-sha256:1000:0:0:32\n0\nx",
    "pbkdf2-sha256:1000:0:0:32\n65\n" + std::string(65, 'x'),
    "membership-hmacsha1:0:0:0:0\n0\nx", // a key of a salt that is repeated would never be long enough
    "bcrypt:4:0:0:0\n0\nx",
    "bcrypt:4:0:0:0\n22\n" + std::string(22, '.'),
    "bcrypt:4:0:0:0\n23\nx" + std::string(22, '.'),
    "bcrypt:4:0:0:0\n23\nb" + std::string(22, '$'),
    "sha512-crypt:1000:0:0:0\n17\n" + std::string(17, '.'),
    "sha512-crypt:1000:0:0:0\n3\na$b",
};

} // namespace

BOOST_AUTO_TEST_SUITE(hash_work)

BOOST_AUTO_TEST_CASE(work_is_read_as_it_was_written_whatever_its_bytes_are)
{
    for (const auto& bytes : {""s, "salasana"s, "\0\n\xff"s, std::string(16 * 1024, '\n')})
        for (const auto& scheme : {std::variant<Argon2id, OldScheme>{Argon2id{65536, 2}}, {pbkdf2}}) {
            const auto read = hash_work_from(to_bytes({scheme, salt, Password{bytes}}).reveal());
            BOOST_TEST_REQUIRE(read.has_value());
            BOOST_TEST((read->scheme == scheme));
            BOOST_TEST(read->salt == salt);
            BOOST_TEST((read->bytes.reveal() == bytes));
        }
}

BOOST_AUTO_TEST_CASE(a_salt_of_an_old_scheme_may_have_up_to_64_bytes)
{
    for (const auto& each : {"\n"s, "\n\n"s, std::string(64, '\0')})
        BOOST_TEST((hash_work_from(to_bytes({pbkdf2, each, Password{"x"}}).reveal()).value().salt == each));
}

BOOST_DATA_TEST_CASE(anything_else_is_no_work, boost::unit_test::data::make(no_work), bytes)
{
    BOOST_TEST(!hash_work_from(bytes));
}

BOOST_AUTO_TEST_CASE(the_work_gives_the_hash_whoever_does_it)
{
    const auto stored = hash_password(Password{"salasana"}, {8, 1});
    const Hasher elsewhere = [](const HashWork& work) {
        return hash_here(hash_work_from(to_bytes(work).reveal()).value());
    };
    BOOST_TEST((verify_password(Password{"salasana"}, stored, {8, 1}, {}, {}, elsewhere) == Verdict::matches));
    BOOST_TEST((verify_password(Password{"toinen"}, stored, {8, 1}, {}, {}, elsewhere) == Verdict::differs));
    const auto made_elsewhere = hash_password(Password{"salasana"}, {8, 1}, {}, elsewhere);
    BOOST_TEST((verify_password(Password{"salasana"}, made_elsewhere, {8, 1}) == Verdict::matches));
}

BOOST_AUTO_TEST_CASE(libsodium_itself_reads_what_is_stored)
{
    const auto phc = argon2id_phc(Password{"salasana"}, {8, 3});
    BOOST_TEST(phc.starts_with("$argon2id$v=19$m=8192,t=3,p=1$"));
    BOOST_TEST(crypto_pwhash_str_verify(phc.c_str(), "salasana", 8) == 0);
    BOOST_TEST(crypto_pwhash_str_verify(phc.c_str(), "salasanb", 8) != 0);
    BOOST_TEST(crypto_pwhash_str_needs_rehash(phc.c_str(), 3, 8UL * 1024 * 1024) == 0);
    BOOST_TEST(argon2id_phc(Password{"salasana"}, {8, 3}) != phc);
    BOOST_TEST(write_phc(read_phc(phc).value()) == phc);
}

BOOST_AUTO_TEST_CASE(known_and_unknown_accounts_give_the_same_work)
{
    const auto stored = hash_password(Password{"salasana"}, {8, 2});
    BOOST_TEST(work_of(stored) == "argon2id:8192:2 ");
    BOOST_TEST(work_of(std::nullopt) == work_of(stored));
    const OldHashes old{.accepted = true, .in_use = {pbkdf2}};
    BOOST_TEST(work_of(stored, old) == "pbkdf2-sha256:1000:0:0:32 argon2id:8192:2 ");
    BOOST_TEST(work_of(std::nullopt, old) == work_of(stored, old));
}

BOOST_AUTO_TEST_CASE(
    an_unknown_account_an_unreadable_hash_a_weak_one_and_bad_text_cost_as_much_as_a_wrong_password)
{
    const auto stored = hash_password(Password{"kahvi"}, cost);
    const auto of_wrong = argon2id_cost(given_work("lampi", stored));
    BOOST_TEST(of_wrong == 8 * 1024 * 2U);
    BOOST_TEST(argon2id_cost(given_work("kahvi", stored)) == of_wrong);
    BOOST_TEST(argon2id_cost(given_work("lampi", std::nullopt)) == of_wrong);
    BOOST_TEST(argon2id_cost(given_work("lampi", "unreadable")) == of_wrong);
    BOOST_TEST(argon2id_cost(given_work("\xFF", stored)) == of_wrong);
    // Of somebody who has not signed in since the cost was raised.
    BOOST_TEST(argon2id_cost(given_work("lampi", hash_password(Password{"kahvi"}, {6, 1}))) == of_wrong);
}

BOOST_AUTO_TEST_SUITE_END()
