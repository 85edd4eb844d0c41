#include "given.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

BOOST_FIXTURE_TEST_SUITE(accounts, support::FreshDatabase)

namespace {

std::optional<base::AccountId> create(store::Database& db, const std::string& address)
{
    return store::in_transaction(db, [&](store::Transaction& tx) {
        return store::create_account(
            tx,
            {.email = auth::parse_email_address(address).value(),
             .given_name = "Erkki 🦆",
             .family_name = "Äyräväinen",
             .language = std::nullopt,
             .password_hash = std::nullopt},
            now);
    });
}

bool set_password(store::Database& db, base::AccountId id, std::uint32_t expected, const std::string& hash)
{
    return store::in_transaction(
        db, [&](store::Transaction& tx) { return store::set_password(tx, id, expected, hash, now); });
}

} // namespace

BOOST_AUTO_TEST_CASE(an_account_comes_back_as_it_was_created)
{
    const auto id = create(pages, "Esimerkki.Erkki@Example.com");
    const auto found = store::find_account_by_email(pages, "esimerkki.erkki@example.com");
    BOOST_REQUIRE(found);
    BOOST_TEST((found->id == id));
    BOOST_TEST(found->email == "Esimerkki.Erkki@Example.com");
    BOOST_TEST(found->given_name == "Erkki 🦆"); // four-byte characters
    BOOST_TEST(found->family_name == "Äyräväinen");
    BOOST_TEST(!found->language);
    BOOST_TEST(!found->password_hash);
    BOOST_TEST(!found->mail_stopped);
    BOOST_TEST((found->state == store::AccountState::active));
    BOOST_TEST(store::find_account(pages, *id)->public_id == found->public_id);
}

BOOST_AUTO_TEST_CASE(an_unknown_account_is_absent)
{
    BOOST_TEST(!store::find_account_by_email(pages, "nobody@example.com"));
    BOOST_TEST(!store::find_account_by_email(pages, ""));
    BOOST_TEST(!store::find_account(pages, base::AccountId{987654321}));
}

BOOST_AUTO_TEST_CASE(twenty_parallel_sign_ups_with_one_address_create_one_account)
{
    const int created =
        parallel(*this, 20, [](store::Database& db, unsigned) { return create(db, "kaikki@example.com").has_value(); });
    BOOST_TEST(created == 1);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM account") == 1);
}

BOOST_AUTO_TEST_CASE(an_address_with_an_umlaut_is_another_address)
{
    const auto plain = create(pages, "matti@vaasa.fi");
    const auto other = create(pages, "matti@väasa.fi");
    BOOST_REQUIRE(plain && other);
    BOOST_TEST((store::find_account_by_email(pages, "matti@vaasa.fi")->id == *plain));
    (void)store::execute(root, "UPDATE account SET email_key = 'mätti@vaasa.fi' WHERE id = ?", *other);
    BOOST_TEST((store::find_account_by_email(pages, "mätti@vaasa.fi")->id == *other));
    BOOST_TEST((store::find_account_by_email(pages, "matti@vaasa.fi")->id == *plain));
}

BOOST_AUTO_TEST_CASE(public_ids_are_random_and_not_adjacent)
{
    const auto first = store::find_account(pages, *create(pages, "a@example.com"))->public_id;
    const auto second = store::find_account(pages, *create(pages, "b@example.com"))->public_id;
    BOOST_TEST(first.size() == 26U);
    BOOST_TEST(first.substr(0, 8) != second.substr(0, 8));
}

BOOST_AUTO_TEST_CASE(setting_a_password_raises_the_generation_and_starts_mails_again)
{
    const auto id = *create(pages, "a@example.com");
    store::in_transaction(pages, [&](store::Transaction& tx) { store::stop_mails(tx, id, now); });
    BOOST_TEST(store::find_account(pages, id)->mail_stopped);
    BOOST_TEST(set_password(pages, id, 1, "$new$"));
    const auto changed = store::find_account(pages, id);
    BOOST_TEST(changed->password_generation == 2U);
    BOOST_TEST(changed->password_hash.value() == "$new$");
    BOOST_TEST(!changed->mail_stopped);
}

