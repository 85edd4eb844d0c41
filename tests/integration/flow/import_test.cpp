#include "portal.hpp"

#include "flow/erase_accounts.hpp"

#include "support/places.hpp"
#include "support/process.hpp"

#include <chrono>
#include <string>

using namespace portal;

BOOST_FIXTURE_TEST_SUITE(import, Portal)

BOOST_AUTO_TEST_CASE(an_old_user_becomes_an_account_without_a_password)
{
    add(7, " Matti@Example.COM ", " MATTI  Juhani", "Virtanen\t");
    const auto result = import();
    BOOST_TEST(result.accounts_created == 1U);
    BOOST_TEST(result.users_linked == 1U);
    const auto made = account(key).value();
    BOOST_TEST(made.email == "Matti@Example.COM");
    BOOST_TEST(made.given_name == "MATTI Juhani");
    BOOST_TEST(made.family_name == "Virtanen");
    BOOST_TEST((made.language == base::Language::fi));
    BOOST_TEST(!made.password_hash);
    BOOST_TEST(made.public_id.size() == 26U); // what others know it by is random
    BOOST_TEST(
        store::list_portal_ids(admin, made.id) == std::vector<std::string>{"7"}, boost::test_tools::per_element());
    BOOST_TEST((store::identify(admin, std::nullopt, "user7").value().account.id == made.id));
}

BOOST_AUTO_TEST_CASE(two_old_users_of_one_person_become_one_account)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    add(2, " MATTI@example.com", "VIRTANEN", "matti");
    const auto result = import();
    BOOST_TEST(result.accounts_created == 1U);
    BOOST_TEST(result.users_linked == 2U);
    check_reasons(result, {});
    BOOST_TEST((old_user(1).account == old_user(2).account));
}

BOOST_AUTO_TEST_CASE(a_couple_with_one_address_waits_for_a_human)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    add(2, "matti@example.com", "Maija", "Virtanen");
    const auto result = import();
    BOOST_TEST(result.accounts_created == 0U);
    check_reasons(result, {ImportReason::names_differ, ImportReason::names_differ});
    BOOST_TEST(!account(key));
    BOOST_TEST(store::is_shared_address(admin, std::string{key}));
}

BOOST_AUTO_TEST_CASE(one_different_name_makes_the_whole_address_wait)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    add(2, "matti@example.com", "Matti Juhani", "Virtanen");
    add(3, "matti@example.com", "Maija", "Virtanen");
    check_reasons(import(), std::vector(3, ImportReason::names_differ));
    BOOST_TEST(!account(key));
}

// a folding collation would take these for one address.
BOOST_AUTO_TEST_CASE(addresses_that_differ_by_an_accent_are_two_accounts)
{
    add(1, "matti@malka.example.com", "Matti", "Virtanen");
    add(2, "matti@mälkä.example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 2U);
    BOOST_TEST((old_user(1).account != old_user(2).account));
}

BOOST_AUTO_TEST_CASE(a_couple_that_gets_two_addresses_in_the_portal_becomes_two_accounts)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    add(2, "matti@example.com", "Maija", "Virtanen");
    BOOST_TEST(import().accounts_created == 0U);
    give_address(2, "maija@example.com");
    BOOST_TEST(import().accounts_created == 2U);
    BOOST_TEST(!store::is_shared_address(admin, std::string{key}));
}

