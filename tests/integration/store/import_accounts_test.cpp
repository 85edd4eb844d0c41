#include "store/import_accounts.hpp"

#include "given.hpp"
#include "store/email_changes.hpp"
#include "store/legacy_users.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;
using store::LegacyStatus;

namespace {

const std::string imported = "$imported$bcrypt:12:0:0:0$salt$mark$argon2id$rest";

store::NewAccount resident(const std::string& address, const std::optional<std::string>& hash = std::nullopt)
{
    return {
        .email = auth::parse_email_address(address).value(),
        .given_name = "Aino 🦆",
        .family_name = "Äyräväinen",
        .language = base::Language::sv,
        .password_hash = hash};
}

store::LegacyUser
old_user(const std::string& portal_id, LegacyStatus status, std::optional<base::AccountId> account = std::nullopt)
{
    return {
        .portal_id = portal_id,
        .old_name = "Åke" + portal_id,
        .old_name_key = "åke" + portal_id,
        .email = "Ake@Example.com",
        .email_key = "ake@example.com",
        .given_name = "Åke",
        .family_name = "Ö'berg \"",
        .language = base::Language::sv,
        .status = status,
        .account = account,
        .note = "a note"};
}

struct Import : support::FreshDatabase {
    std::vector<std::optional<base::AccountId>> create(const std::vector<store::NewAccount>& accounts)
    {
        return store::in_transaction(
            admin, [&](store::Transaction& tx) { return store::create_accounts(tx, accounts, now); });
    }
    void record(const std::vector<store::LegacyUser>& users, base::Instant at = now)
    {
        store::in_transaction(admin, [&](store::Transaction& tx) { store::record_legacy_users(tx, users, at); });
    }
    bool renew(base::AccountId id, const store::NewAccount& present)
    {
        return store::in_transaction(
            admin, [&](store::Transaction& tx) { return store::renew_imported_account(tx, found(id), present, now); });
    }
    bool import_password(base::AccountId id, const std::string& hash = imported)
    {
        return store::in_transaction(
            admin, [&](store::Transaction& tx) { return store::import_password(tx, id, hash, now); });
    }
    store::Account found(base::AccountId id) { return store::find_account(pages, id).value(); }

