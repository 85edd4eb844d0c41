#include "store/activity.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace given;
using store::AuditKind;

BOOST_FIXTURE_TEST_SUITE(activity, support::FreshDatabase)

namespace {

void happened(
    store::Database& db, base::AccountId account, AuditKind kind, base::Instant at, const std::string& actor = "",
    const std::string& reference = "")
{
    store::in_transaction(db, [&](store::Transaction& tx) {
        tx.record(
            {.kind = kind,
             .account = account,
             .client_network = "192.0.2.7",
             .detail = "d",
             .reference = reference,
             .actor = actor,
             .unit = actor,
             .reason = actor.empty() ? "" : "because"},
            at);
    });
}

std::vector<AuditKind> kinds(const store::Activities& activities)
{
    std::vector<AuditKind> found;
    for (const auto& each : activities.rows) found.push_back(each.kind);
    return found;
}

using Kinds = std::vector<AuditKind>;

} // namespace

BOOST_AUTO_TEST_CASE(an_owner_sees_the_newest_first_and_nobody_elses)
{
    const auto matti = account(pages, "matti@example.com");
    const auto maija = account(pages, "maija@example.com");
    happened(pages, matti, AuditKind::sign_in, now);
    happened(pages, matti, AuditKind::sign_out, now); // in the same second
    happened(pages, maija, AuditKind::sign_in, now);
    happened(pages, matti, AuditKind::name_changed, now - 1s);
    const auto all = store::list_activities(pages, matti, 0, 3);
    BOOST_TEST((kinds(all) == Kinds{AuditKind::sign_out, AuditKind::sign_in, AuditKind::name_changed}));
    BOOST_TEST(!all.has_older);
    BOOST_TEST(all.rows.at(0).client_network == "192.0.2.7");
    BOOST_TEST((all.rows.at(2).at == now - 1s));
    const auto first = store::list_activities(pages, matti, 0, 2);
    BOOST_TEST((kinds(first) == Kinds{AuditKind::sign_out, AuditKind::sign_in}));
    BOOST_TEST(first.has_older);
    const auto second = store::list_activities(pages, matti, 2, 2);
    BOOST_TEST((kinds(second) == Kinds{AuditKind::name_changed}));
    BOOST_TEST(!second.has_older);
    BOOST_TEST(store::list_activities(pages, matti, 3, 2).rows.empty());
}

BOOST_AUTO_TEST_CASE(what_only_the_machinery_did_is_left_out_but_never_what_staff_did)
{
    const auto matti = account(pages, "matti@example.com");
    happened(pages, matti, AuditKind::password_rehashed, now);
    happened(pages, matti, AuditKind::account_import_refused, now);
    BOOST_TEST(store::list_activities(pages, matti, 0, 20).rows.empty());
    happened(admin, matti, AuditKind::account_import_refused, now, "Lupaneuvonta");
    happened(admin, matti, AuditKind::account_locked, now, "Lupaneuvonta");
    const auto all = store::list_activities(pages, matti, 0, 20);
    BOOST_TEST((kinds(all) == Kinds{AuditKind::account_locked, AuditKind::account_import_refused}));
    BOOST_TEST(all.rows.at(0).unit == "Lupaneuvonta");
    BOOST_TEST(all.rows.at(0).reason == "because");
}

BOOST_AUTO_TEST_CASE(a_sign_in_with_a_new_browser_is_one_event_for_its_owner)
{
    const auto matti = account(pages, "matti@example.com");
    const auto maija = account(pages, "maija@example.com");
    happened(pages, matti, AuditKind::new_device, now, "", "AAAAAAAA");
    happened(pages, matti, AuditKind::sign_in, now, "", "AAAAAAAA");
    BOOST_TEST((kinds(store::list_activities(pages, matti, 0, 9)) == Kinds{AuditKind::new_device}));
    happened(pages, matti, AuditKind::sign_in, now, "", "BBBBBBBB"); // another one in the same second
    happened(pages, maija, AuditKind::sign_in, now, "", "AAAAAAAA");
    BOOST_TEST((kinds(store::list_activities(pages, matti, 0, 9)) == Kinds{AuditKind::sign_in, AuditKind::new_device}));
    BOOST_TEST((kinds(store::list_activities(pages, maija, 0, 9)) == Kinds{AuditKind::sign_in}));
}

BOOST_AUTO_TEST_CASE(a_long_trail_is_read_by_its_index)
{
    const auto matti = account(pages, "matti@example.com");
    (void)store::execute(
        root,
        "INSERT INTO audit_event (at, kind, account_id, operation_id) SELECT ? + INTERVAL seq SECOND, 1,"
        " IF(seq % 10, ?, seq), REPEAT('x', 16) FROM seq_1_to_20000",
        now, matti);
    const auto rows_read = [&] {
        return number(
            pages,
            "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'HANDLER_READ_PREV'");
    };
    const auto before = rows_read();
    BOOST_TEST(store::list_activities(pages, matti, 0, 20).rows.size() == 20U);
    const auto read = rows_read() - before;
    BOOST_TEST(read >= 20);
    BOOST_TEST(read < 40); // backwards along audit_event_activity, and no further than the page
}