BOOST_AUTO_TEST_CASE(a_password_is_not_set_under_an_old_generation_or_for_an_account_that_is_not_active)
{
    const auto id = account(pages, "a@example.com", "$old$");
    BOOST_TEST(!set_password(pages, id, 0, "$new$"));
    BOOST_TEST(!set_password(pages, id, 2, "$new$"));
    BOOST_TEST(!set_password(pages, base::AccountId{987654321}, 1, "$new$"));
    (void)store::execute(root, "UPDATE account SET state = ? WHERE id = ?", store::AccountState::locked, id);
    BOOST_TEST(!set_password(pages, id, 1, "$new$"));
    BOOST_TEST(store::find_account(pages, id)->password_hash.value() == "$old$");
    (void)store::execute(root, "UPDATE account SET state = ? WHERE id = ?", store::AccountState::closed, id);
    BOOST_TEST(set_password(pages, id, 1, "$new$")); // its owner may come back
}

BOOST_AUTO_TEST_CASE(of_twenty_parallel_changes_of_one_password_one_succeeds)
{
    const auto id = account(pages, "a@example.com");
    const int changed = parallel(
        *this, 20, [&](store::Database& db, unsigned i) { return set_password(db, id, 1, "$" + std::to_string(i)); });
    BOOST_TEST(changed == 1);
    BOOST_TEST(store::find_account(pages, id)->password_generation == 2U);
}

BOOST_AUTO_TEST_CASE(a_stronger_hash_replaces_only_the_hash_it_was_made_for)
{
    const auto id = account(pages, "a@example.com", "$weak$");
    BOOST_TEST(!store::replace_hash(pages, id, "$other$", "$strong$"));
    BOOST_TEST(store::find_account(pages, id)->password_hash.value() == "$weak$");
    BOOST_TEST(store::replace_hash(pages, id, "$weak$", "$strong$"));
    BOOST_TEST(store::find_account(pages, id)->password_hash.value() == "$strong$");
    BOOST_TEST(store::find_account(pages, id)->password_generation == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_too_long_for_its_column_is_refused_and_not_cut)
{
    const auto id = account(pages, "a@example.com");
    BOOST_CHECK_THROW(
        (void)store::execute(root, "UPDATE account SET given_name = ? WHERE id = ?", std::string(201, 'x'), id),
        store::DatabaseError);
    BOOST_TEST(store::find_account(pages, id)->given_name == "Matti");
}

BOOST_AUTO_TEST_CASE(sql_in_a_name_is_a_name)
{
    for (const std::string text :
         {"' OR '1'='1", "\\' --", "a@example.com'; DROP TABLE account; -- ", "%", "?", "\"`"}) {
        BOOST_TEST(!store::find_account_by_email(pages, text));
        BOOST_TEST(!store::identify(pages, std::nullopt, text));
    }
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM account") == 0);
}

BOOST_AUTO_TEST_CASE(the_day_of_the_first_password_stays_when_another_one_follows)
{
    const auto id = account(pages, "matti@example.com", std::nullopt);
    const auto set = [&](std::uint32_t generation, base::Instant at) {
        return store::in_transaction(
            pages, [&](store::Transaction& tx) { return store::set_password(tx, id, generation, "$hash$", at); });
    };
    BOOST_TEST(set(1, now + 1h));
    BOOST_TEST(set(2, now + 2h));
    BOOST_TEST(text(root, "SELECT first_password_at FROM account") == base::to_datetime(now + 1h));
    BOOST_TEST(text(root, "SELECT password_set_at FROM account") == base::to_datetime(now + 2h));
}

BOOST_AUTO_TEST_SUITE_END()
