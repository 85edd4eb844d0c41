#include "given.hpp"
#include "store/account_row.hpp"
#include "store/json_rows.hpp"
#include "store/legacy_user_row.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

namespace {

store::LegacyUser read_old_user(const store::Row& row)
{
    return store::read_legacy_user(row);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(rows, support::FreshDatabase)

BOOST_AUTO_TEST_CASE(an_account_is_read_from_wherever_its_columns_begin)
{
    const auto id = account(pages, "Matti@example.com");
    (void)store::execute(
        root,
        "UPDATE account SET state = 3, state_reason = 2, erase_at = ?, mail_stopped_at = ?, password_generation = 7,"
        " locale = NULL",
        now, now);
    const auto found = store::find_one(
        pages, [](const store::Row& row) { return store::read_account(row, 2); },
        "SELECT 'one', 'two', " ACCOUNT_COLUMNS " FROM account a");
    BOOST_REQUIRE(found);
    BOOST_TEST((found->id == id));
    BOOST_TEST(found->email == "Matti@example.com");
    BOOST_TEST(found->email_key == "matti@example.com");
    BOOST_TEST(!found->language);
    BOOST_TEST(found->password_hash.value() == "$hash$");
    BOOST_TEST(found->password_generation == 7U);
    BOOST_TEST((found->state == store::AccountState::closed));
    BOOST_TEST((found->state_reason == store::StateReason::disputed_address));
    BOOST_TEST(found->mail_stopped);
    BOOST_TEST((found->erase_at == now));
}

BOOST_AUTO_TEST_CASE(a_language_that_is_none_of_ours_is_an_error_and_no_guess)
{
    const auto read = [](const store::Row& row) { return store::read_language(row, 0); };
    BOOST_TEST((store::find_one(pages, read, "SELECT 'sv'") == base::Language::sv));
    BOOST_CHECK_THROW((void)store::find_one(pages, read, "SELECT 'de'"), store::DatabaseError);
    BOOST_CHECK_THROW((void)store::find_one(pages, read, "SELECT NULL"), store::DatabaseError);
}

BOOST_AUTO_TEST_CASE(an_old_user_is_read_with_what_it_lacks)
{
    const auto id = account(pages, "ake@example.com");
    legacy_user(root, "7", "Åke", id, 1, "ake@example.com");
    (void)store::execute(root, "UPDATE legacy_user SET locale = 'sv', note = 'why'");
    legacy_user(root, "8", "", std::nullopt, 3, "");
    const auto users = store::list(
        pages, read_old_user, "SELECT " LEGACY_USER_COLUMNS " FROM legacy_user l ORDER BY l.portal_user_id");
    BOOST_REQUIRE(users.size() == 2U);
    BOOST_TEST((users[0].account == id));
    BOOST_TEST((users[0].language == base::Language::sv));
    BOOST_TEST(users[0].email.value() == "ake@example.com");
    BOOST_TEST(users[0].note == "why");
    BOOST_TEST(!users[1].account);
    BOOST_TEST(!users[1].language);
    BOOST_TEST(!users[1].email);
    BOOST_TEST((users[1].status == store::LegacyStatus::no_address));
}

BOOST_AUTO_TEST_CASE(a_language_has_a_code_and_none_has_none)
{
    BOOST_TEST(store::code_of(base::Language::sv).value() == "sv");
    BOOST_TEST(!store::code_of(std::nullopt));
}

BOOST_AUTO_TEST_CASE(many_rows_are_handed_over_as_one_text_and_come_out_as_they_were)
{
    const std::vector<std::optional<std::string>> texts{"'; DROP TABLE account; --", "🦆 \"\\\n", std::nullopt, ""};
    const auto rows = store::json_rows(texts, [](const auto& text) {
        return nlohmann::json{{"v", store::json_value(text)}};
    });
    const auto read = store::list(
        pages, [](const store::Row& row) { return row.optional_text(0); },
        "SELECT j.v FROM JSON_TABLE(?, '$[*]' COLUMNS (n FOR ORDINALITY, v VARCHAR(100) PATH '$.v')) j ORDER BY j.n",
        rows);
    BOOST_TEST((read == texts));
    BOOST_TEST(store::json_rows(std::vector<int>{}, [](int each) { return nlohmann::json(each); }) == "[]");
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_utf8_is_a_defect_of_the_caller)
{
    const std::vector<std::string> texts{"\xff"};
    BOOST_CHECK_THROW(
        (void)store::json_rows(texts, [](const auto& text) { return store::json_value(text); }), std::exception);
}

BOOST_AUTO_TEST_SUITE_END()
