#include "auth/assertion.hpp"

#include "auth/secret.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

BOOST_AUTO_TEST_SUITE(assertion)

namespace {

/// RFC 8037, appendix A.
const base::Key example{auth::from_base64url("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").value()};

auth::AssertionFacts facts()
{
    return {
        .issuer = "https://asiointi.example.fi",
        .audience = "portal",
        .subject = "abcdefghijklmnopqrstuvwxyz",
        .portal_ids = {"77", "8"},
        .name = "Åke \"Öst\"",
        .email = "ake@example.com",
        .assurance = "weak",
        .issued_at = base::from_datetime("2026-11-24 08:00:00")};
}

nlohmann::json part(const std::string& token, int number)
{
    std::size_t begin = 0;
    for (int i = 0; i < number; ++i) begin = token.find('.', begin) + 1;
    return nlohmann::json::parse(auth::from_base64url(token.substr(begin, token.find('.', begin) - begin)).value());
}

} // namespace

BOOST_AUTO_TEST_CASE(signatures_are_those_of_the_standard)
{
    const auth::Signer signer{example};
    BOOST_TEST(
        auth::base64url(signer.sign("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc")) ==
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
}

BOOST_AUTO_TEST_CASE(keys_are_known_by_their_thumbprint)
{
    BOOST_TEST(auth::key_id(example) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    const auto set = nlohmann::json::parse(auth::jwk_set({example, base::Key{std::string(32, 'x')}}));
    BOOST_REQUIRE(set["keys"].size() == 2U);
    BOOST_TEST(set["keys"][0]["x"] == "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    BOOST_TEST(set["keys"][0]["kid"] == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    for (const auto& key : set["keys"]) BOOST_TEST(!key.contains("d")); // the private part
    BOOST_TEST(auth::jwk_set({}) == R"({"keys":[]})");
}

BOOST_AUTO_TEST_CASE(a_statement_says_who_for_whom_and_for_a_minute)
{
    const auto token = auth::Signer{example}.assertion(facts());
    BOOST_TEST(part(token, 0)["alg"] == "EdDSA");
    BOOST_TEST(part(token, 0)["kid"] == auth::key_id(example));
    const auto claims = part(token, 1);
    BOOST_TEST(claims["iss"] == "https://asiointi.example.fi");
    BOOST_TEST(claims["aud"] == "portal");
    BOOST_TEST(claims["sub"] == "abcdefghijklmnopqrstuvwxyz");
    BOOST_TEST(claims["exp"].get<int>() - claims["iat"].get<int>() == 60);
    BOOST_TEST(claims["name"] == "Åke \"Öst\"");
    BOOST_TEST((claims["portal_ids"] == nlohmann::json{"77", "8"}));
    BOOST_TEST(claims["acr"] == "weak");
}

BOOST_AUTO_TEST_CASE(what_is_not_known_is_not_claimed)
{
    auto unknown = facts();
    unknown.portal_ids.clear();
    unknown.name.clear();
    unknown.email.clear();
    unknown.assurance.clear();
    const auto claims = part(auth::Signer{example}.assertion(unknown), 1);
    for (const auto* claim : {"portal_ids", "name", "email", "acr"}) BOOST_TEST(!claims.contains(claim), claim);
    BOOST_TEST(claims["sub"] == "abcdefghijklmnopqrstuvwxyz");
}

BOOST_AUTO_TEST_CASE(a_key_of_another_size_is_refused)
{
    BOOST_CHECK_THROW(auth::Signer{base::Key{std::string(31, 'x')}}, std::invalid_argument);
    BOOST_CHECK_THROW((void)auth::jwk_set({base::Key{""}}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
