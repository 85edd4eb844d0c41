#include "auth/seal.hpp"

#include "auth/secret.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <stdexcept>

using namespace auth;

namespace {

const base::Key current{std::string(32, 'c')};
const base::Key previous{std::string(32, 'p')};
const std::vector<base::Key> keys{current, previous};

} // namespace

BOOST_AUTO_TEST_SUITE(seals)

BOOST_AUTO_TEST_CASE(what_was_sealed_comes_back_byte_for_byte)
{
    for (const std::string& text : {std::string{}, std::string{"maija@example.com"}, std::string{"\0\xFF\n", 3}}) {
        BOOST_TEST((unseal(keys, "address", "cookie", seal(keys, "address", "cookie", text)) == text));
    }
}

//
BOOST_AUTO_TEST_CASE(it_opens_for_the_same_purpose_and_binding_alone)
{
    const auto sealed = seal(keys, "address", "cookie", "text");
    BOOST_TEST(!unseal(keys, "return", "cookie", sealed));
    BOOST_TEST(!unseal(keys, "address", "cookie of another", sealed));
    BOOST_TEST(!unseal(keys, "address", "", sealed));
    BOOST_TEST(!unseal(keys, "", "cookie", sealed));
    BOOST_TEST(!unseal(keys, "addressc", "ookie", sealed));
    BOOST_TEST(!unseal({base::Key{std::string(32, 'x')}}, "address", "cookie", sealed));
    BOOST_TEST(!unseal({}, "address", "cookie", sealed));
}

//
BOOST_AUTO_TEST_CASE(a_change_of_any_byte_is_refused)
{
    const auto bytes = *from_base64url(seal(keys, "address", "cookie", "text"));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto other = bytes;
        other[i] = static_cast<char>(other[i] ^ 1);
        BOOST_TEST(!unseal(keys, "address", "cookie", base64url(other)));
    }
}

BOOST_AUTO_TEST_CASE(a_part_and_a_surplus_and_rubbish_are_refused)
{
    const auto sealed = seal(keys, "address", "cookie", "text");
    for (std::size_t length = 0; length < sealed.size(); ++length) {
        BOOST_TEST(!unseal(keys, "address", "cookie", std::string_view{sealed}.substr(0, length)));
    }
    BOOST_TEST(!unseal(keys, "address", "cookie", sealed + "A"));
    BOOST_TEST(!unseal(keys, "address", "cookie", sealed + "="));
    BOOST_TEST(!unseal(keys, "address", "cookie", "%00" + sealed));
    BOOST_TEST(!unseal(keys, "address", "cookie", std::string(500, 'A')));
}

//
BOOST_AUTO_TEST_CASE(no_nonce_repeats_and_the_text_does_not_show)
{
    std::set<std::string> nonces;
    for (int i = 0; i < 20'000; ++i) {
        const auto bytes = *from_base64url(seal(keys, "address", "cookie", "more than a few random bytes say"));
        nonces.insert(bytes.substr(0, 12));
        BOOST_REQUIRE(bytes.find("more than a few") == std::string::npos);
    }
    BOOST_TEST(nonces.size() == 20'000U);
}

BOOST_AUTO_TEST_CASE(the_length_depends_on_the_length_of_the_text_alone)
{
    const auto one = seal(keys, "address", "cookie", "maija@example.com");
    const auto other = seal(keys, "a long purpose", "a long binding of a browser", std::string(17, '\0'));
    BOOST_TEST(one.size() == other.size());
}

//
BOOST_AUTO_TEST_CASE(a_seal_outlives_the_rotation_of_keys_until_the_old_key_is_gone)
{
    const auto old = seal({previous}, "address", "cookie", "text");
    BOOST_TEST((unseal({current, previous}, "address", "cookie", old) == "text"));
    BOOST_TEST(!unseal({current}, "address", "cookie", old));
    BOOST_TEST((unseal({current}, "address", "cookie", seal(keys, "address", "cookie", "text")) == "text"));
}

BOOST_AUTO_TEST_CASE(without_a_key_nothing_is_sealed)
{
    BOOST_CHECK_THROW((void)seal({}, "address", "cookie", "text"), std::out_of_range);
}

BOOST_AUTO_TEST_SUITE_END()
