#include "auth/email_address.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace std::string_literals;

namespace {

struct Accepted {
    std::string text;
    std::string typed;
    std::string key;
};

std::ostream& operator<<(std::ostream& out, const Accepted& c)
{
    return out << c.text;
}

std::string times(int count, const std::string& text)
{
    std::string all;
    for (int i = 0; i < count; ++i) all += text;
    return all;
}

const std::string longest_local(64, 'a');
const std::string label_63(63, 'b');
/// 64 + 1 + 189 octets: exactly 254.
const std::string longest = longest_local + "@" + label_63 + "." + label_63 + "." + std::string(58, 'c') + ".fi";

const Accepted accepted[] = {
    {"maija@example.com", "maija@example.com", "maija@example.com"},
    {"Maija.Virtanen@Example.COM", "Maija.Virtanen@Example.COM", "maija.virtanen@example.com"},
    {"  maija@example.com\t", "maija@example.com", "maija@example.com"},
    {"\u00A0maija@example.com", "maija@example.com", "maija@example.com"},
    {"maija+asiointi@example.com", "maija+asiointi@example.com", "maija+asiointi@example.com"},
    {"o'hara_{x}!#$%&*-/=?^`|~@example.com", "o'hara_{x}!#$%&*-/=?^`|~@example.com",
     "o'hara_{x}!#$%&*-/=?^`|~@example.com"},
    {"a@b.fi", "a@b.fi", "a@b.fi"},
    {"maija@mail.sub-domain.example.fi", "maija@mail.sub-domain.example.fi", "maija@mail.sub-domain.example.fi"},
    {"maija@1and1.example", "maija@1and1.example", "maija@1and1.example"},
    {"maija@p\u00E4iv\u00E4.fi", "maija@p\u00E4iv\u00E4.fi", "maija@xn--piv-qlac.fi"},
    {"maija@pa\u0308iva\u0308.fi", "maija@p\u00E4iv\u00E4.fi", "maija@xn--piv-qlac.fi"},
    {"maija@P\u00C4IV\u00C4.fi", "maija@P\u00C4IV\u00C4.fi", "maija@xn--piv-qlac.fi"},
    {"maija@XN--piv-qlac.fi", "maija@XN--piv-qlac.fi", "maija@xn--piv-qlac.fi"},
    {"maija@stra\u00DFe.de", "maija@stra\u00DFe.de", "maija@xn--strae-oqa.de"},
    {"maija@exam\u00ADple\u200B.com", "maija@example.com", "maija@example.com"},
    {"maija@\uFF45xample\u3002com", "maija@example.com", "maija@example.com"},
    {"\uFEFFmai\u00ADja\u200B@example.com", "maija@example.com", "maija@example.com"},
    {"\u200E\u00A0maija@example.com\u200E", "maija@example.com", "maija@example.com"},
    {longest_local + "@example.com", longest_local + "@example.com", longest_local + "@example.com"},
    {longest, longest, longest},
};

const std::string refused[] = {
    "",
    "maija@example.!fi",
    "maija@example.~",
    // 306 octets as typed, and only 120 with A-labels.
    "m@" + times(50, "\u6f22") + "." + times(50, "\u6f22") + ".fi",
    "   ",
    "@",
    "maija",
    "maija@",
    "@example.com",
    "maija@@example.com",
    "maija@virtanen@example.com",
    "maija@example",
    "maija@example.",
    "maija@example.com.",
    "maija@.example.com",
    "maija@example..com",
    "maija@-example.com",
    "maija@example-.com",
    "maija@exa_mple.com",
    "maija@exa_mpl\u00E9.com",
    "maija@exa\uFF3Fmpl\u00E9.com",
    "maija@example\uFF0Fpath.com",
    "maija@example.com\uFF0C\u00E9.fi",
    "maija@exa mple.com",
    "maija@exa\u00A0mple.com",
    "maija@example.com/path",
    "maija@example.com:25",
    "maija@example.com, ville@example.com",
    "maija@example.com;ville@example.com",
    "Maija <maija@example.com>",
    "<maija@example.com>",
    "mailto:maija@example.com",
    "maija virtanen@example.com",
    "maija@192.0.2.1",
    "maija@[192.0.2.1]",
    "maija@[IPv6:2001:db8::1]",
    "\"maija\"@example.com",
    "\"maija virtanen\"@example.com",
    "maija(kotona)@example.com",
    "maija@example.com(koti)",
    ".maija@example.com",
    "maija.@example.com",
    "maija..virtanen@example.com",
    "m\u00E4tti@example.com",
    "maija\uFF20example.com",
    "maija@example.com\r\nBcc: ville@example.com",
    "maija@exam\nple.com",
    "mai\tja@example.com",
    "maija@example.com\0"s,
    "mai\0ja@example.com"s,
    "mai\u202Eja@example.com",
    "maija@exam\u202Eple.com",
    "maija@\xFF.com",
    "maija@\xC3\xA4\xC3.fi",
    "maija@xn--.fi",
    "maija@xn--\u00E4.fi",
    "maija@\u2603.fi",
    "maija@exam\u200Dple.fi",
    longest_local + "a@example.com",
    "maija@" + label_63 + "b.fi",
    "a" + longest.substr(0, 60) + "@" + label_63 + "." + label_63 + "." + label_63 + ".fi",
    longest + "x",
    "maija@" + std::string(5000, 'a') + ".fi",
    std::string(100'000, '@'),
};

struct Suggestion {
    std::string typed;
    std::string meant;
};

std::ostream& operator<<(std::ostream& out, const Suggestion& c)
{
    return out << c.typed;
}

const Suggestion near_misses[] = {
    {"Maija@gmial.com", "Maija@gmail.com"},        {"maija@gmail.co", "maija@gmail.com"},
    {"maija@gamil.com", "maija@gmail.com"},        {"maija@gmaill.com", "maija@gmail.com"},
    {"maija@hotmial.com", "maija@hotmail.com"},    {"maija@hotmail.cm", "maija@hotmail.com"},
    {"maija@outlok.com", "maija@outlook.com"},     {"maija@icloud.con", "maija@icloud.com"},
    {"maija@luuku.com", "maija@luukku.com"},       {"maija@elisaneti.fi", "maija@elisanet.fi"},
    {"maija@saunalahi.fi", "maija@saunalahti.fi"}, {"maija@netikk.fi", "maija@netikka.fi"},
    {"maija@pp-inet.fi", "maija@pp.inet.fi"},      {"maija@GMIAL.com", "maija@gmail.com"},
};

const std::string nothing_to_suggest[] = {
    "maija@gmail.com", "maija@GMAIL.COM",       "maija@hotmail.fi",     "maija@hotmail.com",
    "maija@mail.com",  "maija@ymail.com",       "maija@example.com",    "maija@gmail.fi",
    "maija@gmla.com",  "maija@lgmail.comm",     "maija@pp.inet.fi",     "maija@inet.fi",
    "maija@kpnet.fi",  "gmial.com@example.com", "maija@mail.gmail.com", "maija@gmial.con",
};

} // namespace

BOOST_AUTO_TEST_SUITE(email_address)

// R-042
BOOST_DATA_TEST_CASE(a_mailbox_is_accepted, boost::unit_test::data::make(accepted), c)
{
    const auto address = auth::parse_email_address(c.text);
    BOOST_REQUIRE(address.has_value());
    BOOST_TEST(address->typed == c.typed);
    BOOST_TEST(address->key == c.key);
}

// R-185
BOOST_DATA_TEST_CASE(what_is_no_mailbox_is_refused, boost::unit_test::data::make(refused), text)
{
    BOOST_TEST(!auth::parse_email_address(text).has_value());
}

// R-042
BOOST_AUTO_TEST_CASE(two_letters_that_look_alike_are_two_people)
{
    const auto key = [](const char* text) { return auth::parse_email_address(text).value().key; };
    BOOST_TEST(key("Matti@X.fi") == key("matti@x.fi"));
    BOOST_TEST(key("matti@x.fi") != key("matti@\u00E4.fi"));
    BOOST_TEST(key("ma.tti@x.fi") != key("matti@x.fi"));
    BOOST_TEST(key("matti+a@x.fi") != key("matti@x.fi"));
}

BOOST_AUTO_TEST_CASE(an_old_user_name_has_one_form)
{
    BOOST_TEST(auth::user_name_key("  MAIJA85 ") == "maija85");
    BOOST_TEST(auth::user_name_key("P\u00C4IVI") == "p\u00E4ivi");
    BOOST_TEST(auth::user_name_key("Pa\u0308ivi") == "p\u00E4ivi");
    BOOST_TEST(auth::user_name_key("m\u00E4tti") != auth::user_name_key("matti"));
    BOOST_TEST(auth::user_name_key("Maija Virtanen") == "maija virtanen");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_user_name_names_nobody)
{
    for (const auto& text : {""s, "   "s, "\u00A0"s, "mai\0ja"s, "mai\nja"s, "\xFF"s, "mai\u202Eja"s}) {
        BOOST_TEST(auth::user_name_key(text) == "");
    }
}

BOOST_DATA_TEST_CASE(a_slip_in_a_common_domain_is_noticed, boost::unit_test::data::make(near_misses), c)
{
    BOOST_TEST((auth::did_you_mean(auth::parse_email_address(c.typed).value()) == c.meant));
}

BOOST_DATA_TEST_CASE(other_domains_are_left_alone, boost::unit_test::data::make(nothing_to_suggest), text)
{
    BOOST_TEST(!auth::did_you_mean(auth::parse_email_address(text).value()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
