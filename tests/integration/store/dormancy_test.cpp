#include "store/dormancy.hpp"

#include "given.hpp"
#include "store/bounces.hpp"
#include "store/email_changes.hpp"
#include "store/import_accounts.hpp"
#include "store/outbox.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace given;
using store::dormancy_notice;
using store::dormancy_notice_holds;

BOOST_FIXTURE_TEST_SUITE(dormancy, support::FreshDatabase)

namespace {

constexpr auto since = now - std::chrono::days{800};

/// An account that nobody has used for years: made, and signed in to for the last time, at `since`.
base::AccountId dormant(support::FreshDatabase& at, const std::string& address = "uni@example.com")
{
    const auto id = account(at.pages, address);
    (void)store::execute(
        at.root, "UPDATE account SET created_at = ?, password_set_at = ?, last_sign_in_at = ? WHERE id = ?", since,
        since, since, id);
    return id;
}

std::vector<base::AccountId> ids(const std::vector<store::Account>& accounts)
{
    std::vector<base::AccountId> found;
    for (const auto& each : accounts) found.push_back(each.id);
    return found;
}

std::size_t untold(store::Database& db)
{
    return store::list_untold_dormant(db, since, 10).size();
}

std::size_t told(store::Database& db, base::Instant at)
{
    return store::list_told_dormant(db, since, 10, at).size();
}

bool tell(store::Database& db, base::AccountId id, base::Instant at = now)
{
    return store::in_transaction(db, [&](store::Transaction& tx) {
        if (!store::lock_untold_dormant(tx, id, since)) return false;
        store::mark_told_of_dormancy(tx, id, at);
        return true;
    });
}

bool may_be_closed(store::Database& db, base::AccountId id, base::Instant at)
{
    return store::in_transaction(
        db, [&](store::Transaction& tx) { return store::lock_told_dormant(tx, id, since, at); });
}

/// What the trail says in the place of a detail, of each notice.
std::string notices_in_trail(store::Database& root)
{
    return text(
        root, "SELECT COALESCE(GROUP_CONCAT('<', detail, '>' ORDER BY id SEPARATOR ''), '') FROM audit_event WHERE "
              "kind = 49");
}

void sign_in(store::Database& pages, base::AccountId id, base::Instant at)
{
    auto new_session = session("s" + base::to_datetime(at), id);
    new_session.session.times.created_at = at;
    stored_session(pages, new_session);
}

void ended(
    store::Database& db, void (*note)(store::Transaction&, base::AccountId, base::Instant), base::AccountId id,
    base::Instant at)
{
    store::in_transaction(db, [&](store::Transaction& tx) {
        note(tx, id, at);
        tx.record({store::AuditKind::mail_bounced, id, "", "", ""}, at);
    });
}

} // namespace

BOOST_AUTO_TEST_CASE(an_account_is_dormant_when_nobody_has_signed_in_since_and_else_when_it_is_as_old)
{
    const auto id = dormant(*this);
    BOOST_TEST((ids(store::list_untold_dormant(background, since, 10)) == std::vector{id}));
    BOOST_TEST(store::list_untold_dormant(background, since - 1s, 10).empty());
    (void)store::execute(
        root, "UPDATE account SET last_sign_in_at = NULL, password_set_at = NULL, password_hash = NULL");
    BOOST_TEST(untold(background) == 1U);
    BOOST_TEST(store::list_untold_dormant(background, since - 1s, 10).empty());
    (void)store::execute(root, "UPDATE account SET last_sign_in_at = ?", now);
    BOOST_TEST(untold(background) == 0U);
}

BOOST_AUTO_TEST_CASE(whoever_has_set_a_password_or_added_an_old_user_since_uses_the_account)
{
    const auto id = dormant(*this);
    legacy_user(root, "p", "vanha", id, 1, "uni@example.com"); // linked now
    BOOST_TEST(untold(background) == 0U);
    (void)store::execute(root, "UPDATE legacy_user SET linked_at = ?", since);
    BOOST_TEST(untold(background) == 1U);
    (void)store::execute(root, "UPDATE account SET password_set_at = ?", since + 1s);
    BOOST_TEST(untold(background) == 0U);
}