BOOST_AUTO_TEST_CASE(a_trail_is_read_from_its_key_alone_where_staff_did_nothing)
{
    const auto matti = account(pages, "matti@example.com");
    const auto add = [&](const char* unit, unsigned first, unsigned last) {
        (void)store::execute(
            root,
            "INSERT INTO audit_event (at, kind, account_id, client_network, detail, reference, unit, reason, "
            "operation_id)"
            " SELECT ? + INTERVAL seq SECOND, 5, ?, '192.0.2.7', 'reset_password', 'AAAAAAAAAAAAAAAAAAAA', ?, ?,"
            " REPEAT('x', 16) FROM seq_1_to_1000 WHERE seq BETWEEN ? AND ?",
            now, matti, unit, unit, first, last);
    };
    const auto pages_of_the_database = [&] {
        const auto requests = [&] {
            return number(
                root, "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS"
                      " WHERE VARIABLE_NAME = 'INNODB_BUFFER_POOL_READ_REQUESTS'");
        };
        // The least of several: what the server does besides adds to a reading and never takes away.
        auto least = std::numeric_limits<std::int64_t>::max();
        for (int reading = 0; reading < 5; ++reading) {
            const auto before = requests();
            BOOST_TEST(store::list_activities(pages, matti, 0, 20).rows.size() == 20U);
            least = std::min(least, requests() - before);
        }
        return least;
    };
    add("", 1, 500);
    const auto from_key = pages_of_the_database();
    add("Lupaneuvonta", 501, 1000);
    // Each of these rows is looked at, in a page of the key's tree at least and one of its own: none was before.
    BOOST_TEST(pages_of_the_database() >= from_key + 2 * 20);
    for (const auto& each : store::list_activities(pages, matti, 0, 20).rows) {
        BOOST_TEST(each.unit == "Lupaneuvonta");
        BOOST_TEST(each.reason == "Lupaneuvonta");
        BOOST_TEST(each.detail == "reset_password");
    }
}

BOOST_AUTO_TEST_CASE(what_staff_did_to_an_account_is_listed_by_itself)
{
    const auto matti = account(pages, "matti@example.com");
    const auto maija = account(pages, "maija@example.com");
    happened(pages, matti, AuditKind::account_viewed, now, "helena");
    happened(pages, matti, AuditKind::sign_in, now + 1s);
    happened(pages, matti, AuditKind::account_locked, now + 2s, "helena");
    happened(pages, maija, AuditKind::account_viewed, now, "helena");
    const auto all = store::list_staff_activities(pages, matti, 10);
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST((all[0].kind == AuditKind::account_locked));
    BOOST_TEST(all[0].unit == "helena");
    BOOST_TEST(all[0].reason == "because");
    BOOST_TEST((all[1].kind == AuditKind::account_viewed));
    BOOST_TEST((store::list_staff_activities(pages, matti, 1).at(0).kind == AuditKind::account_locked));
    BOOST_TEST(store::list_staff_activities(pages, account(pages, "new@example.com"), 10).empty());
}

BOOST_AUTO_TEST_CASE(a_member_of_staff_sees_the_own_acts_and_with_whose_account_they_were)
{
    const auto matti = account(pages, "Matti@example.com");
    const auto erased = account(pages, "erased@example.com");
    happened(pages, erased, AuditKind::account_viewed, now, "helena");
    happened(pages, matti, AuditKind::account_viewed, now + 1s, "helena");
    happened(pages, matti, AuditKind::account_locked, now + 2s, "pekka");
    happened(pages, matti, AuditKind::sign_in, now + 3s);
    (void)store::execute(root, "DELETE FROM account WHERE id = ?", erased);
    const auto all = store::list_acts_of(pages, "helena", 0, 2);
    BOOST_REQUIRE(all.rows.size() == 2U);
    BOOST_TEST(!all.has_older);
    BOOST_TEST(all.rows[0].email == "Matti@example.com");
    BOOST_TEST((all.rows[0].activity.at == now + 1s));
    BOOST_TEST(all.rows[1].email.empty());
    const auto first = store::list_acts_of(pages, "helena", 0, 1);
    BOOST_TEST(first.rows.size() == 1U);
    BOOST_TEST(first.has_older);
    BOOST_TEST(store::list_acts_of(pages, "helena", 1, 1).rows.at(0).email.empty());
    BOOST_TEST(store::list_acts_of(pages, "helena", 2, 1).rows.empty());
    BOOST_TEST(store::list_acts_of(pages, "nobody", 0, 10).rows.empty());
}

BOOST_AUTO_TEST_CASE(it_is_known_whether_a_member_of_staff_looked_at_an_account_lately)
{
    const auto matti = account(pages, "matti@example.com");
    const auto maija = account(pages, "maija@example.com");
    happened(pages, matti, AuditKind::account_viewed, now, "helena");
    happened(pages, matti, AuditKind::account_locked, now + 1h, "pekka");
    BOOST_TEST(store::has_looked(pages, "helena", matti, now));
    BOOST_TEST(store::has_event(pages, matti, AuditKind::account_viewed, now));
    BOOST_TEST(!store::has_event(pages, matti, AuditKind::account_viewed, now + 1s));
    BOOST_TEST(!store::has_event(pages, maija, AuditKind::account_viewed, now));
    BOOST_TEST(!store::has_event(pages, matti, AuditKind::link_refused, now));
    BOOST_TEST(!store::has_looked(pages, "helena", matti, now + 1s));
    BOOST_TEST(!store::has_looked(pages, "helena", maija, now));
    BOOST_TEST(!store::has_looked(pages, "pekka", matti, now)); // another act is no look
}

BOOST_AUTO_TEST_SUITE_END()
