#include "auth/secret.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <new>
#include <seccomp.h>
#include <set>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

using namespace auth;

namespace {

std::string hex(const Digest& digest)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const auto byte : digest) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

bool consists_of(std::string_view text, std::string_view alphabet)
{
    return std::ranges::all_of(text, [&](char c) { return alphabet.find(c) != alphabet.npos; });
}

constexpr std::string_view base64url_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view base32_letters = "abcdefghijklmnopqrstuvwxyz234567";

/// The exit status of a child in which the kernel gives no random bytes: what `act` returns there.
int without_random_bytes(int (*act)())
{
    const auto child = fork();
    if (child == 0) {
        const auto filter = seccomp_init(SCMP_ACT_ALLOW);
        const bool is_refused =
            seccomp_rule_add(filter, SCMP_ACT_ERRNO(EIO), SCMP_SYS(getrandom), 0) == 0 && seccomp_load(filter) == 0;
        _exit(is_refused ? act() : 100);
    }
    int status = 0;
    BOOST_REQUIRE_EQUAL(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// What a child that is forked now draws first.
std::string drawn_by_a_child()
{
    std::array<int, 2> ends{};
    BOOST_REQUIRE_EQUAL(pipe(ends.data()), 0);
    const auto child = fork();
    if (child == 0) {
        const auto bytes = random_bytes(32);
        _exit(write(ends[1], bytes.data(), bytes.size()) == 32 ? 0 : 1);
    }
    std::string bytes(32, '\0');
    BOOST_REQUIRE_EQUAL(read(ends[0], bytes.data(), bytes.size()), 32);
    BOOST_REQUIRE_EQUAL(waitpid(child, nullptr, 0), child);
    close(ends[0]);
    close(ends[1]);
    return bytes;
}

/// Whether the bytes of an object, which may have ended, still hold the text.
template <class Object>
bool holds(const std::array<std::byte, sizeof(Object)>& place, std::string_view text)
{
    const auto* first = reinterpret_cast<const char*>(place.data());
    return std::string_view{first, place.size()}.find(text) != std::string_view::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(secret)

BOOST_AUTO_TEST_CASE(a_short_secret_leaves_nothing_in_the_place_that_it_was_moved_from_or_ended_in)
{
    using base::Password;
    const std::string text{"lumi#pallo"};
    alignas(Password) std::array<std::byte, sizeof(Password)> first{};
    alignas(Password) std::array<std::byte, sizeof(Password)> second{};
    auto* const one = new (first.data()) Password{text};
    BOOST_TEST(holds<Password>(first, text)); // short ones lie in the object itself
    auto* const other = new (second.data()) Password{std::move(*one)};
    BOOST_TEST(!holds<Password>(first, text));
    BOOST_TEST(holds<Password>(second, text));
    *one = std::move(*other);
    BOOST_TEST(!holds<Password>(second, text));
    BOOST_TEST(one->reveal() == text);
    one->~Password();
    other->~Password();
    BOOST_TEST(!holds<Password>(first, text));
}

//
BOOST_AUTO_TEST_CASE(every_secret_has_its_length_and_its_letters)
{
    BOOST_TEST(new_session_id().reveal().size() == 43U);
    BOOST_TEST(consists_of(new_session_id().reveal(), base64url_letters));
    BOOST_TEST(new_visitor_id().reveal().size() == 43U);
    BOOST_TEST(consists_of(new_visitor_id().reveal(), base64url_letters));
    BOOST_TEST(new_link_token().reveal().size() == 52U);
    BOOST_TEST(consists_of(new_link_token().reveal(), base32_letters));
    BOOST_TEST(new_public_id().size() == 26U);
    BOOST_TEST(consists_of(new_public_id(), base32_letters));
}

//
BOOST_AUTO_TEST_CASE(a_hundred_thousand_link_tokens_are_all_different)
{
    std::set<std::string> seen;
    for (int i = 0; i < 100'000; ++i) seen.insert(new_link_token().reveal());
    BOOST_TEST(seen.size() == 100'000U);
}

BOOST_AUTO_TEST_CASE(a_reference_can_be_dictated_and_uses_every_letter)
{
    std::set<char> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto reference = new_reference();
        BOOST_REQUIRE_EQUAL(reference.size(), 8U);
        seen.insert(reference.begin(), reference.end());
    }
    BOOST_TEST(std::string(seen.begin(), seen.end()) == "23456789ABCDEFGHJKMNPQRSTUVWXYZ");
}

BOOST_AUTO_TEST_CASE(the_number_that_nginx_has_is_taken_and_nothing_else)
{
    BOOST_TEST(reference_for("23456789") == "23456789");
    BOOST_TEST(reference_for("ABCDEFGH") == "ABCDEFGH");
    for (const std::string_view other :
         {"", "2345678", "234567899", "ABCDEFGI", "abcdefgh", "ABCD FGH", "\r\nABCDEF"}) {
        const auto reference = reference_for(other);
        BOOST_TEST(reference.size() == 8U, other);
        BOOST_TEST(reference != other);
    }
}

//
BOOST_AUTO_TEST_CASE(when_the_generator_fails_no_secret_is_made)
{
    const auto attempts_that_fail = [] {
        int failed = 0;
        for (const auto make :
             {+[] { (void)random_bytes(32); }, +[] { (void)new_session_id(); }, +[] { (void)new_link_token(); }}) {
            try {
                make();
            } catch (const std::system_error& error) {
                failed += error.code().value() == EIO ? 1 : 0;
            }
        }
        return failed;
    };
    BOOST_TEST(without_random_bytes(attempts_that_fail) == 3);
}

//
BOOST_AUTO_TEST_CASE(two_children_of_one_process_draw_different_bytes)
{
    const auto here = random_bytes(32);
    const auto first = drawn_by_a_child();
    const auto second = drawn_by_a_child();
    BOOST_TEST(first != second);
    BOOST_TEST(first != here);
    BOOST_TEST(random_bytes(0).empty());
}

BOOST_AUTO_TEST_CASE(digests_are_sha_256)
{
    // FIPS 180-2, appendix B.1
    constexpr auto of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    BOOST_TEST(hex(digest("abc")) == of_abc);
    BOOST_TEST(hex(digest(base::SessionId{"abc"})) == of_abc);
    BOOST_TEST(hex(digest(base::LinkToken{"abc"})) == of_abc);
}

BOOST_AUTO_TEST_CASE(a_keyed_digest_depends_on_key_purpose_and_message)
{
    const base::Key key{std::string(32, 'k')};
    const base::Key other_key{std::string(32, 'K')};
    const auto one = keyed_digest(key, "purpose", "message");
    BOOST_TEST((keyed_digest(key, "purpose", "message") == one));
    BOOST_TEST((hmac(derived_key(key, "purpose"), "message") == one), "what is derived once does as well");
    BOOST_TEST((keyed_digest(other_key, "purpose", "message") != one));
    BOOST_TEST((keyed_digest(key, "Purpose", "message") != one));
    BOOST_TEST((keyed_digest(key, "purpose", "messagf") != one));
    BOOST_TEST((keyed_digest(key, "purposem", "essage") != one));
}

//
BOOST_AUTO_TEST_CASE(equal_sees_a_difference_at_every_position_and_in_length)
{
    const std::string text = "0123456789abcdef";
    BOOST_TEST(equal(text, std::string{text}));
    BOOST_TEST(equal("", ""));
    BOOST_TEST(!equal(text, text.substr(1)));
    BOOST_TEST(!equal(text, std::string_view{text}.substr(0, 15)));
    BOOST_TEST(!equal(std::string_view{text}.substr(0, 15), text));
    BOOST_TEST(!equal(text, text + '\0'));
    BOOST_TEST(!equal(text, ""));
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto other = text;
        other[i] = static_cast<char>(other[i] ^ 1);
        BOOST_TEST(!equal(text, other));
    }
}

BOOST_AUTO_TEST_CASE(base64url_and_base32_follow_rfc_4648_without_padding)
{
    BOOST_TEST(base64url("") == "");
    BOOST_TEST(base64url("f") == "Zg");
    BOOST_TEST(base64url("fo") == "Zm8");
    BOOST_TEST(base64url("foo") == "Zm9v");
    BOOST_TEST(base64url("\xFB\xFF") == "-_8");
    BOOST_TEST(base32("") == "");
    BOOST_TEST(base32("f") == "my");
    BOOST_TEST(base32("fo") == "mzxq");
    BOOST_TEST(base32("foob") == "mzxw6yq");
    BOOST_TEST(base32("foobar") == "mzxw6ytboi");
}

BOOST_AUTO_TEST_CASE(base64url_has_one_spelling_for_each_value)
{
    const auto bytes = random_bytes(50);
    BOOST_TEST((from_base64url(base64url(bytes)) == bytes));
    BOOST_TEST((from_base64url("") == ""));
    for (const auto* refused : {"Z", "Zh", "Zm9", "Zm9v=", "Zg==", "Zm+v", "Zm/v", "Zm 9v", "Zm9v\n", "Zm9vä"}) {
        BOOST_TEST(!from_base64url(refused), refused);
    }
}

BOOST_AUTO_TEST_SUITE_END()