namespace {

struct Keeps {
    const char* why;
    const char* sql; ///< of the account @id; @other is another one
};

std::ostream& operator<<(std::ostream& out, const Keeps& each)
{
    return out << each.why;
}

#define STAFF_CHANGE                                                                                                   \
    "INSERT INTO staff_change (account_id, into_account_id, kind, old_email, new_email, new_email_key, actor, unit,"   \
    " identity_check, reason, locale, asked_at, due_at, done_at) VALUES "

const Keeps kept[] = {
    {"locked by staff", "UPDATE account SET state = 2, state_reason = 1 WHERE id = @id"},
    {"its owner has died", "UPDATE account SET state = 2, state_reason = 3 WHERE id = @id"},
    {"closed already", "UPDATE account SET state = 3, erase_at = UTC_TIMESTAMP() WHERE id = @id"},
    {"a member of staff's", "INSERT INTO staff_member VALUES (@id, 'Neuvonta', '2020-01-01', '2021-01-01', NULL)"},
    {"an open request",
     "INSERT INTO staff_request (account_id, kind, subject, created_at) VALUES (@id, 1, 'a', '2020-01-01')"},
    {"a change that waits", STAFF_CHANGE "(@id, NULL, 1, '', '', '', '', '', 1, '', 'fi', NOW(), NOW(), NULL)"},
    {"another is to be merged into it",
     STAFF_CHANGE "(@other, @id, 2, '', '', '', '', '', 1, '', 'fi', NOW(), NOW(), NULL)"},
};

const Keeps not_kept[] = {
    {"a request that was dealt with", "INSERT INTO staff_request (account_id, kind, subject, created_at, done_at) "
                                      "VALUES (@id, 1, 'a', '2020-01-01', '2020-01-02')"},
    {"a change that is done", STAFF_CHANGE "(@id, NULL, 1, '', '', '', '', '', 1, '', 'fi', NOW(), NOW(), NOW())"},
    {"no mail reaches it", "UPDATE account SET mail_stopped_at = NOW() WHERE id = @id"},
};

void administer(const char* sql)
{
    support::server().administer(
        std::string{"USE asiointipalvelu; SET @id = (SELECT id FROM account WHERE email LIKE 'uni%'),"
                    " @other = (SELECT id FROM account WHERE email LIKE 'muu%'); "} +
        sql + ';');
}

} // namespace

BOOST_DATA_TEST_CASE_F(
    support::FreshDatabase, what_staff_have_to_do_with_is_neither_told_nor_closed, boost::unit_test::data::make(kept),
    c)
{
    const auto id = dormant(*this);
    (void)account(pages, "muu@example.com");
    BOOST_TEST(tell(background, id));
    const auto later = now + dormancy_notice;
    BOOST_TEST(may_be_closed(background, id, later));
    administer(c.sql);
    BOOST_TEST(!may_be_closed(background, id, later));
    BOOST_TEST(told(background, later) == 0U);
    (void)store::execute(root, "UPDATE account SET dormancy_told_at = NULL");
    BOOST_TEST(untold(background) == 0U);
    BOOST_TEST(!tell(background, id));
}

BOOST_DATA_TEST_CASE_F(
    support::FreshDatabase, what_is_over_or_reaches_nobody_keeps_no_account, boost::unit_test::data::make(not_kept), c)
{
    (void)dormant(*this);
    administer(c.sql);
    BOOST_TEST(untold(background) == 1U);
}

BOOST_AUTO_TEST_CASE(an_owner_is_told_once_also_by_two_hosts_at_once)
{
    const auto id = dormant(*this);
    BOOST_TEST(parallel(*this, 4, [&](store::Database& db, unsigned) { return tell(db, id); }) == 1);
    BOOST_TEST(untold(background) == 0U);
    BOOST_TEST(!tell(background, id, now + dormancy_notice + dormancy_notice_holds - 1s));
}