    std::string linked_at(const std::string& portal_id)
    {
        return text(root, "SELECT COALESCE(linked_at, '') FROM legacy_user WHERE portal_user_id = ?", portal_id);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(import_accounts, Import)

BOOST_AUTO_TEST_CASE(an_imported_account_does_not_take_an_address_that_its_owner_gave_up_a_few_days_ago)
{
    const auto owner = account(pages, "old@example.com");
    store::in_transaction(pages, [&](store::Transaction& tx) {
        const auto as = store::find_account(tx.db(), owner).value();
        BOOST_TEST(store::change_email(tx, as, auth::parse_email_address("new@example.com").value(), now + 168h, now)
                       .has_value());
    });
    const auto id = create({resident("aino@example.com")}).at(0).value();
    auto present = resident("old@example.com");
    present.given_name = "Toinen";
    BOOST_TEST(!renew(id, present));
    BOOST_TEST(found(id).email == "aino@example.com");
    BOOST_TEST(found(id).given_name == "Aino 🦆");
    auto renamed = resident("aino@example.com");
    renamed.given_name = "Kolmas";
    BOOST_TEST(renew(id, renamed)); // its own address is nobody's to give
    (void)store::execute(root, "UPDATE email_change SET undo_until = ?", now);
    BOOST_TEST(renew(id, present));
    BOOST_TEST(found(id).email == "old@example.com");
}

BOOST_AUTO_TEST_CASE(many_accounts_take_their_turn_at_once)
{
    const auto made = create({resident("a@example.com"), resident("b@example.com"), resident("c@example.com")});
    store::in_transaction(admin, [&](store::Transaction& tx) {
        store::take_turns(tx, {});
        store::take_turns(tx, {made[0].value(), made[2].value(), made[0].value()});
    });
    BOOST_TEST(text(root, "SELECT GROUP_CONCAT(turn ORDER BY id SEPARATOR '') FROM account") == "101");
}

BOOST_AUTO_TEST_CASE(accounts_are_made_in_the_order_given_and_nobody_counts_as_having_set_a_password)
{
    const auto ids = create({resident("B@example.com", imported), resident("a@example.com")});
    BOOST_REQUIRE(ids.size() == 2U);
    BOOST_REQUIRE((ids[0] && ids[1]));
    const auto first = found(*ids[0]);
    BOOST_TEST(first.email == "B@example.com");
    BOOST_TEST(first.email_key == "b@example.com");
    BOOST_TEST(first.given_name == "Aino 🦆");
    BOOST_TEST(first.family_name == "Äyräväinen");
    BOOST_TEST((first.language == base::Language::sv));
    BOOST_TEST(first.password_hash.value() == imported);
    BOOST_TEST((first.state == store::AccountState::active));
    BOOST_TEST(first.public_id.size() == 26U);
    BOOST_TEST(found(*ids[1]).email == "a@example.com");
    BOOST_TEST(!found(*ids[1]).password_hash);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM account WHERE password_set_at IS NULL") == 2);
    BOOST_TEST(create({}).empty());
}

BOOST_AUTO_TEST_CASE(an_address_that_has_an_account_keeps_it_as_it_is)
{
    const auto id = account(pages, "matti@example.com", "$own$");
    const auto ids = create({resident("new@example.com"), resident("matti@example.com", imported)});
    BOOST_REQUIRE(ids.size() == 2U);
    BOOST_TEST(ids[0].has_value());
    BOOST_TEST(!ids[1]);
    BOOST_TEST(found(id).given_name == "Matti");
    BOOST_TEST(found(id).password_hash.value() == "$own$");
    const auto again = create({resident("new@example.com")});
    BOOST_TEST(!again.at(0));
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM account") == 2);
}

BOOST_AUTO_TEST_CASE(an_address_that_is_reserved_for_its_former_owner_gets_no_account)
{
    const auto id = account(pages, "old@example.com");
    store::in_transaction(pages, [&](store::Transaction& tx) {
        const auto address = auth::parse_email_address("new@example.com").value();
        BOOST_TEST(store::change_email(tx, found(id), address, now + 720h, now).has_value());
    });
    const auto ids = create({resident("a@example.com"), resident("old@example.com"), resident("b@example.com")});
    BOOST_TEST(ids.at(0).has_value());
    BOOST_TEST(!ids.at(1));
    BOOST_TEST(ids.at(2).has_value());
    BOOST_TEST(!store::find_account_by_email(pages, "old@example.com"));
}

BOOST_AUTO_TEST_CASE(old_users_are_written_as_they_are_known_now)
{
    const auto id = account(pages, "ake@example.com");
    record({});
    record({old_user("1", LegacyStatus::shared_address), old_user("2", LegacyStatus::linked, id)});
    BOOST_TEST((store::find_legacy_user(admin, "1") == old_user("1", LegacyStatus::shared_address)));
    BOOST_TEST((store::find_legacy_user(admin, "2") == old_user("2", LegacyStatus::linked, id)));
    BOOST_TEST(linked_at("1").empty());
    BOOST_TEST(linked_at("2") == base::to_datetime(now));

    auto closed = old_user("1", LegacyStatus::closed);
    closed.email = closed.email_key = std::nullopt;
    closed.language = std::nullopt;
    closed.note = "";
    record({closed}, now + 1h);
    BOOST_TEST((store::find_legacy_user(admin, "1") == closed));
    BOOST_TEST((store::find_legacy_user(admin, "2") == old_user("2", LegacyStatus::linked, id)));
    BOOST_TEST(
        text(root, "SELECT imported_at FROM legacy_user WHERE portal_user_id = '1'") == base::to_datetime(now + 1h));
}

BOOST_AUTO_TEST_CASE(the_time_of_linking_is_set_with_the_account_and_then_kept)
{
    const auto id = account(pages, "ake@example.com");
    const auto other = account(pages, "aino@example.com");
    record({old_user("1", LegacyStatus::shared_address)});
    record({old_user("1", LegacyStatus::linked, id)}, now + 1h);
    record({old_user("1", LegacyStatus::linked, id)}, now + 2h);
    BOOST_TEST(linked_at("1") == base::to_datetime(now + 1h));
    record({old_user("1", LegacyStatus::linked, other)}, now + 3h);
    BOOST_TEST(linked_at("1") == base::to_datetime(now + 3h));
    record({old_user("1", LegacyStatus::closed)}, now + 4h);
    BOOST_TEST(linked_at("1").empty());
}

BOOST_AUTO_TEST_CASE(an_imported_account_follows_the_portal_until_its_owner_sets_a_password)
{
    const auto id = create({resident("ake@example.com")}).at(0).value();
    auto present = resident("ake@example.com");
    present.given_name = "Åke";
    present.language = std::nullopt;
    store::in_transaction(pages, [&](store::Transaction& tx) { store::stop_mails(tx, id, now); });
    BOOST_TEST(renew(id, present));
    BOOST_TEST(found(id).given_name == "Åke");
    BOOST_TEST(!found(id).language);
    BOOST_TEST(found(id).password_generation == 1U);
    BOOST_TEST(found(id).mail_stopped); // it is the same address

    present.email = auth::parse_email_address("Newer@example.com").value();
    BOOST_TEST(renew(id, present));
    BOOST_TEST(found(id).email == "Newer@example.com");
    BOOST_TEST(found(id).password_generation == 2U);
    BOOST_TEST(!found(id).mail_stopped);

    BOOST_TEST(import_password(id));
    present.given_name = "Aki";
    BOOST_TEST(renew(id, present)); // an imported password is not its owner's yet
    (void)store::replace_hash(pages, id, imported, "$own$");
    BOOST_TEST(!renew(id, resident("ake@example.com")));
    BOOST_TEST(found(id).given_name == "Aki");
    BOOST_TEST(found(id).email == "Newer@example.com");
}

BOOST_AUTO_TEST_CASE(an_imported_account_is_not_renewed_onto_another_ones_address_nor_when_it_is_not_active)
{
    const auto id = create({resident("ake@example.com")}).at(0).value();
    (void)account(pages, "taken@example.com");
    auto present = resident("taken@example.com");
    present.given_name = "Åke";
    BOOST_TEST(!renew(id, present));
    for (const auto state : {store::AccountState::locked, store::AccountState::closed}) {
        (void)store::execute(root, "UPDATE account SET state = ? WHERE id = ?", state, id);
        BOOST_TEST(!renew(id, resident("newer@example.com")));
    }
    BOOST_TEST(found(id).email == "ake@example.com");
    BOOST_TEST(found(id).given_name == "Aino 🦆");
    BOOST_TEST(found(id).password_generation == 1U);
}

BOOST_AUTO_TEST_CASE(a_password_is_imported_while_its_owner_has_neither_set_nor_used_one)
{
    const auto id = create({resident("ake@example.com")}).at(0).value();
    BOOST_TEST(store::count_imported_passwords(admin) == 0U);
    BOOST_TEST(import_password(id));
    BOOST_TEST(found(id).password_hash.value() == imported);
    BOOST_TEST(import_password(id, imported + "2")); // changed in the portal meanwhile
    BOOST_TEST(found(id).password_hash.value() == imported + "2");
    BOOST_TEST(found(id).password_generation == 1U);
    BOOST_TEST(store::count_imported_passwords(admin) == 1U);

    (void)store::replace_hash(pages, id, imported + "2", "$own$"); // its owner signs in
    BOOST_TEST(!import_password(id));
    BOOST_TEST(found(id).password_hash.value() == "$own$");
    BOOST_TEST(store::count_imported_passwords(admin) == 0U);
}

BOOST_AUTO_TEST_CASE(no_password_is_imported_for_whoever_set_one_here_or_whose_account_is_not_active)
{
    const auto own = account(pages, "own@example.com", "$own$");
    (void)store::execute(root, "UPDATE account SET password_hash = NULL WHERE id = ?", own); // and it was taken away
    BOOST_TEST(!import_password(own));
    const auto id = create({resident("ake@example.com")}).at(0).value();
    for (const auto state : {store::AccountState::locked, store::AccountState::closed}) {
        (void)store::execute(root, "UPDATE account SET state = ? WHERE id = ?", state, id);
        BOOST_TEST(!import_password(id));
    }
    BOOST_TEST(!import_password(base::AccountId{987654321}));
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM account WHERE password_hash IS NOT NULL") == 0);
}

BOOST_AUTO_TEST_CASE(an_account_that_was_used_is_its_owners_also_without_a_password)
{
    const auto id = create({resident("ake@example.com")}).at(0).value();
    BOOST_TEST(!found(id).was_used);
    for (const std::string used : {"first_sign_in_at", "first_password_at"}) {
        // Signed in with an old password, or set one; then a change of address was undone, which takes the password away.
        const auto set = [&](const char* value) {
            support::server().administer("UPDATE " + settings.name + ".account SET " + used + " = " + value);
        };
        set("'2026-11-01 08:00:00'");
        BOOST_TEST(found(id).was_used);
        BOOST_TEST(!renew(id, resident("newer@example.com")));
        BOOST_TEST(!import_password(id));
        set("NULL");
    }
    BOOST_TEST(renew(id, resident("newer@example.com")));
    BOOST_TEST(import_password(id));
}

BOOST_AUTO_TEST_CASE(imported_passwords_are_dropped_in_portions_and_all_others_stay)
{
    (void)create(
        {resident("a@example.com", imported), resident("b@example.com", imported), resident("c@example.com", imported),
         resident("d@example.com")});
    const auto own = account(pages, "own@example.com", "$own$");
    BOOST_TEST(store::drop_imported_passwords(admin, 2, now) == 2U);
    BOOST_TEST(store::count_imported_passwords(admin) == 1U);
    BOOST_TEST(store::drop_imported_passwords(admin, 2, now) == 1U);
    BOOST_TEST(store::drop_imported_passwords(admin, 2, now) == 0U);
    BOOST_TEST(found(own).password_hash.value() == "$own$");
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM account WHERE password_hash IS NULL") == 4);
}

BOOST_AUTO_TEST_SUITE_END()
