#include "given.hpp"
#include "store/accounts.hpp"
#include "store/email_changes.hpp"
#include "store/erasure.hpp"
#include "store/outbox.hpp"
#include "store/staff_changes.hpp"
#include "support/mariadb.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;
using namespace std::chrono_literals;

namespace {

struct Erasing : support::FreshDatabase {
    base::AccountId gone = account(pages, "gone@example.com");

    void close(base::Instant erase_at)
    {
        BOOST_TEST(store::in_transaction(
            pages, [&](store::Transaction& tx) { return store::close_account(tx, gone, erase_at, now); }));
    }
    bool erase(base::Instant at)
    {
        const auto account = store::find_account(background, gone).value();
        return store::in_transaction(
            background, [&](store::Transaction& tx) { return store::erase_account(tx, account, at); });
    }
    void link_to(const std::string& address, std::optional<base::AccountId> of, const std::string& token)
    {
        auto of_it = link(gone, address);
        of_it.account = of;
        stored_link(background, token, of_it, now);
    }
    void name_it(const std::string& given, const std::string& family)
    {
        store::in_transaction(pages, [&](store::Transaction& tx) { store::set_names(tx, gone, given, family, now); });
    }
    /// One who leads to no account.
    void old_user(const std::string& id, const std::string& address, const std::string& given)
    {
        legacy_user(root, id, id, std::nullopt, 2, address);
        (void)store::execute(
            root,
            "UPDATE legacy_user SET given_name = ?, family_name = 'Virtanen', note = 'x' WHERE portal_user_id = ?",
            given, id);
    }
    std::string erased_old_users()
    {
        return text(
            root,
            "SELECT COALESCE(GROUP_CONCAT(portal_user_id ORDER BY portal_user_id), '') FROM legacy_user WHERE"
            " status = 8 AND CONCAT(old_name, old_name_key, given_name, family_name, note) = '' AND email IS NULL AND"
            " email_key IS NULL AND account_id IS NULL");
    }
    void mail_to(const std::string& address, std::optional<base::AccountId> of)
    {
        store::queue_mail(
            pages,
            {.reason = store::MailReason::forgot,
             .typed = address,
             .account = of,
             .password_generation = 1,
             .language = base::Language::fi},
            now);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(erasure, Erasing)

// The view through which the trail forgets shows nothing of an account before its time by the database's own clock.
BOOST_AUTO_TEST_CASE(
    an_account_whose_time_has_not_come_by_the_databases_clock_is_erased_later_and_its_trail_forgets_it)
{
    store::in_transaction(pages, [&](store::Transaction& tx) {
        tx.record(
            {.kind = store::AuditKind::sign_in,
             .account = gone,
             .client_network = "192.0.2.0",
             .detail = "",
             .reference = ""},
            now);
    });
    const auto today = base::now();
    close(today + 1h);
    BOOST_TEST(!erase(today + 2h)); // this machine's clock is ahead
    BOOST_TEST(store::find_account(root, gone).has_value());
    (void)store::execute(root, "UPDATE account SET erase_at = UTC_TIMESTAMP() WHERE id = ?", gone);
    BOOST_TEST(erase(today + 2h));
    BOOST_TEST(!store::find_account(root, gone));
    BOOST_TEST(
        number(root, "SELECT COUNT(*) FROM audit_event WHERE account_id IS NOT NULL OR client_network <> ''") == 0);
}

BOOST_AUTO_TEST_CASE(whoever_has_a_former_address_of_an_erased_account_keeps_links_and_mails)
{
    const auto change = [&](base::AccountId id, const std::string& to) {
        store::in_transaction(pages, [&](store::Transaction& tx) {
            const auto account = store::find_account(tx.db(), id).value();
            BOOST_TEST(store::change_email(tx, account, {to, to}, now, now).has_value());
        });
    };
    change(gone, "later@example.com");
    const auto heir = account(pages, "gone@example.com");
    link_to("gone@example.com", heir, "heirs link");
    link_to("gone@example.com", std::nullopt, "link by address");
    link_to("later@example.com", std::nullopt, "link of the gone");
    mail_to("gone@example.com", heir);
    mail_to("gone@example.com", std::nullopt);
    mail_to("later@example.com", std::nullopt);
    close(now);
    BOOST_TEST(erase(base::now()));
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM link_token WHERE email_key = 'gone@example.com'") == 2);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM mail_outbox WHERE typed = 'gone@example.com'") == 2);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM link_token WHERE email_key = 'later@example.com'") == 0);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM mail_outbox WHERE typed = 'later@example.com'") == 0);
}

BOOST_AUTO_TEST_CASE(a_former_address_that_nobody_has_is_forgotten_but_what_others_had_there_is_theirs)
{
    const auto heir = account(pages, "heir@example.com");
    store::in_transaction(pages, [&](store::Transaction& tx) {
        const auto account = store::find_account(tx.db(), gone).value();
        BOOST_TEST(store::change_email(tx, account, {"later@example.com", "later@example.com"}, now, now).has_value());
    });
    link_to("gone@example.com", heir, "heirs link");
    link_to("gone@example.com", std::nullopt, "link by address");
    close(now);
    BOOST_TEST(erase(base::now()));
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM link_token") == 1);
}

BOOST_AUTO_TEST_CASE(old_users_of_the_same_person_who_led_to_no_account_become_tombstones_and_others_stay)
{
    name_it("Matti", "Virtanen");
    store::in_transaction(pages, [&](store::Transaction& tx) {
        const auto account = store::find_account(tx.db(), gone).value();
        BOOST_TEST(store::change_email(tx, account, {"later@example.com", "later@example.com"}, now, now).has_value());
    });
    old_user("at the present address", "later@example.com", "MATTI");
    old_user("at the former address", "gone@example.com", "Matti Juhani");
    old_user("somebody else", "later@example.com", "Maija");
    old_user("a namesake elsewhere", "matti@example.com", "Matti");
    close(now);
    BOOST_TEST(erase(base::now()));
    BOOST_TEST(erased_old_users() == "at the former address,at the present address");
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM legacy_user WHERE note = 'x'") == 2);
}

BOOST_AUTO_TEST_CASE(an_account_that_went_up_in_another_takes_no_old_user_along_since_its_owner_is_still_here)
{
    name_it("Matti", "Virtanen");
    const auto into = account(pages, "stays@example.com");
    old_user("waits", "gone@example.com", "Matti");
    const auto change = store::in_transaction(root, [&](store::Transaction& tx) {
        return store::add_staff_change(
            tx,
            {.kind = store::StaffChangeKind::merge,
             .account = gone,
             .old_email = "gone@example.com",
             .user_name = {"stays@example.com", "stays@example.com"},
             .into = into,
             .actor = "neuvoja@example.com",
             .actor_account = std::nullopt,
             .unit = "Neuvonta",
             .identity_check = store::IdentityCheck::document,
             .reason = "x",
             .language = base::Language::fi,
             .due_at = now},
            now);
    });
    store::in_transaction(background, [&](store::Transaction& tx) {
        BOOST_TEST(store::merge_accounts(tx, change.id, gone, into, now));
        tx.record({store::AuditKind::accounts_merged, into, "", "", ""}, now);
    });
    BOOST_TEST(erase(base::now()));
    BOOST_TEST(erased_old_users().empty());
}

BOOST_AUTO_TEST_SUITE_END()