BOOST_AUTO_TEST_CASE(who_is_gone_from_the_portal_no_longer_keeps_an_address_waiting)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    add(2, "matti@example.com", "Maija", "Virtanen");
    BOOST_TEST(import().accounts_created == 0U);
    BOOST_REQUIRE_EQUAL(store::execute(root, "DELETE FROM portal_test.users WHERE id = 2"), 1);
    const auto result = import();
    BOOST_TEST(result.accounts_created == 1U);
    BOOST_TEST(result.users_gone == 1U);
    BOOST_TEST(!store::is_shared_address(admin, std::string{key}));
    const auto before = checksums();
    BOOST_TEST(import().rows_written == 0U);
    BOOST_TEST(checksums() == before, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_activated_is_recorded_with_its_reason)
{
    add(1, "", "Matti", "Virtanen");
    add(2, "ei ole", "Matti", "Virtanen");
    add(3, "pitka@example.com", std::string(201, 'x'), "Virtanen");
    add(4, "raja@example.com", std::string(200, 'x'), "Virtanen");
    add(5, "kiinni@example.com", "Matti", "Virtanen");
    add(6, "vanha@example.com", "Matti", "Virtanen");
    add(7, "tuore@example.com", "Matti", "Virtanen");
    (void)store::execute(root, "UPDATE portal_test.users SET closed = 1 WHERE id = 5");
    (void)store::execute(root, "UPDATE portal_test.users SET last_used = '2016-11-22 07:59:59' WHERE id = 6");
    (void)store::execute(root, "UPDATE portal_test.users SET last_used = '2016-11-24 00:00:00' WHERE id = 7");
    const auto result = import();
    const LegacyStatus expected[] = {LegacyStatus::no_address, LegacyStatus::invalid_address, LegacyStatus::too_long,
                                     LegacyStatus::linked,     LegacyStatus::closed,          LegacyStatus::long_unseen,
                                     LegacyStatus::linked};
    for (int id = 1; id <= 7; ++id) BOOST_TEST(old_user(id).status == expected[id - 1]);
    check_reasons(
        result, {ImportReason::no_address, ImportReason::invalid_address, ImportReason::too_long,
                 ImportReason::closed_in_portal, ImportReason::long_unseen});
    BOOST_TEST(result.accounts_created == 2U);
}

BOOST_AUTO_TEST_CASE(a_closed_user_does_not_keep_a_new_owner_of_the_address_waiting)
{
    add(1, "matti@example.com", "Urho", "Entinen");
    add(2, "matti@example.com", "Matti", "Virtanen");
    (void)store::execute(root, "UPDATE portal_test.users SET closed = 1 WHERE id = 1");
    BOOST_TEST(import().accounts_created == 1U);
    BOOST_TEST(!old_user(1).account);
    BOOST_TEST(account(key)->family_name == "Virtanen");
}

BOOST_AUTO_TEST_CASE(an_account_that_registered_first_gets_its_old_user_when_the_names_agree)
{
    const auto id = registered("Matti@example.com", "Matti", "Virtanen");
    add(1, "matti@example.com", "MATTI JUHANI", "VIRTANEN");
    const auto result = import();
    BOOST_TEST(result.accounts_created == 0U);
    BOOST_TEST(result.accounts_renewed == 0U);
    BOOST_TEST((old_user(1).account == id));
    BOOST_TEST(account(key)->given_name == "Matti");
}

BOOST_AUTO_TEST_CASE(an_account_of_another_name_gets_no_history)
{
    registered("matti@example.com", "Maija", "Virtanen");
    add(1, "matti@example.com", "Matti", "Virtanen");
    check_reasons(import(), {ImportReason::account_name_differs});
    BOOST_TEST(!old_user(1).account);
}

BOOST_AUTO_TEST_CASE(an_account_without_a_name_gets_no_history)
{
    registered("matti@example.com", "", "");
    add(1, "matti@example.com", "Matti", "Virtanen");
    check_reasons(import(), {ImportReason::account_name_differs});
}

BOOST_AUTO_TEST_CASE(a_closed_account_gets_no_history)
{
    const auto id = registered("matti@example.com", "Matti", "Virtanen");
    (void)store::execute(root, "UPDATE account SET state = ? WHERE id = ?", store::AccountState::closed, id);
    add(1, "matti@example.com", "Matti", "Virtanen");
    check_reasons(import(), {ImportReason::account_closed});
    BOOST_TEST(!old_user(1).account);
}

BOOST_AUTO_TEST_CASE(a_changed_portal_is_taken_over_while_there_is_no_password)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 1U);
    const auto before = account(key).value();
    give_address(1, "uusi@example.com");
    (void)store::execute(root, "UPDATE portal_test.users SET family_name = 'Korhonen', language = 'sv' WHERE id = 1");
    const auto result = import();
    BOOST_TEST(result.accounts_renewed == 1U);
    check_reasons(result, {});
    const auto after = account("uusi@example.com").value();
    BOOST_TEST((after.id == before.id));
    BOOST_TEST(after.family_name == "Korhonen");
    BOOST_TEST((after.language == base::Language::sv));
    BOOST_TEST(after.password_generation > before.password_generation); // links to the old address are dead
}