BOOST_AUTO_TEST_CASE(
    the_account_may_be_closed_sixty_days_after_the_notice_and_for_thirty_more_then_its_owner_is_told_anew)
{
    const auto id = dormant(*this);
    BOOST_TEST(!may_be_closed(background, id, now));
    BOOST_TEST(tell(background, id));
    const auto first = now + dormancy_notice;
    const auto last = first + dormancy_notice_holds - 1s;
    for (const auto& [at, may] :
         {std::pair{now, false}, {first - 1s, false}, {first, true}, {last, true}, {last + 1s, false}}) {
        BOOST_TEST(told(background, at) == (may ? 1U : 0U), base::to_datetime(at));
        BOOST_TEST(may_be_closed(background, id, at) == may, base::to_datetime(at));
    }
    store::forget_old_notices(background, 10, last);
    BOOST_TEST(untold(background) == 0U);
    store::forget_old_notices(background, 10, last + 1s);
    BOOST_TEST(untold(background) == 1U);
    BOOST_TEST(tell(background, id, last + 1s));
}

BOOST_AUTO_TEST_CASE(signing_in_is_an_answer_to_the_notice_and_keeps_the_account)
{
    const auto id = dormant(*this);
    BOOST_TEST(tell(background, id));
    sign_in(pages, id, now + 24h);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM account WHERE dormancy_told_at IS NULL") == 1);
    BOOST_TEST(text(root, "SELECT last_sign_in_at FROM account") == base::to_datetime(now + 24h));
    BOOST_TEST(!may_be_closed(background, id, now + dormancy_notice));
    BOOST_TEST(untold(background) == 0U);
}

BOOST_AUTO_TEST_CASE(the_last_sign_in_is_written_once_a_day_and_the_first_one_stays)
{
    const auto id = account(pages, "matti@example.com");
    const auto last = [&] { return text(root, "SELECT last_sign_in_at FROM account"); };
    for (const auto& [at, written] :
         {std::pair{now, now}, {now + 24h - 1s, now}, {now + 24h, now + 24h}, {now + 30h, now + 24h}}) {
        sign_in(pages, id, at);
        BOOST_TEST(last() == base::to_datetime(written));
    }
    BOOST_TEST(text(root, "SELECT first_sign_in_at FROM account") == base::to_datetime(now));
}

BOOST_AUTO_TEST_CASE(the_days_count_from_when_the_notice_left)
{
    const auto id = dormant(*this);
    BOOST_TEST(tell(background, id));
    store::in_transaction(
        background, [&](store::Transaction& tx) { store::note_dormancy_told(tx, id, now, now + 48h); });
    BOOST_TEST(!may_be_closed(background, id, now + dormancy_notice));
    BOOST_TEST(may_be_closed(background, id, now + 48h + dormancy_notice));
    BOOST_TEST(notices_in_trail(root) == "<>");
}

BOOST_AUTO_TEST_CASE(whoever_signs_in_while_the_notice_is_on_its_way_is_not_marked_by_it)
{
    const auto id = dormant(*this);
    BOOST_TEST(tell(background, id));
    sign_in(pages, id, now + 1s);
    store::in_transaction(
        background, [&](store::Transaction& tx) { store::note_dormancy_told(tx, id, now, now + 2s); });
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM account WHERE dormancy_told_at IS NULL") == 1);
}

BOOST_AUTO_TEST_CASE(a_notice_that_failed_does_not_count_and_is_tried_again_when_its_row_is_gone)
{
    const auto id = dormant(*this);
    BOOST_TEST(tell(background, id));
    store::queue_mail(
        background, {.reason = store::MailReason::dormancy, .typed = "", .account = id, .language = base::Language::fi},
        now);
    ended(background, store::note_dormancy_untold, id, now);
    BOOST_TEST(!may_be_closed(background, id, now + dormancy_notice));
    BOOST_TEST(untold(background) == 0U);
    (void)store::execute(root, "DELETE FROM mail_outbox");
    BOOST_TEST(untold(background) == 1U);
    BOOST_TEST(notices_in_trail(root) == "");
}

