#include "store/invitations.hpp"

#include "given.hpp"
#include "store/bounces.hpp"
#include "store/email_changes.hpp"
#include "store/import_accounts.hpp"
#include "store/letters.hpp"
#include "store/outbox.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

BOOST_FIXTURE_TEST_SUITE(invitations, support::FreshDatabase)

namespace {

constexpr base::AccountId first{0};

/// A resident whom the import made an account for.
base::AccountId resident(support::FreshDatabase& at, const std::string& name)
{
    const auto address = name + "@example.com";
    const auto id = account(at.pages, address, std::nullopt);
    legacy_user(at.root, "p-" + name, name, id, 1, address);
    return id;
}

bool invited(store::Database& db, base::AccountId id, const std::string& wave = "w", base::Instant due = now)
{
    return store::in_transaction(db, [&](store::Transaction& tx) {
        return store::invite(tx, {id, wave, 60, due}, now);
    });
}

void sent(store::Database& db, base::AccountId id)
{
    store::in_transaction(db, [&](store::Transaction& tx) { store::note_invitation_sent(tx, id, now); });
}

} // namespace

BOOST_AUTO_TEST_CASE(only_residents_of_the_portal_with_a_usable_address_and_without_a_password_are_invited)
{
    const auto erkki = resident(*this, "erkki");
    (void)account(pages, "newcomer@example.com", std::nullopt);
    (void)resident(*this, "moved");
    (void)resident(*this, "locked");
    (void)resident(*this, "closed");
    (void)resident(*this, "stranger");
    support::server().administer(
        "USE asiointipalvelu; UPDATE account SET password_hash = '$h$' WHERE email LIKE 'moved%';"
        " UPDATE account SET state = 2 WHERE email LIKE 'locked%';"
        " UPDATE account SET state = 3 WHERE email LIKE 'closed%';"
        " UPDATE account SET mail_stopped_at = NOW() WHERE email LIKE 'stranger%'");
    (void)resident(*this, "bounced");
    store::in_transaction(admin, [&](store::Transaction& tx) {
        (void)store::mark_bounced(tx, "bounced@example.com", {store::ReportKind::no_such_address, "5.1.1", "no"}, now);
    });
    (void)resident(*this, "shared");
    legacy_user(root, "p-other", "other", std::nullopt, 2, "shared@example.com");
    const auto found = store::list_invitable(admin, false, first, 10);
    BOOST_REQUIRE(found.size() == 1U);
    BOOST_TEST((found[0] == erkki));
    BOOST_TEST(store::may_still_be_invited(background, false, erkki));
    BOOST_TEST(store::list_invitable(admin, false, erkki, 10).empty());
}

BOOST_AUTO_TEST_CASE(whoever_has_a_password_of_the_portal_is_invited_while_it_holds_and_until_it_was_used)
{
    const auto erkki = resident(*this, "erkki");
    const auto set = [&](const char* hash) {
        (void)store::execute(root, "UPDATE account SET password_hash = ? WHERE id = ?", hash, erkki);
    };
    set("$imported$sha512-crypt:5000:0:0:0$salt$mark$argon2id$v=19$rest");
    BOOST_TEST(store::list_invitable(admin, false, first, 10).empty());
    BOOST_TEST(store::list_invitable(admin, true, first, 10).size() == 1U);
    BOOST_TEST(store::may_still_be_invited(background, true, erkki));
    BOOST_TEST(!store::may_still_be_invited(background, false, erkki));
    set("$argon2id$v=19$rest");
    BOOST_TEST(!store::may_still_be_invited(background, true, erkki));
}

BOOST_AUTO_TEST_CASE(nobody_is_invited_twice)
{
    const auto id = resident(*this, "erkki");
    BOOST_TEST(invited(admin, id));
    BOOST_TEST(!invited(admin, id, "another"));
    BOOST_TEST(store::list_invitable(admin, false, first, 10).empty());
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM mail_outbox WHERE reason = 15") == 1);
}

BOOST_AUTO_TEST_CASE(whoever_has_got_another_address_before_they_came_is_invited_again_and_nobody_else)
{
    const auto by_import = resident(*this, "byimport");
    const auto by_staff = resident(*this, "bystaff");
    const auto used = resident(*this, "used");
    const auto waits = resident(*this, "waits");
    for (const auto id : {by_import, by_staff, used, waits}) BOOST_TEST(invited(admin, id));
    (void)store::execute(root, "UPDATE invitation SET sent_at = ? WHERE account_id <> ?", now, waits);
    (void)store::execute(root, "UPDATE account SET first_sign_in_at = ? WHERE id = ?", now, used);
    const auto move = [&](base::AccountId id, const std::string& address) {
        const auto account = store::find_account(admin, id).value();
        const auto to = auth::parse_email_address(address).value();
        return store::in_transaction(admin, [&](store::Transaction& tx) {
            if (id != by_import) return store::change_email(tx, account, to, now, now).has_value();
            return store::renew_imported_account(tx, account, {to, "", "", std::nullopt, std::nullopt}, now);
        });
    };
    BOOST_TEST(move(by_import, "new1@example.com"));
    BOOST_TEST(move(by_staff, "new2@example.com"));
    BOOST_TEST(move(used, "new3@example.com"));
    BOOST_TEST(move(waits, "new4@example.com")); // its mail goes to the new address
    BOOST_TEST((store::list_invitable(admin, false, first, 10) == std::vector{by_import, by_staff}));
    BOOST_TEST(store::state_of_wave(admin, "w").sent == 1U);
    BOOST_TEST(store::state_of_wave(admin, "w").waiting == 1U);
    store::in_transaction(admin, [&](store::Transaction& tx) {
        store::forget_sent_invitation(tx, store::find_account(admin, used).value());
    });
    BOOST_TEST(store::state_of_wave(admin, "w").sent == 1U);
}