BOOST_AUTO_TEST_CASE(what_a_resident_has_is_never_overwritten)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 1U);
    set_password(account(key).value());
    give_address(1, "uusi@example.com");
    (void)store::execute(root, "UPDATE portal_test.users SET family_name = 'Korhonen', language = 'sv' WHERE id = 1");
    const auto before = checksums();
    check_reasons(import(), {ImportReason::address_changed});
    BOOST_TEST(checksums() == before, boost::test_tools::per_element());
    const auto after = account(key).value();
    BOOST_TEST(after.family_name == "Virtanen");
    BOOST_TEST((after.language == base::Language::fi));
    check_reasons(import(), {ImportReason::address_changed}); // until somebody has decided
}

BOOST_AUTO_TEST_CASE(the_name_of_an_account_with_a_password_stays_though_the_address_is_the_same)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 1U);
    set_password(account(key).value());
    (void)store::execute(root, "UPDATE portal_test.users SET given_name = 'Mats', language = 'sv' WHERE id = 1");
    BOOST_TEST(import().accounts_renewed == 0U);
    BOOST_TEST(account(key)->given_name == "Matti");
    BOOST_TEST((account(key)->language == base::Language::fi));
}

BOOST_AUTO_TEST_CASE(an_address_that_staff_corrected_stays_until_the_portal_has_news)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 1U);
    (void)store::execute(root, "UPDATE account SET email = 'oikea@example.com', email_key = 'oikea@example.com'");
    const auto before = checksums();
    check_reasons(import(), {});
    BOOST_TEST(checksums() == before, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_of_two_old_users_that_moves_takes_nothing_along)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    add(2, "matti@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 1U);
    give_address(2, "uusi@example.com");
    check_reasons(import(), {ImportReason::address_changed});
    BOOST_TEST(account(key).has_value());
    BOOST_TEST(!account("uusi@example.com"));
}

BOOST_AUTO_TEST_CASE(a_newcomer_to_an_address_never_takes_over_the_account_that_is_there)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 1U);
    add(2, "matti@example.com", "Maija", "Virtanen");
    check_reasons(import(), {ImportReason::names_differ});
    BOOST_TEST(old_user(1).status == LegacyStatus::linked);
    BOOST_TEST(old_user(2).status == LegacyStatus::shared_address);
    BOOST_TEST(account(key)->given_name == "Matti");
}

BOOST_AUTO_TEST_CASE(an_address_that_was_given_up_and_taken_by_another_needs_one_run)
{
    add(1, "pekka@example.com", "Pekka", "Laine");
    add(2, "matti@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 2U);
    const auto pekka = old_user(1).account;
    give_address(1, "matti@example.com");
    give_address(2, "uusi@example.com");
    check_reasons(import(), {});
    BOOST_TEST((account(key)->id == pekka));
    BOOST_TEST(import().rows_written == 0U);
}

BOOST_AUTO_TEST_CASE(two_accounts_that_swap_addresses_in_the_portal_wait_for_a_human)
{
    add(1, "pekka@example.com", "Pekka", "Laine");
    add(2, "matti@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 2U);
    give_address(1, "matti@example.com");
    give_address(2, "pekka@example.com");
    const auto before = checksums();
    check_reasons(import(), {ImportReason::two_accounts, ImportReason::two_accounts});
    BOOST_TEST(checksums() == before, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_user_closed_after_the_import_stays_linked_and_is_reported_until_a_password_is_set)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 1U);
    (void)store::execute(root, "UPDATE portal_test.users SET closed = 1 WHERE id = 1");
    check_reasons(import(), {ImportReason::closed_since});
    BOOST_TEST(old_user(1).status == LegacyStatus::linked);
    set_password(account(key).value());
    check_reasons(import(), {});
}

BOOST_AUTO_TEST_CASE(a_view_that_has_an_id_twice_is_refused_before_anything_is_written)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    support::server().administer("CREATE OR REPLACE VIEW asiointipalvelu.portal_user AS"
                                 " SELECT * FROM portal_test.users UNION ALL SELECT * FROM portal_test.users");
    BOOST_CHECK_EXCEPTION(import(), flow::ImportSourceFaults, [](const flow::ImportSourceFaults& fault) {
        return std::string{fault.what()} == "portal_user has the id 1 twice\nnothing was imported";
    });
    BOOST_TEST(!account(key));
}

