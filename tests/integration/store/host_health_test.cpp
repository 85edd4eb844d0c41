#include "given.hpp"
#include "store/host_health.hpp"
#include "store/repeatable.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

using namespace given;

namespace {

/// Two hosts that work, and what is known of them.
struct TwoHosts : support::FreshDatabase {
    TwoHosts()
    {
        support::install_database(other);
        auto two = settings;
        two.hosts.insert(two.hosts.begin(), support::database_settings(other).hosts.front());
        db = std::make_unique<store::Database>(two, settings.pages_user, settings.pages_password, down_until_ms);
        store::share_health(*db, health);
    }

    std::string host_in_use() { return text(*db, "SELECT @@socket"); }

    support::MariaDbServer other;
    std::shared_ptr<store::HostHealth> health = store::map_host_health();
    std::unique_ptr<store::Database> db;
};

} // namespace

BOOST_AUTO_TEST_SUITE(host_health)

BOOST_FIXTURE_TEST_CASE(a_host_that_hung_for_another_process_is_left_and_not_tried_first, TwoHosts)
{
    BOOST_TEST(host_in_use() == other.socket());
    const pid_t child = ::fork();
    if (child == 0) {
        health->has_hung(0);
        ::_exit(0);
    }
    BOOST_TEST(::waitpid(child, nullptr, 0) == child);
    BOOST_TEST(health->hung_lately(0));
    BOOST_TEST(!health->hung_lately(1));
    BOOST_TEST(host_in_use() == support::server().socket());
}

BOOST_FIXTURE_TEST_CASE(connections_moves_to_another_host_and_failed_statements_are_counted, TwoHosts)
{
    base::DatabaseMetrics counted;
    db->count_in(counted);
    (void)host_in_use();
    BOOST_TEST((counted.connections == 1 && counted.failovers == 0));
    health->has_hung(0);
    (void)host_in_use();
    BOOST_TEST((counted.connections == 2 && counted.failovers == 1));
    BOOST_CHECK_THROW((void)number(*db, "SELECT COUNT(*) FROM nowhere"), store::DatabaseError);
    BOOST_TEST((counted.other == 1 && counted.lost == 0));
    (void)store::execute(root, "KILL ?", number(*db, "SELECT CONNECTION_ID()"));
    (void)host_in_use();
    BOOST_TEST(counted.other == 1);
    BOOST_TEST(counted.lost == 1);
    BOOST_TEST(counted.connections == 4); // what failed for a reason that nobody knows has cost one, too
}

BOOST_FIXTURE_TEST_CASE(where_every_host_hung_a_connection_made_since_then_stays, TwoHosts)
{
    health->has_hung(0);
    health->has_hung(1);
    const auto connection = number(*db, "SELECT CONNECTION_ID()");
    BOOST_TEST(number(*db, "SELECT CONNECTION_ID()") == connection);
}

BOOST_FIXTURE_TEST_CASE(a_transaction_in_hand_stays_on_its_host, TwoHosts)
{
    store::in_transaction(*db, [&](store::Transaction&) {
        const auto before = host_in_use();
        health->has_hung(0);
        BOOST_TEST(host_in_use() == before);
    });
}

BOOST_FIXTURE_TEST_CASE(a_repeatable_write_whose_connection_was_lost_is_run_again, support::FreshDatabase)
{
    const auto id = account(pages, "a@example.com");
    auto twice = patient();
    twice.hosts.push_back(
        twice.hosts.front()); // what was lost after more than a second is run again on another host alone
    store::Database db{twice, settings.pages_user, settings.pages_password, down_until_ms};
    kill_at_the_gate(*this, db, [&] {
        store::execute_repeatable(
            db, "UPDATE account SET given_name = 'Aino', state = state + 0 * GET_LOCK('gate', 60) WHERE id = ?", id);
    });
    BOOST_TEST(text(root, "SELECT given_name FROM account") == "Aino");
}

BOOST_AUTO_TEST_SUITE_END()
