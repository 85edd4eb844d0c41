#include "auth/old_hash.hpp"

#include "auth/imported_hash.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <ostream>

using namespace auth;
using base::Password;

namespace {

constexpr HashCost cheap{19, 2};

struct Known {
    const char* source;
    std::string password;
    std::string text;
    std::string scheme;
};

std::ostream& operator<<(std::ostream& out, const Known& known)
{
    return out << known.source;
}

// Made with hashlib, hmac and crypt of Python 3.11 and `openssl passwd -6`, where no publication is named.
const std::string mine = "Sala sänä 1!";
const Known known[] = {
    {"ASP.NET Core Identity, PasswordHasherTest.cs: version 2", "my password",
     "AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggHIVY0sdEUfdyeM+E1LtH1uJg==", "pbkdf2-sha1:1000:0:0:32"},
    {"ASP.NET Core Identity, PasswordHasherTest.cs: SHA1, 250 iterations, 128-bit subkey", "my password",
     "AQAAAAAAAAD6AAAAEAhftMyfTJylOlZT+eEotFXd1elee8ih5WsjXaR3PA9M", "pbkdf2-sha1:250:0:0:16"},
    {"ASP.NET Core Identity, PasswordHasherTest.cs: SHA256, 10000 iterations", "my password",
     "AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==",
     "pbkdf2-sha256:10000:0:0:32"},
    {"Identity version 2", mine,
     "AAABAgMEBQYHCAkKCwwNDg81jHvKPLTq1oj7BdxfTnw9XkyyX8RRsaboe9J9edTWSg==", "pbkdf2-sha1:1000:0:0:32"},
    {"Identity version 3, SHA512, 100000 iterations", mine,
     "AQAAAAIAAYagAAAAEAABAgMEBQYHCAkKCwwNDg+hb51jsaOJ5pBpeGhYLXGAag6OX8RFt6hCHHD/3R2EXg==",
     "pbkdf2-sha512:100000:0:0:32"},
    {"hashcat's example of mode 141, salted SHA1 of ASP.NET membership", "hashcat",
     "membership-sha1:bEtiVGhPNlZpcUN4a3ExTg==:utkfN0EOgljbv5FoZ6+AcZD5iLk=", "membership-sha1:0:0:0:0"},
    {"hashcat's example of mode 1441, salted SHA256 of ASP.NET membership", "hashcat",
     "membership-sha256:MDEyMzQ1Njc4OWFiY2RlZg==:lRjiU46qHA7S6ZE7RfKUcYhB85ofArj1j7TrCtu3u6Y=",
     "membership-sha256:0:0:0:0"},
    {"Umbraco, UmbracoPasswordHasherTests.cs: its membership's HMACSHA256", "Umbraco9Rocks!",
     "membership-hmacsha256:uB/pLEhhe1W7EtWMv/pSgg==:1y8+aso9+h3AKRtJXlVYeg2TZKJUr64hccj82ZZ7Ksk=",
     "membership-hmacsha256:0:0:0:0"},
    {"Umbraco, UmbracoPasswordHasherTests.cs: its membership's SHA1", "Umbraco9Rocks!",
     "membership-sha1:6tZGfG9NTxJJYp19Fac9og==:zzRggqANxhb+CbD/VabEt8cIde8=", "membership-sha1:0:0:0:0"},
    {"membership SHA1", mine,
     "membership-sha1:AAECAwQFBgcICQoLDA0ODw==:x2cYSc6o4Mt4HVVfowizqWCb70o=", "membership-sha1:0:0:0:0"},
    {"membership SHA256", mine,
     "membership-sha256:AAECAwQFBgcICQoLDA0ODw==:W1an9zaTKdexw0VIQuNaotftfRNHphGeBU/noQfldXw=",
     "membership-sha256:0:0:0:0"},
    {"membership SHA512", mine,
     "membership-sha512:AAECAwQFBgcICQoLDA0ODw==:"
     "yBIfw9mxV2hv6V5H5ezWyK6WqDVugOtYtXG5sDIe55Ei3AFJaqgOUW4E1bfl4AC597GF3fpl9HhUzOF70nXXHQ==",
     "membership-sha512:0:0:0:0"},
    {"membership HMACSHA1", mine,
     "membership-hmacsha1:AAECAwQFBgcICQoLDA0ODw==:e1+1XzHEIHNlgQ9X5tOUy6Yk2LA=", "membership-hmacsha1:0:0:0:0"},
    {"membership HMACSHA256", mine,
     "membership-hmacsha256:AAECAwQFBgcICQoLDA0ODw==:LFU5Jl7V6AM78ADemvIGVp9gn5Wv9cf7keS//+IRY/s=",
     "membership-hmacsha256:0:0:0:0"},
    {"membership HMACSHA512", mine,
     "membership-hmacsha512:AAECAwQFBgcICQoLDA0ODw==:"
     "+0qxChj1mtlB10wQk40f/ZPLg5/kwB/8pb0HXXXdhdyzVDrc7ykQq0zj9zH3B+H02Jadp8fkRlnLHLFQ1PAZ3w==",
     "membership-hmacsha512:0:0:0:0"},
    {"Django 1.5, tests of auth.hashers: PBKDF2", "lètmein",
     "pbkdf2_sha256$10000$seasalt$CWWFdHOWwPnki7HvkcqN9iA2T3KLW1cf2uZ5kvArtVY=", "pbkdf2-sha256:10000:0:0:32"},
    {"Django 1.5, tests of auth.hashers: PBKDF2 with SHA1", "lètmein",
     "pbkdf2_sha1$10000$seasalt$oAfF6vgs95ncksAhGXOWf4Okq7o=", "pbkdf2-sha1:10000:0:0:20"},
    {"Django 4, tests of auth.hashers: scrypt", "lètmein",
     "scrypt$16384$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafTJ7tibgfYz71m0ldQESkXFRkdVCBhhY8mx7rQwite/"
     "Pw==",
     "scrypt:14:8:1:64"},
    {"Django's prefix before bcrypt", "U*U", "bcrypt$$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
     "bcrypt:5:0:0:0"},
    {"passlib's documentation: pbkdf2_sha256", "password",
     "$pbkdf2-sha256$6400$0ZrzXitFSGltTQnBWOsdAw$Y11AchqV4b0sUisdZd0Xr97KWoymNE0LNNrnEgY4H9M",
     "pbkdf2-sha256:6400:0:0:32"},
    {"passlib's documentation: scrypt", "password",
     "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E", "scrypt:16:8:1:32"},
    {"passlib pbkdf2_sha512", mine,
     "$pbkdf2-sha512$6400$AAECAwQFBgcICQoLDA0ODw$"
     "6rjhZT4Qdl0wyMOobbESSR4wav9DIT8sHD6lx8uPukCkjobit5tynPIy4Dg3YMLnYFO/YuICOrSSMYngTaIXxw",
     "pbkdf2-sha512:6400:0:0:64"},
    {"passlib pbkdf2_sha1", mine, "$pbkdf2$6400$AAECAwQFBgcICQoLDA0ODw$gjvSPapZS9HnNZ9Wijav/dECh5I",
     "pbkdf2-sha1:6400:0:0:20"},
    {"bcrypt: crypt_blowfish", "U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "bcrypt:5:0:0:0"},
    {"bcrypt 2b, 1024 rounds", mine, "$2b$10$abcdefghijklmnopqrstuuIEat6JiQXdGbH2r/2WeBBFe4GgyWYwO", "bcrypt:10:0:0:0"},
    {"bcrypt 2b", mine, "$2b$05$abcdefghijklmnopqrstuu4/4amEksNiy0Q6IywDK0kWFNHWHYSaC", "bcrypt:5:0:0:0"},
    {"bcrypt 2y", mine, "$2y$05$abcdefghijklmnopqrstuu4/4amEksNiy0Q6IywDK0kWFNHWHYSaC", "bcrypt:5:0:0:0"},
    {"SHA-crypt.txt: default rounds", "Hello world!",
     "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
     "sha512-crypt:5000:0:0:0"},
    {"SHA-crypt.txt: 10000 rounds", "Hello world!",
     "$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/"
     "UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.",
     "sha512-crypt:10000:0:0:0"},
    {"openssl passwd -6", mine,
     "$6$suolaasuolaa$.u.XImcS.me9nNlM6.v74xQ67mqbnix/UGBY8mZK.enXgrSj0VZ7hSjgIQKx51vdOBtvxN6eKRjUrv39KUGtC0",
     "sha512-crypt:5000:0:0:0"},
};

const std::string hash32 = "Y11AchqV4b0sUisdZd0Xr97KWoymNE0LNNrnEgY4H9M";
const std::string bcrypt_rest = "CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
const std::string crypt_rest =
    "$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1";

const std::string unreadable[] = {
    "",
    "pbkdf2_sha256$$seasalt$CANdp4AIrIearjApgc7xdxF+8P3KUKwM2qjNLDLWRmk=",
    "pbkdf2_sha256$10000$$CANdp4AIrIearjApgc7xdxF+8P3KUKwM2qjNLDLWRmk=",
    "pbkdf2_sha256$10000$seasalt$" + std::string(20, 'A'), // 15 bytes
    "pbkdf2_sha256$10000$seasalt$" + std::string(88, 'A'), // 66 bytes
    "x",
    "$",
    "$$$$$",
    ":",
    "::",
    "md5$salt$0cc175b9c0f1b6a831c399e269772661",
    "0cc175b9c0f1b6a831c399e269772661", // md5: base64 by its letters, and no Identity
    "AgABAgMEBQYHCAkKCwwNDg81jHvKPLTq1oj7BdxfTnw9XkyyX8RRsaboe9J9edTWSg==",
    "AAABAgMEBQYHCAkKCwwNDg81jHvKPLTq1oj7BdxfTnw9XkyyX8RRsaboe9J9edTW",
    "AQAAAAMAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==", // PRF 3
    "AQAAAAEAACcQ/////wABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==", // endless salt
    "AQAAAAEAACcQAAAAAA==",
    "membership-md5:AAEC:AAEC",
    "membership-sha1:AAEC:AAEC",
    "membership-sha1::x2cYSc6o4Mt4HVVfowizqWCb70o=",
    "membership-sha1:AAECAwQFBgcICQoLDA0ODw==:x2cYSc6o4Mt4HVVfowizqWCb70o=:",
    "pbkdf2_sha256$10000$seasalt",
    "pbkdf2_sha256$10000$$" + hash32,
    "pbkdf2_sha256$-1$seasalt$" + hash32,
    "pbkdf2_sha256$1e4$seasalt$" + hash32,
    "pbkdf2_sha256$ 1$seasalt$" + hash32,
    "pbkdf2_sha256$10000$seasalt$AAEC",
    "pbkdf2_md5$10000$seasalt$" + hash32,
    "$pbkdf2-sha256$6400$0ZrzXitFSGltTQnBWOsdAw$",
    "$pbkdf2-sha256$6400$0ZrzXitFSGltTQnBWOsdA_$" + hash32,
    "$scrypt$ln=16,r=8$aM15713r3Xsvxbi31lqr1Q$" + hash32,
    "$scrypt$r=8,ln=16,p=1$aM15713r3Xsvxbi31lqr1Q$" + hash32,
    "scrypt$16383$seasalt$8$1$" + hash32, // N is no power of two
    "scrypt$0$seasalt$8$1$" + hash32,
    "$2x$05$" + bcrypt_rest,
    "$2b$5$" + bcrypt_rest,
    "$2b$03$" + bcrypt_rest,
    "$2b$05$" + bcrypt_rest + "x",
    "$2b$05$" + bcrypt_rest.substr(1) + "!",
    "bcrypt_sha256$$2b$05$" + bcrypt_rest,
    "bcrypt$pbkdf2_sha1$$05$" + bcrypt_rest,
    "bcrypt$$2x$05$" + bcrypt_rest,
    "bcrypt$x$2b$05$" + bcrypt_rest,
    "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc8",
    "$6$rounds=x" + crypt_rest,
    "$6$rounds=999" + crypt_rest,
    "$6" + crypt_rest + "x",
    "$6$saltstringsaltstringsaltstring" + crypt_rest.substr(11),
    "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$" + hash32,
    std::string(513, 'A'),
};

const std::string too_costly[] = {
    "pbkdf2_sha256$1000001$seasalt$" + hash32 + "=",
    "pbkdf2_sha256$0$seasalt$" + hash32 + "=",
    "pbkdf2_sha256$99999999999999999999$seasalt$" + hash32 + "=",
    "AQAAAAH/////AAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==",
    "$scrypt$ln=17,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$" + hash32,
    "$scrypt$ln=16,r=16,p=1$aM15713r3Xsvxbi31lqr1Q$" + hash32,
    "$scrypt$ln=16,r=8,p=3$aM15713r3Xsvxbi31lqr1Q$" + hash32,
    "$scrypt$ln=4294967295,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$" + hash32,
    "$scrypt$ln=14,r=4294967295,p=1$aM15713r3Xsvxbi31lqr1Q$" + hash32,
    "$2b$14$" + bcrypt_rest,
    "$2b$31$" + bcrypt_rest,
    "$6$rounds=200001" + crypt_rest,
};

OldHash read(const std::string& text)
{
    return std::get<OldHash>(read_old_hash(text));
}

OldHashFault fault(const std::string& text)
{
    return std::get<OldHashFault>(read_old_hash(text));
}

std::string stored_for(const std::string& text)
{
    return import_hash(read(text), "mark", cheap);
}

Verdict verify(const std::string& password, const std::string& stored, const OldHashes& old)
{
    return verify_password(Password{password}, stored, cheap, old);
}

} // namespace

BOOST_AUTO_TEST_SUITE(old_hash)

BOOST_DATA_TEST_CASE(a_hash_of_an_old_system_is_what_that_system_makes_of_the_password, known, each)
{
    const auto hash = read(each.text);
    BOOST_TEST(name_of(hash.scheme) == each.scheme);
    BOOST_TEST((old_output(hash.scheme, hash.salt, each.password) == hash.output));
    BOOST_TEST((old_output(hash.scheme, hash.salt, each.password + " ") != hash.output));
}

BOOST_DATA_TEST_CASE(what_has_no_format_of_ours_is_unreadable, boost::unit_test::data::make(unreadable), text)
{
    BOOST_TEST((fault(text) == OldHashFault::unreadable));
}

BOOST_DATA_TEST_CASE(more_work_than_an_attempt_may_cost_is_refused, boost::unit_test::data::make(too_costly), text)
{
    BOOST_TEST((fault(text) == OldHashFault::too_costly));
}

BOOST_AUTO_TEST_CASE(every_beginning_of_a_hash_and_every_change_of_one_letter_is_read_or_refused)
{
    for (const auto& each : known) {
        for (std::size_t size = 0; size < each.text.size(); ++size) (void)read_old_hash(each.text.substr(0, size));
        for (std::size_t at = 0; at < each.text.size(); ++at) {
            for (const char letter : {'\0', '$', ':', '=', '9', '\xFF'}) {
                auto changed = each.text;
                changed[at] = letter;
                const auto result = read_old_hash(changed);
                if (const auto* hash = std::get_if<OldHash>(&result)) BOOST_TEST(is_affordable(hash->scheme));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_name_of_a_scheme_leads_back_to_it)
{
    for (const auto& each : known) {
        const auto scheme = read(each.text).scheme;
        BOOST_TEST((old_scheme_from_name(name_of(scheme)) == scheme));
        BOOST_TEST(!old_output(scheme, any_salt(scheme), "x").empty());
    }
    for (const auto* name :
         {"",
          "md5:0:0:0:0",
          "bcrypt",
          "bcrypt:5",
          "bcrypt:5:0:0:0:",
          "bcrypt:5:0:0:1",
          "bcrypt:05:0:0:0",
          "bcrypt:14:0:0:0",
          "bcrypt:-5:0:0:0",
          "pbkdf2-sha1:1000001:0:0:32",
          "pbkdf2-sha1:1000:0:0:65",
          "scrypt:31:8:1:32",
          "scrypt:14:0:1:32",
          "scrypt:14:33:1:32",
          "scrypt:14:8:0:32",
          "scrypt:14:8:17:32",
          "scrypt:14:8:1:15",
          "scrypt:14:8:1:65",
          "pbkdf2-sha1:1000:1:0:32",
          "pbkdf2-sha1:1000:0:1:32",
          "sha512-crypt:5000:0:0:1",
          "sha512-crypt:999:0:0:0",
          "membership-sha1:1:0:0:0",
          "membership-sha1:0:1:0:0",
          "membership-sha1:0:0:1:0",
          "membership-sha1:0:0:0:1"})
        BOOST_TEST(!old_scheme_from_name(name), name);
}

BOOST_AUTO_TEST_CASE(crypt_takes_no_password_that_a_c_string_cannot_hold)
{
    const auto hash = read("$2b$05$abcdefghijklmnopqrstuu4/4amEksNiy0Q6IywDK0kWFNHWHYSaC");
    BOOST_TEST(old_output(hash.scheme, hash.salt, mine + std::string("\0x", 2)).empty());
    BOOST_TEST(old_output(hash.scheme, hash.salt, std::string(512, 'x')).empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(imported_hash)

//
BOOST_DATA_TEST_CASE(an_imported_hash_lets_its_owner_in_once_and_is_then_to_be_replaced, known, each)
{
    const auto stored = stored_for(each.text);
    const OldHashes old{true, {read(each.text).scheme}};
    BOOST_TEST((verify(each.password, stored, old) == Verdict::matches));
    BOOST_TEST((verify(each.password + "x", stored, old) == Verdict::differs));
    BOOST_TEST((verify("", stored, old) == Verdict::differs));
    BOOST_TEST(needs_rehash(stored, cheap));
    BOOST_TEST(is_imported_hash(stored));
    BOOST_TEST(stored.size() <= 512U); // column account.password_hash
    BOOST_TEST(std::ranges::all_of(stored, [](char c) { return c > ' ' && c < '\x7F'; }));
}

BOOST_AUTO_TEST_CASE(neither_the_portals_hash_nor_its_output_is_in_what_is_stored)
{
    const auto* text = "pbkdf2_sha256$10000$seasalt$CWWFdHOWwPnki7HvkcqN9iA2T3KLW1cf2uZ5kvArtVY=";
    const auto stored = stored_for(text);
    BOOST_TEST(stored.find("CWWFdHOW") == std::string::npos);
    BOOST_TEST(stored != stored_for(text)); // a salt of its own
    const auto hash = read_imported_hash(stored).value();
    BOOST_TEST(name_of(hash.scheme) == "pbkdf2-sha256:10000:0:0:32");
    BOOST_TEST(hash.salt == "seasalt");
    BOOST_TEST(hash.mark == "mark");
}

BOOST_AUTO_TEST_CASE(an_imported_hash_lets_nobody_in_where_the_setting_is_off)
{
    const auto stored = stored_for("$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/"
                                   "O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1");
    BOOST_TEST((verify("Hello world!", stored, {}) == Verdict::differs));
    // Also while the scheme is not yet known to be in use.
    BOOST_TEST((verify("Hello world!", stored, {true, {}}) == Verdict::matches));
    BOOST_TEST((verify("Hello world!", stored, {true, {{OldAlgorithm::membership_sha1}}}) == Verdict::matches));
}

BOOST_AUTO_TEST_CASE(a_password_of_ours_is_found_whatever_old_schemes_are_in_use)
{
    const auto stored = hash_password(Password{mine}, cheap);
    const OldHashes old{true, {{OldAlgorithm::membership_sha1}, {OldAlgorithm::pbkdf2_sha1, 1000, 0, 0, 32}}};
    BOOST_TEST((verify(mine, stored, old) == Verdict::matches));
    BOOST_TEST((verify(mine + "x", stored, old) == Verdict::differs));
    BOOST_TEST((verify_password(Password{mine}, std::nullopt, cheap, old) == Verdict::differs));
}

BOOST_AUTO_TEST_CASE(an_imported_hash_that_was_tampered_with_differs_and_never_throws)
{
    const auto stored = stored_for(known[0].text);
    const OldHashes old{true, {}};
    for (std::size_t size = 0; size < stored.size(); size += 3) BOOST_TEST(!read_imported_hash(stored.substr(0, size)));
    auto costly = stored;
    costly.replace(costly.find(":1000:"), 6, ":9999999:");
    BOOST_TEST(!read_imported_hash(costly));
    BOOST_TEST((verify(known[0].password, costly, old) == Verdict::differs));
    auto without_salt = stored;
    without_salt.replace(without_salt.find(":32$") + 4, 1, "*");
    BOOST_TEST(!read_imported_hash(without_salt));
}

BOOST_AUTO_TEST_CASE(a_password_that_crypt_makes_nothing_of_lets_nobody_in)
{
    const OldHashes old{true, {}};
    const OldHash empty{{OldAlgorithm::bcrypt, 5}, "b" + std::string(22, '.'), ""};
    const auto stored = import_hash(empty, std::string(16, 'm'), cheap); // as of an output that nothing made
    BOOST_TEST(read_imported_hash(stored).has_value());
    BOOST_TEST((verify(mine + std::string("\0x", 2), stored, old) == Verdict::differs));
    BOOST_TEST((verify(std::string(512, 'x'), stored, old) == Verdict::differs));
}

BOOST_AUTO_TEST_CASE(the_mark_tells_whether_the_portals_hash_is_the_same_and_needs_the_key)
{
    const base::Key key{std::string(32, 'k')};
    BOOST_TEST(mark_of(key, "a").size() == 16U);
    BOOST_TEST(mark_of(key, "a") == mark_of(key, "a"));
    BOOST_TEST(mark_of(key, "a") != mark_of(key, "b"));
    BOOST_TEST(mark_of(key, "a") != mark_of(base::Key{std::string(32, 'l')}, "a"));
}

BOOST_AUTO_TEST_SUITE_END()