BOOST_AUTO_TEST_CASE(every_account_and_every_refusal_leaves_an_audit_event)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    add(2, "", "Maija", "Virtanen");
    BOOST_TEST(import().rows_written == 2U);
    const auto kinds = store::list(
        root, [](const store::Row& row) { return row.integer(0); }, "SELECT kind FROM audit_event ORDER BY kind");
    const std::vector<std::int64_t> expected{9, 10, 15};
    BOOST_TEST(kinds == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_name_or_language_that_a_resident_has_set_is_reported_and_stays)
{
    for (int id = 1; id <= 4; ++id) add(id, "a" + std::to_string(id) + "@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 4U);
    for (int id = 1; id <= 4; ++id) set_password(account("a" + std::to_string(id) + "@example.com").value());
    check_reasons(import(), {});
    (void)store::execute(
        root, "UPDATE account SET family_name = 'Laine' WHERE email_key IN ('a1@example.com', 'a3@example.com')");
    (void)store::execute(
        root, "UPDATE account SET locale = 'sv' WHERE email_key IN ('a2@example.com', 'a3@example.com')");
    (void)store::execute(root, "UPDATE account SET given_name = 'MATTI' WHERE email_key = 'a4@example.com'");
    const auto before = checksums();
    const auto result = import();
    check_reasons(result, {ImportReason::name_kept, ImportReason::language_kept, ImportReason::name_and_language_kept});
    BOOST_TEST(checksums() == before, boost::test_tools::per_element());
    BOOST_TEST(result.found.front().name == "Matti Virtanen");
    BOOST_TEST(result.found.front().email == "a1@example.com");
}

BOOST_AUTO_TEST_CASE(an_address_that_a_resident_has_changed_is_reported_and_stays)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 1U);
    set_password(account(key).value());
    (void)store::execute(root, "UPDATE account SET email = 'oma@example.com', email_key = 'oma@example.com'");
    const auto before = checksums();
    check_reasons(import(), {ImportReason::address_kept});
    BOOST_TEST(checksums() == before, boost::test_tools::per_element());
    // A change of address that was undone takes the password away, and the account stays its owner's.
    (void)store::execute(
        root, "UPDATE account SET password_hash = NULL, first_password_at = ?",
        base::from_datetime("2026-01-01 08:00:00"));
    check_reasons(import(), {ImportReason::address_kept});
    BOOST_TEST((account("oma@example.com").has_value() && !account(key)));
}

// Who has the address by now is somebody else, and the portal must still be mended.
BOOST_AUTO_TEST_CASE(an_address_that_a_resident_gave_up_is_reported_also_when_it_has_a_new_owner)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 1U);
    set_password(account(key).value());
    (void)store::execute(root, "UPDATE account SET email = 'oma@example.com', email_key = 'oma@example.com'");
    check_reasons(import(), {ImportReason::address_kept});
    registered("matti@example.com", "Pekka", "Laine");
    const auto before = checksums();
    check_reasons(import(), {ImportReason::two_accounts});
    check_reasons(import(), {ImportReason::two_accounts});
    BOOST_TEST(checksums() == before, boost::test_tools::per_element());
}

// An account that comes back by itself would undo the erasure that its owner asked for (GDPR Art. 17).
BOOST_AUTO_TEST_CASE(who_erased_the_account_stays_erased_also_as_an_old_user_who_was_never_linked)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 1U);
    (void)store::execute(
        root, "UPDATE account SET state = ?, erase_at = '2026-01-01 00:00:00'", store::AccountState::closed);
    add(2, "matti@example.com", "MATTI JUHANI", "VIRTANEN");
    add(3, "matti@example.com", "Maija", "Virtanen");
    check_reasons(import(), {ImportReason::account_closed, ImportReason::account_closed});
    BOOST_TEST(flow::erase_accounts(background) == 1);
    for (const int id : {1, 2}) BOOST_TEST(old_user(id).status == LegacyStatus::erased);
    BOOST_TEST(old_user(2).family_name.empty());
    BOOST_TEST(!old_user(2).email);
    const auto result = import();
    BOOST_TEST(result.accounts_created == 1U);
    BOOST_TEST(account(key)->given_name == "Maija");
    BOOST_TEST(result.by_status.at(LegacyStatus::erased) == 2U);
}

