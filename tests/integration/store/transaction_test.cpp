#include "forwarder.hpp"
#include "given.hpp"

#include <boost/test/unit_test.hpp>

#include <barrier>

using namespace given;
using AtCommit = Forwarder::AtCommit;

namespace {

struct ThroughForwarder : support::FreshDatabase {
    ThroughForwarder() { far_settings.hosts[0].socket = forwarder.socket(); }

    Forwarder forwarder{support::server().socket()};
    base::DatabaseSettings far_settings = settings;
    std::unique_ptr<store::Database> far_database;
    int runs = 0;

    store::Database& far()
    {
        if (!far_database) {
            far_database = std::make_unique<store::Database>(
                far_settings, settings.pages_user, settings.pages_password, down_until_ms);
        }
        return *far_database;
    }

    /// Uses the token "t" and sets the password; the result names the run.
    int use_token(store::Transaction& tx, base::AccountId id)
    {
        ++runs;
        const auto used = store::consume_link_token(tx, auth::digest("t"), store::LinkPurpose::set_password, now);
        const bool is_set = used && store::set_password(tx, id, used->password_generation, "$new$", now);
        tx.record(
            {.kind = store::AuditKind::password_set,
             .account = id,
             .client_network = "",
             .detail = "",
             .reference = ""},
            now);
        return is_set ? runs : -runs;
    }

    base::AccountId account_with_token()
    {
        const auto id = account(pages, "matti@example.com", "$old$");
        stored_link(background, "t", link(id, "matti@example.com"), now);
        return id;
    }