BOOST_AUTO_TEST_CASE(where_no_mail_arrives_the_owner_counts_as_told_and_the_trail_says_so)
{
    const auto stopped = dormant(*this, "seis@example.com");
    const auto bounced = dormant(*this, "palaa@example.com");
    for (const auto id : {stopped, bounced}) BOOST_TEST(tell(background, id));
    (void)store::execute(root, "UPDATE account SET mail_stopped_at = ? WHERE id = ?", now, stopped);
    store::in_transaction(background, [&](store::Transaction& tx) {
        BOOST_TEST(
            store::mark_bounced(tx, "palaa@example.com", {store::ReportKind::no_such_address, "5.1.1", "no"}, now));
    });
    for (const auto id : {stopped, bounced}) {
        ended(background, store::note_dormancy_untold, id, now);
        BOOST_TEST(may_be_closed(background, id, now + dormancy_notice));
    }
    BOOST_TEST(notices_in_trail(root) == "<no mail reaches the address><no mail reaches the address>");
}

BOOST_AUTO_TEST_CASE(a_notice_that_needs_no_answer_any_more_leaves_no_mark_and_nothing_in_the_trail)
{
    const auto id = dormant(*this);
    BOOST_TEST(tell(background, id));
    sign_in(pages, id, now + 1s);
    (void)store::execute(root, "UPDATE account SET mail_stopped_at = ?", now);
    ended(background, store::note_dormancy_untold, id, now + 2s);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM account WHERE dormancy_told_at IS NULL") == 1);
    BOOST_TEST(notices_in_trail(root) == "");
}

BOOST_AUTO_TEST_CASE(a_notice_that_is_forgotten_leaves_the_account_as_dormant_as_it_was)
{
    const auto id = dormant(*this);
    const auto other = dormant(*this, "muu@example.com");
    for (const auto each : {id, other}) BOOST_TEST(tell(background, each));
    store::in_transaction(pages, [&](store::Transaction& tx) {
        store::forget_told_dormancy(tx, id);
        tx.record({store::AuditKind::mails_started, id, "", "", ""}, now);
    });
    BOOST_TEST((ids(store::list_untold_dormant(background, since, 10)) == std::vector{id}));
    BOOST_TEST(store::is_dormant(background, id, since));
    BOOST_TEST(store::is_dormant(background, other, since)); // told or not
    BOOST_TEST(!store::is_dormant(background, id, since - 1s));
}

BOOST_AUTO_TEST_CASE(an_import_that_brings_another_address_forgets_the_notice_to_the_old_one_and_another_name_does_not)
{
    const auto id = dormant(*this);
    (void)store::execute(
        root, "UPDATE account SET password_hash = NULL, password_set_at = NULL, first_password_at = NULL, "
              "last_sign_in_at = NULL");
    BOOST_TEST(tell(background, id));
    const auto renew = [&](const std::string& address) {
        store::in_transaction(admin, [&](store::Transaction& tx) {
            BOOST_TEST(store::renew_imported_account(
                tx, store::find_account(tx.db(), id).value(),
                {.email = *auth::parse_email_address(address),
                 .given_name = "Uuno",
                 .family_name = "Uninen",
                 .language = std::nullopt,
                 .password_hash = std::nullopt},
                now));
            tx.record({store::AuditKind::account_imported, id, "", "", ""}, now);
        });
    };
    renew("uni@example.com");
    BOOST_TEST(may_be_closed(background, id, now + dormancy_notice));
    renew("uusi@example.com");
    BOOST_TEST(!may_be_closed(background, id, now + dormancy_notice));
}

BOOST_AUTO_TEST_CASE(another_address_was_not_told)
{
    const auto id = dormant(*this);
    BOOST_TEST(tell(background, id));
    store::in_transaction(background, [&](store::Transaction& tx) {
        BOOST_TEST(
            store::change_email(
                tx, *store::find_account(tx.db(), id), *auth::parse_email_address("toinen@example.com"), now + 24h, now)
                .has_value());
        tx.record({store::AuditKind::email_changed, id, "", "", ""}, now);
    });
    BOOST_TEST(!may_be_closed(background, id, now + dormancy_notice));
    BOOST_TEST(untold(background) == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