BOOST_AUTO_TEST_CASE(small_batches_find_the_same_as_large_ones)
{
    for (int id = 1; id <= 10; ++id) add(id, "perhe@example.com", "Lapsi" + std::to_string(id), "Virtanen");
    add(11, "matti@example.com", "Matti", "Virtanen");
    const auto result = import({.now = now, .users_at_once = 1});
    BOOST_TEST(result.seen == 11U);
    BOOST_TEST(result.findings == 10U);
    BOOST_TEST(result.found.size() == 10U);
    BOOST_TEST(import({.now = now, .users_at_once = 3}).rows_written == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// The example of sql/portal-example, loaded as its README says.
struct ExamplePortal : Portal {
    ExamplePortal()
    {
        const std::string folder = support::source("sql/portal-example/");
        const auto file = (support::server().directory() / "residents.sql").string();
        support::run({"sh", "-c", folder + "generate > " + file}, support::server().directory() / "generate.log");
        support::server().administer(
            "SOURCE " + folder + "schema.sql\nSOURCE " + file + "\nUSE asiointipalvelu;\nSOURCE " + folder +
            "views.sql\n");
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(example_portal, ExamplePortal)

BOOST_AUTO_TEST_CASE(the_example_is_imported_and_a_second_run_changes_nothing)
{
    const auto first = import();
    BOOST_TEST(first.seen > 300U);
    BOOST_TEST(first.accounts_created > 230U);
    for (int status = 1; status <= 7; ++status) BOOST_TEST(first.by_status.contains(static_cast<LegacyStatus>(status)));
    const auto before = checksums();

    const auto second = import();
    BOOST_TEST(second.rows_written == 0U);
    BOOST_TEST(second.accounts_created + second.accounts_renewed + second.users_linked == 0U);
    BOOST_TEST(reasons(second) == reasons(first), boost::test_tools::per_element());
    BOOST_TEST(checksums() == before, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_people_of_the_demonstration_are_as_promised)
{
    BOOST_TEST(import().rows_written > 0U);
    const auto erkki = account("esimerkki.erkki@example.com").value();
    BOOST_TEST(erkki.given_name == "Erkki");
    BOOST_TEST(!erkki.password_hash);
    BOOST_TEST((store::identify(admin, std::nullopt, "eesimerkki").value().account.id == erkki.id));
    BOOST_TEST(account("sanna.salasana@example.com").has_value());
    BOOST_TEST(!account("pariskunta@example.com"));
    BOOST_TEST(store::is_shared_address(admin, "pariskunta@example.com"));
    BOOST_TEST(!account("tuntematon@example.com"));
    BOOST_TEST(store::list_portal_ids(admin, account("kaisa.kahdesti@example.com")->id).size() == 2U);
    BOOST_TEST(!store::identify(admin, std::nullopt, "laine")); // two owners since the merger of 2011
}

BOOST_AUTO_TEST_CASE(letters_from_latin1_columns_arrive_whole_and_in_one_normal_form)
{
    BOOST_TEST(import().rows_written > 0U);
    const auto paivi = account("paivi.h@example.org").value();
    BOOST_TEST(store::list_portal_ids(admin, paivi.id).size() == 2U);
    BOOST_TEST(paivi.family_name == "Hämäläinen");
    BOOST_TEST(account("saara@xn--kkset-fraa0m.example.fi")->family_name == "Ääkkönen");
}

BOOST_AUTO_TEST_CASE(the_pages_user_reads_the_history_and_nothing_else_of_the_portal)
{
    const auto titles = store::list(
        pages, [](const store::Row& row) { return row.text(0); }, "SELECT title FROM portal_history WHERE user_id = ?",
        "1001");
    BOOST_TEST(!titles.empty());
    const auto is_refused = [](const store::DatabaseError&) { return true; };
    const auto read = [](const store::Row& row) { return row.text(0); };
    BOOST_CHECK_EXCEPTION(
        (void)store::list(pages, read, "SELECT email FROM portal_user"), store::DatabaseError, is_refused);
    BOOST_CHECK_EXCEPTION(
        (void)store::list(pages, read, "SELECT salasana FROM vanha_portaali.asiakas"), store::DatabaseError,
        is_refused);
}

BOOST_AUTO_TEST_SUITE_END()
