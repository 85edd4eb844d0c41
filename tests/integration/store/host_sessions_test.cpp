#include "store/host_sessions.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

namespace {

const std::string origin = "https://portaali.example.fi";

/// A resident who is signed in at the account pages with the session "s".
struct SignedIn : support::FreshDatabase {
    base::AccountId id = account(pages, "matti@example.com");
    SignedIn() { stored_session(pages, session("s", id)); }

    static bool start(
        store::Database& db, const std::string& host_session, const std::string& code, const std::string& from = "s",
        base::Instant at = now)
    {
        return store::start_host_session(
            db,
            {.id = auth::digest(host_session),
             .session = auth::digest(from),
             .origin = origin,
             .code = auth::digest(code)},
            at);
    }

    std::vector<auth::Digest> host_sessions(const std::string& from = "s")
    {
        return store::list_host_sessions(pages, auth::digest(from));
    }
    std::string last_seen() { return text(root, "SELECT last_seen_at FROM session"); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(host_sessions, SignedIn)

BOOST_AUTO_TEST_CASE(a_code_is_exchanged_for_one_session_of_the_host)
{
    BOOST_TEST(host_sessions().empty());
    BOOST_TEST(start(pages, "h1", "code"));
    BOOST_TEST(!start(pages, "h2", "code"));
    BOOST_TEST((host_sessions() == std::vector{auth::digest("h1")}));
    BOOST_TEST(host_sessions("another").empty());
    BOOST_TEST(start(pages, "h2", "another code"));
    BOOST_TEST(host_sessions().size() == 2U);
    BOOST_TEST(text(root, "SELECT MIN(origin) FROM host_session") == origin);
    BOOST_TEST(text(root, "SELECT MIN(created_at) FROM host_session") == base::to_datetime(now));
}

BOOST_AUTO_TEST_CASE(of_twenty_simultaneous_exchanges_of_one_code_one_gets_the_session)
{
    const int started =
        parallel(*this, 20, [](store::Database& db, unsigned i) { return start(db, "h" + std::to_string(i), "code"); });
    BOOST_TEST(started == 1);
    BOOST_TEST(host_sessions().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_sign_in_that_is_over_gives_no_session_of_a_host)
{
    BOOST_TEST(!start(pages, "h", "code", "unknown"));
    BOOST_TEST(!start(pages, "h", "code", "s", now + 12h)); // its absolute end
    store::in_transaction(pages, [&](store::Transaction& tx) { store::end_session(tx, auth::digest("s"), now); });
    BOOST_TEST(!start(pages, "h", "code"));
    BOOST_TEST(host_sessions().empty());
}

BOOST_AUTO_TEST_CASE(a_cookie_of_either_host_tells_whose_it_was_also_when_its_session_has_ended)
{
    const auto other = account(pages, "maija@example.com");
    BOOST_TEST(start(pages, "h", "code"));
    for (const bool has_ended : {false, true}) {
        if (has_ended)
            store::in_transaction(
                pages, [&](store::Transaction& tx) { store::end_session(tx, auth::digest("s"), now); });
        for (const auto* cookie : {"s", "h"}) {
            BOOST_TEST(store::was_session_of(pages, auth::digest(cookie), id), cookie);
            BOOST_TEST(!store::was_session_of(pages, auth::digest(cookie), other), cookie);
        }
        BOOST_TEST(!store::was_session_of(pages, auth::digest("unknown"), id));
    }
}

BOOST_AUTO_TEST_CASE(an_account_that_is_not_active_gives_no_session_of_a_host)
{
    for (const auto state : {store::AccountState::locked, store::AccountState::closed}) {
        (void)store::execute(root, "UPDATE account SET state = ?", state);
        BOOST_TEST(!start(pages, "h", "code"));
    }
    (void)store::execute(root, "UPDATE account SET state = ?", store::AccountState::active);
    BOOST_TEST(start(pages, "h", "code")); // a refusal has not used up the code
}

BOOST_AUTO_TEST_CASE(a_visit_at_the_host_keeps_its_sign_in_alive_and_is_written_once_a_minute)
{
    stored_session(pages, session("other", account(pages, "maija@example.com")));
    BOOST_TEST(start(pages, "h", "code"));
    const auto times = [&] {
        return text(root, "SELECT GROUP_CONCAT(last_seen_at ORDER BY last_seen_at SEPARATOR ' ') FROM session");
    };
    const auto other = base::to_datetime(now);
    store::touch_host_session(pages, auth::digest("h"), now + 30s);
    BOOST_TEST(times() == other + ' ' + other);
    store::touch_host_session(pages, auth::digest("h"), now + 5min);
    BOOST_TEST(times() == other + ' ' + base::to_datetime(now + 5min));
    store::touch_host_session(pages, auth::digest("h"), now + 5min + 30s);
    store::touch_host_session(pages, auth::digest("h"), now); // a process whose clock is behind
    store::touch_host_session(pages, auth::digest("unknown"), now + 1h);
    BOOST_TEST(times() == other + ' ' + base::to_datetime(now + 5min));
}

BOOST_AUTO_TEST_CASE(a_visit_at_the_host_does_not_raise_a_sign_in_that_has_ended)
{
    BOOST_TEST(start(pages, "h", "code"));
    store::in_transaction(pages, [&](store::Transaction& tx) { store::end_session(tx, auth::digest("s"), now); });
    store::touch_host_session(pages, auth::digest("h"), now + 5min);
    BOOST_TEST(last_seen() == base::to_datetime(now));
}

BOOST_AUTO_TEST_CASE(sessions_of_hosts_follow_their_sign_in_to_its_new_id)
{
    BOOST_TEST(start(pages, "h", "code"));
    BOOST_TEST(store::in_transaction(pages, [&](store::Transaction& tx) {
        return store::rotate_session(tx, id, auth::digest("s"), auth::digest("new"), now);
    }));
    BOOST_TEST(host_sessions().empty());
    BOOST_TEST((host_sessions("new") == std::vector{auth::digest("h")}));
}

BOOST_AUTO_TEST_CASE(a_session_that_goes_on_alone_still_knows_on_which_hosts_its_browser_was)
{
    BOOST_TEST(start(pages, "h", "code"));
    BOOST_TEST(store::in_transaction(pages, [&](store::Transaction& tx) {
        return store::go_on_alone(tx, id, auth::digest("s"), auth::digest("new"), now);
    }));
    BOOST_TEST((host_sessions() == std::vector{auth::digest("h")})); // dead, with the session that it comes from
    BOOST_REQUIRE(host_sessions("new").size() == 1U);
    BOOST_TEST((host_sessions("new").front() != auth::digest("h")));
}

BOOST_AUTO_TEST_SUITE_END()