    std::string password_of(base::AccountId id) { return store::find_account(pages, id)->password_hash.value(); }
    bool token_is_good()
    {
        return store::find_link_token(pages, auth::digest("t"), store::LinkPurpose::set_password, now).has_value();
    }
    std::int64_t events() { return number(root, "SELECT COUNT(*) FROM audit_event"); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(transactions, ThroughForwarder)

BOOST_AUTO_TEST_CASE(a_unit_is_committed_and_returns_its_result)
{
    const auto id = account_with_token();
    BOOST_TEST(store::in_transaction(far(), [&](store::Transaction& tx) { return use_token(tx, id); }) == 1);
    BOOST_TEST(password_of(id) == "$new$");
    BOOST_TEST(events() == 1);
}

BOOST_AUTO_TEST_CASE(a_commit_whose_answer_was_lost_is_recognised_and_not_repeated)
{
    const auto id = account_with_token();
    forwarder.at_next_commit(AtCommit::cut_after);
    BOOST_TEST(store::in_transaction(far(), [&](store::Transaction& tx) { return use_token(tx, id); }) == 1);
    BOOST_TEST(runs == 1);
    BOOST_TEST(password_of(id) == "$new$");
    BOOST_TEST(store::find_account(pages, id)->password_generation == 2U);
    BOOST_TEST(events() == 1);
}

BOOST_AUTO_TEST_CASE(a_commit_that_never_arrived_is_repeated_as_a_whole)
{
    const auto id = account_with_token();
    forwarder.at_next_commit(AtCommit::cut_before);
    BOOST_TEST(store::in_transaction(far(), [&](store::Transaction& tx) { return use_token(tx, id); }) == 2);
    BOOST_TEST(password_of(id) == "$new$");
    BOOST_TEST(store::find_account(pages, id)->password_generation == 2U);
    BOOST_TEST(events() == 1);
}

BOOST_AUTO_TEST_CASE(a_commit_that_is_still_under_way_is_waited_for)
{
    const auto id = account_with_token();
    far_settings.query_timeout = patient().query_timeout;
    forwarder.at_next_commit(AtCommit::hold);
    const std::jthread releaser{[&](const std::stop_token& over) {
        store::Database watch{patient(), "root", {}, down_until_ms};
        while (number(
                   watch, "SELECT variable_value FROM information_schema.global_status"
                          " WHERE variable_name = 'INNODB_ROW_LOCK_CURRENT_WAITS'") == 0)
            if (over.stop_requested()) return; // nobody waits
        forwarder.release();
    }};
    BOOST_TEST(store::in_transaction(far(), [&](store::Transaction& tx) { return use_token(tx, id); }) == 1);
    BOOST_TEST(runs == 1);
    BOOST_TEST(store::find_account(pages, id)->password_generation == 2U);
    BOOST_TEST(events() == 1);
}

BOOST_AUTO_TEST_CASE(a_lost_commit_that_left_no_operation_id_is_reported_as_uncertain)
{
    const auto id = account_with_token();
    forwarder.at_next_commit(AtCommit::cut_after);
    const auto unit = [&](store::Transaction& tx) { store::stop_mails(tx, id, now); };
    BOOST_CHECK_THROW(store::in_transaction(far(), unit), store::OutcomeUnknown);
}

BOOST_AUTO_TEST_CASE(a_server_that_turns_read_only_before_commit_commits_nothing)
{
    const auto id = account_with_token();
    const auto unit = [&](store::Transaction& tx) {
        const int result = use_token(tx, id);
        (void)store::execute(root, "SET GLOBAL read_only = 1");
        return result;
    };
    BOOST_CHECK_THROW((void)store::in_transaction(far(), unit), store::DatabaseUnavailable);
    support::server().administer("SET GLOBAL read_only = 0");
    BOOST_TEST(pages.probe());
    BOOST_TEST(runs == 1);
    BOOST_TEST(password_of(id) == "$old$");
    BOOST_TEST(token_is_good());
    BOOST_TEST(events() == 0);
}

BOOST_AUTO_TEST_CASE(a_connection_lost_in_the_middle_is_replaced_and_the_unit_repeated)
{
    const auto id = account_with_token();
    const auto unit = [&](store::Transaction& tx) {
        const int result = use_token(tx, id);
        if (runs == 1) (void)store::execute(root, "KILL ?", number(tx.db(), "SELECT CONNECTION_ID()"));
        tx.record(
            {.kind = store::AuditKind::sign_in, .account = id, .client_network = "", .detail = "", .reference = ""},
            now);
        return result;
    };
    BOOST_TEST(store::in_transaction(far(), unit) == 2);
    BOOST_TEST(store::find_account(pages, id)->password_generation == 2U);
    BOOST_TEST(events() == 2);
}

BOOST_AUTO_TEST_CASE(a_connection_killed_while_it_rested_goes_unnoticed)
{
    const auto id = account_with_token();
    (void)store::execute(root, "KILL ?", number(far(), "SELECT CONNECTION_ID()"));
    BOOST_TEST(store::in_transaction(far(), [&](store::Transaction& tx) { return use_token(tx, id); }) == 1);
}

BOOST_AUTO_TEST_CASE(two_units_that_deadlock_both_take_effect_once)
{
    const auto a = account(pages, "a@example.com");
    const auto b = account(pages, "b@example.com");
    std::barrier both_hold_one{2};
    std::atomic<int> all_runs{0};
    const auto raise = [&](base::AccountId first, base::AccountId second) {
        store::Database db{patient(), settings.pages_user, settings.pages_password, down_until_ms};
        bool is_first_run = true;
        store::in_transaction(db, [&](store::Transaction& tx) {
            ++all_runs;
            const auto add = [&](base::AccountId id) {
                (void)store::execute(
                    tx.db(), "UPDATE account SET password_generation = password_generation + 1 WHERE id = ?", id);
            };
            add(first);
            if (std::exchange(is_first_run, false)) both_hold_one.arrive_and_wait();
            add(second);
        });
    };
    {
        const std::jthread other{[&] { raise(b, a); }};
        raise(a, b);
    }
    BOOST_TEST(all_runs == 3);
    BOOST_TEST(number(root, "SELECT SUM(password_generation) FROM account") == 2 * 3);
}

BOOST_AUTO_TEST_CASE(a_wait_for_a_row_that_took_as_long_as_it_may_is_not_waited_again)
{
    const auto id = account(pages, "a@example.com");
    auto impatient = settings;
    impatient.query_timeout = 3s; // one for the lock
    store::Database db{impatient, settings.pages_user, settings.pages_password, down_until_ms};
    store::in_transaction(root, [&](store::Transaction& tx) {
        (void)store::execute(tx.db(), "UPDATE account SET given_name = 'x' WHERE id = ?", id);
        const auto unit = [&](store::Transaction& inner) {
            ++runs;
            (void)store::execute(inner.db(), "UPDATE account SET given_name = 'y' WHERE id = ?", id);
        };
        BOOST_CHECK_EXCEPTION(store::in_transaction(db, unit), store::DatabaseUnavailable, [](const auto& error) {
            return dynamic_cast<const store::DatabaseUnreachable*>(&error) == nullptr;
        });
    });
    BOOST_TEST(runs == 1);
    BOOST_TEST(store::find_account(pages, id)->given_name == "x");
}

BOOST_AUTO_TEST_CASE(an_exception_out_of_the_unit_rolls_back_and_passes_on)
{
    const auto id = account_with_token();
    const auto unit = [&](store::Transaction& tx) -> int {
        (void)use_token(tx, id);
        throw std::domain_error{"between two statements"};
    };
    BOOST_CHECK_THROW((void)store::in_transaction(pages, unit), std::domain_error);
    BOOST_TEST(password_of(id) == "$old$");
    BOOST_TEST(token_is_good());
    BOOST_TEST(events() == 0);
}

BOOST_AUTO_TEST_CASE(a_unit_that_swallows_a_failure_commits_nothing)
{
    const auto id = account_with_token();
    const auto unit = [&](store::Transaction& tx) {
        (void)use_token(tx, id);
        BOOST_CHECK_THROW((void)store::execute(tx.db(), "UPDATE no_such_table SET x = 1"), store::DatabaseError);
        BOOST_CHECK_THROW(
            (void)store::execute(tx.db(), "UPDATE account SET given_name = 'outside'"), store::DatabaseError);
    };
    BOOST_CHECK_THROW(store::in_transaction(pages, unit), store::DatabaseError);
    BOOST_TEST(password_of(id) == "$old$");
    BOOST_TEST(token_is_good());
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM account WHERE given_name = 'outside'") == 0);
}

BOOST_AUTO_TEST_CASE(a_duplicate_within_a_unit_is_an_outcome_and_the_unit_goes_on)
{
    (void)account(pages, "matti@example.com");
    const bool created = store::in_transaction(pages, [](store::Transaction& tx) {
        const store::NewAccount again{
            .email = auth::parse_email_address("matti@example.com").value(),
            .given_name = "",
            .family_name = "",
            .language = std::nullopt,
            .password_hash = std::nullopt};
        const bool is_new = store::create_account(tx, again, now).has_value();
        tx.record(
            {.kind = store::AuditKind::account_registered,
             .account = {},
             .client_network = "",
             .detail = "taken",
             .reference = ""},
            now);
        return is_new;
    });
    BOOST_TEST(!created);
    BOOST_TEST(events() == 1);
}

BOOST_AUTO_TEST_CASE(a_transaction_within_a_transaction_is_refused)
{
    const auto unit = [&](store::Transaction& tx) { store::in_transaction(tx.db(), [](store::Transaction&) {}); };
    BOOST_CHECK_THROW(store::in_transaction(pages, unit), store::DatabaseError);
    BOOST_TEST(number(pages, "SELECT COUNT(*) FROM account") == 0);
}

BOOST_AUTO_TEST_CASE(an_event_with_texts_too_long_for_their_columns_never_fails_the_unit)
{
    store::in_transaction(pages, [](store::Transaction& tx) {
        tx.record(
            {.kind = store::AuditKind::sign_in,
             .account = {},
             .client_network = std::string(200, '\xff'),
             .detail = std::string(2000, 'x'),
             .reference = std::string(200, 'A')},
            now);
    });
    BOOST_TEST(number(root, "SELECT CHAR_LENGTH(detail) FROM audit_event") == 500);
}

BOOST_AUTO_TEST_SUITE_END()