BOOST_AUTO_TEST_CASE(of_several_runs_at_once_one_invites)
{
    const auto id = resident(*this, "erkki");
    const auto run = [&](store::Database&, unsigned) {
        store::Database db{patient(), settings.admin_user, settings.admin_password, down_until_ms};
        return invited(db, id);
    };
    BOOST_TEST(parallel(*this, 6, run) == 1);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM mail_outbox WHERE reason = 15") == 1);
}

BOOST_AUTO_TEST_CASE(what_no_mailer_has_touched_can_be_taken_back_and_invited_again)
{
    const auto early = resident(*this, "early");
    const auto late = resident(*this, "late");
    const auto other = resident(*this, "other");
    BOOST_TEST((invited(admin, early) && invited(admin, late, "w", now + 1h) && invited(admin, other, "o")));
    BOOST_TEST((store::last_invitation_due(admin) == now + 1h));
    (void)store::claim_mails(background, 1, 60s, now); // of early or other
    (void)store::execute(root, "UPDATE mail_outbox SET attempts = 1 WHERE account_id = ?", early);
    (void)store::execute(root, "UPDATE mail_outbox SET attempts = 0 WHERE account_id <> ?", early);
    const auto cancel = [&] {
        return store::in_transaction(
            admin, [&](store::Transaction& tx) { return store::cancel_invitations(tx, "w", 10); });
    };
    BOOST_TEST(cancel() == 1U);
    BOOST_TEST(cancel() == 0U);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM mail_outbox WHERE reason = 15") == 2);
    const auto again = store::list_invitable(admin, false, first, 10);
    BOOST_REQUIRE(again.size() == 1U);
    BOOST_TEST((again[0] == late));
    BOOST_TEST(store::state_of_wave(admin, "w").waiting == 1U);
}

BOOST_AUTO_TEST_CASE(a_mail_that_is_being_claimed_at_this_moment_is_not_taken_back)
{
    const auto id = resident(*this, "erkki");
    BOOST_TEST(invited(admin, id));
    store::in_transaction(root, [&](store::Transaction& tx) {
        (void)store::execute(tx.db(), "UPDATE mail_outbox SET attempts = 1 WHERE account_id = ?", id);
        store::in_transaction(
            admin, [&](store::Transaction& other) { BOOST_TEST(store::cancel_invitations(other, "w", 10) == 0U); });
    });
}

BOOST_AUTO_TEST_CASE(an_invitation_that_bounced_is_sent_again_when_staff_say_that_the_address_works)
{
    const auto id = resident(*this, "erkki");
    BOOST_TEST(invited(admin, id));
    sent(background, id);
    const store::MailReport gone{store::ReportKind::no_such_address, "5.1.1", "no"};
    store::in_transaction(admin, [&](store::Transaction& tx) {
        BOOST_TEST(store::mark_bounced(tx, "erkki@example.com", gone, now + 1h));
    });
    BOOST_TEST(store::list_invitable(admin, false, first, 10).empty());
    store::in_transaction(
        admin, [&](store::Transaction& tx) { BOOST_TEST(store::clear_bounce(tx, id, "erkki@example.com")); });
    BOOST_TEST(store::list_invitable(admin, false, first, 10).size() == 1U);
}

BOOST_AUTO_TEST_CASE(letters_go_to_all_whom_no_mail_reaches_page_by_page)
{
    legacy_user(root, "1", "none", std::nullopt, 3, "");
    legacy_user(root, "2", "invalid", std::nullopt, 4, "");
    legacy_user(root, "3", "shared", std::nullopt, 2, "s@example.com");
    const auto gone = resident(*this, "gone");
    legacy_user(root, "p-gone-too", "gone2", gone, 1, "gone@example.com");
    const auto stranger = resident(*this, "stranger");
    (void)resident(*this, "reached");
    (void)store::execute(root, "UPDATE account SET mail_stopped_at = ? WHERE id = ?", now, stranger);
    store::in_transaction(admin, [&](store::Transaction& tx) {
        (void)store::mark_bounced(tx, "gone@example.com", {store::ReportKind::no_such_address, "5.1.1", "no"}, now);
    });

    std::vector<std::string> ids;
    std::vector<store::LetterReason> reasons;
    std::string after;
    for (auto page = store::list_paper_letters(admin, after, 1); !page.empty();
         page = store::list_paper_letters(admin, after, 1)) {
        after = page[0].portal_id;
        ids.push_back(after);
        reasons.push_back(page[0].reason);
    }
    using enum store::LetterReason;
    BOOST_TEST((ids == std::vector<std::string>{"1", "2", "p-gone", "p-stranger"}));
    BOOST_TEST((reasons == std::vector{no_address, invalid_address, bounced, not_theirs}));
}

BOOST_AUTO_TEST_CASE(an_invitation_that_did_not_leave_is_taken_back_and_one_that_left_stays)
{
    const auto unsent = resident(*this, "unsent");
    const auto left = resident(*this, "left");
    BOOST_TEST((invited(admin, unsent) && invited(admin, left)));
    sent(background, left);
    for (const auto id : {unsent, left, unsent, base::AccountId{987654321}})
        store::in_transaction(background, [&](store::Transaction& tx) { store::take_back_invitation(tx, id); });
    const auto again = store::list_invitable(admin, false, first, 10);
    BOOST_REQUIRE(again.size() == 1U);
    BOOST_TEST((again[0] == unsent));
    BOOST_TEST(store::state_of_wave(admin, "w").sent == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
