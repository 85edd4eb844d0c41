#include "flow/check.hpp"

#include "app/revocations.hpp"
#include "auth/secret.hpp"
#include "pool/lookup_slot.hpp"
#include "store/email_changes.hpp"
#include "store/host_sessions.hpp"
#include "store/sessions.hpp"
#include "support/mariadb.hpp"
#include "unit/view/kokkola.hpp"

#include <boost/test/unit_test.hpp>

#include <future>
#include <thread>

using namespace std::chrono_literals;

namespace {

const std::string portal = "https://portaali.example.fi";
const std::string second_portal = "https://toinen.example.fi";
constexpr base::Instant now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 8h;

/// The environment that nginx sends for one check.
class Request {
public:
    explicit Request(std::vector<std::string> entries) : entries_{std::move(entries)}
    {
        for (auto& entry : entries_) pointers_.push_back(entry.data());
        pointers_.push_back(nullptr);
    }
    [[nodiscard]] http::Parameters parameters() { return http::Parameters{pointers_.data()}; }

private:
    std::vector<std::string> entries_;
    std::vector<char*> pointers_;
};

struct CheckFixture : support::FreshDatabase {
    CheckFixture() { app::tell_ended_sessions(pages, *shared); }

    base::AccountId resident(const std::string& address)
    {
        return store::in_transaction(pages, [&](store::Transaction& tx) {
            return store::create_account(
                       tx,
                       {.email = auth::parse_email_address(address).value(),
                        .given_name = "Åke",
                        .family_name = "Öst, 100 %",
                        .language = std::nullopt,
                        .password_hash = "$hash$"},
                       now)
                .value();
        });
    }

    /// The value of the session cookie.
    std::string sign_in(base::AccountId account, base::Instant at = now)
    {
        const auto id = auth::new_session_id();
        store::in_transaction(pages, [&](store::Transaction& tx) {
            store::start_session(
                tx, store::enter(tx, account, std::nullopt, at).value(),
                {.id = auth::digest(id),
                 .times = {at, at, at, at + 12h, 60min},
                 .remembered = false,
                 .user_agent = ""});
        });
        return id.reveal();
    }

    std::string
    ask(const std::string& cookies, base::Instant at = now, const std::string& require = "",
        const std::string& origin = "https://asiointi.example.fi")
    {
        Request request{
            {"REQUEST_METHOD=GET", "HTTP_COOKIE=" + cookies, "ASIOINTI_REQUIRE=" + require,
             "ASIOINTI_ORIGIN=" + origin}};
        return check.answer(request.parameters(), at);
    }

    /// The value of the cookie on a portal's host, exchanged for a code of a sign-in here.
    std::optional<std::string>
    hand_over(const std::string& session, const std::string& origin = portal, const std::string& code = "code")
    {
        const auto id = auth::new_session_id();
        const bool started = store::start_host_session(
            pages,
            {.id = auth::digest(id),
             .session = auth::digest(base::SessionId{session}),
             .origin = origin,
             .code = auth::digest(code)},
            now);
        return started ? std::optional{id.reveal()} : std::nullopt;
    }

    std::string ask_at(const std::string& origin, const std::string& session, base::Instant at = now)
    {
        return ask("__Host-asiointi=" + session, at, "", origin);
    }

    std::string ask_for(const std::string& session, base::Instant at = now, const std::string& require = "")
    {
        return ask("x=1; __Host-asiointi=" + session, at, require);
    }

    void end(const std::string& session)
    {
        store::in_transaction(pages, [&](store::Transaction& tx) {
            return store::end_session(tx, auth::digest(base::SessionId{session}), now);
        });
    }

    void old_user(const std::string& id, base::AccountId account, int linked_after_s)
    {
        (void)store::execute(
            root,
            "INSERT INTO legacy_user (portal_user_id, status, account_id, linked_at, imported_at)"
            " VALUES (?, 1, ?, ?, ?)",
            id, account, now + std::chrono::seconds{linked_after_s}, now);
    }

    std::shared_ptr<pool::Shared> shared = pool::map_shared();
    flow::Check check{pages, *shared, {.base_url = "https://asiointi.example.fi", .portals = {portal, second_portal}}};
};

bool is(const std::string& response, const std::string& status)
{
    return response.starts_with("Status: " + status + ' ');
}

bool has(const std::string& response, const std::string& line)
{
    return response.find("\r\n" + line + "\r\n") != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(check, CheckFixture)

BOOST_AUTO_TEST_CASE(the_portal_learns_who_is_signed_in_in_headers_that_cannot_be_split)
{
    const auto account = resident("ake@example.com");
    old_user("77", account, 5);
    old_user("1234", account, 0);
    old_user("8,\r\n", account, 9);
    const auto response = ask_for(sign_in(account));
    BOOST_TEST(is(response, "204"));
    BOOST_TEST(has(response, "X-Asiointi-Account: " + store::find_account(pages, account)->public_id));
    BOOST_TEST(has(response, "X-Asiointi-User: 1234"));
    BOOST_TEST(has(response, "X-Asiointi-Users: 1234,77,8%2C%0D"));
    BOOST_TEST(has(response, "X-Asiointi-Name: %C3%85ke%20%C3%96st%2C%20100%20%25"));
    BOOST_TEST(has(response, "X-Asiointi-Email: ake@example.com"));
    BOOST_TEST(has(response, "X-Asiointi-Assurance: weak"));
    BOOST_TEST(response.find("Set-Cookie") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(who_has_no_old_user_has_no_such_headers)
{
    const auto response = ask_for(sign_in(resident("uusi@example.com")));
    BOOST_TEST(is(response, "204"));
    BOOST_TEST(response.find("X-Asiointi-User") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(everybody_else_is_not_signed_in)
{
    const auto session = sign_in(resident("a@example.com"));
    for (const auto& cookies :
         {std::string{}, std::string{"__Host-asiointi="}, std::string{"__Host-asiointi=" + std::string(43, 'A')},
          "__host-asiointi=" + session, "__Host-asiointi=" + session + "; __Host-asiointi=" + session,
          "__Host-asiointi=" + session + "x", std::string(9000, ';')})
        BOOST_TEST(is(ask(cookies), "401"), cookies.substr(0, 60));
    Request doubled{{"HTTP_COOKIE=__Host-asiointi=" + session, "HTTP_COOKIE=__Host-asiointi=" + session}};
    BOOST_TEST(is(check.answer(doubled.parameters(), now), "401"));
    BOOST_TEST(is(ask_for(session), "204"));
}

BOOST_AUTO_TEST_CASE(a_rule_that_asks_for_more_than_a_password_is_refused_and_no_loop)
{
    const auto session = sign_in(resident("a@example.com"));
    BOOST_TEST(is(ask_for(session, now, "weak"), "204"));
    BOOST_TEST(is(ask_for(session, now, "substantial"), "403"));
    BOOST_TEST(is(ask("", now, "substantial"), "401"));
}

BOOST_AUTO_TEST_CASE(a_session_that_ends_on_this_machine_is_refused_at_the_next_check)
{
    const auto account = resident("a@example.com");
    const auto here = sign_in(account);
    const auto there = sign_in(account);
    BOOST_TEST(is(ask_for(here), "204"));
    BOOST_TEST(is(ask_for(there), "204"));
    end(here);
    BOOST_TEST(is(ask_for(here), "401"));
    BOOST_TEST(is(ask_for(there), "204"));
}

BOOST_AUTO_TEST_CASE(a_change_of_name_or_state_shows_at_the_next_check)
{
    const auto account = resident("a@example.com");
    const auto session = sign_in(account);
    BOOST_TEST(is(ask_for(session), "204"));
    store::in_transaction(pages, [&](store::Transaction& tx) { store::set_names(tx, account, "Uusi", "Nimi", now); });
    BOOST_TEST(has(ask_for(session), "X-Asiointi-Name: Uusi%20Nimi"));
    store::in_transaction(
        pages, [&](store::Transaction& tx) { (void)store::lock_account(tx, account, store::StateReason::staff, now); });
    BOOST_TEST(is(ask_for(session), "401"));
}

BOOST_AUTO_TEST_CASE(what_another_machine_ends_takes_effect_through_the_feed_also_when_its_row_commits_late)
{
    const auto account = resident("a@example.com");
    const auto session = sign_in(account);
    BOOST_TEST(is(ask_for(session), "204"));
    store::Database elsewhere{settings, settings.pages_user, settings.pages_password, never_down};
    app::RevocationFeed feed{background, *shared};
    feed.follow(now + 8s); // a row of a later id was seen already when this one commits with its earlier time
    store::in_transaction(elsewhere, [&](store::Transaction& tx) {
        return store::end_session(tx, auth::digest(base::SessionId{session}), now);
    });
    BOOST_TEST(is(ask_for(session), "204")); // nobody here knows yet
    feed.follow(now + 9s);
    BOOST_TEST(is(ask_for(session), "401"));
}

BOOST_AUTO_TEST_CASE(a_database_that_was_away_for_as_long_as_a_memory_is_trusted_hides_no_end)
{
    const auto session = sign_in(resident("a@example.com"));
    app::RevocationFeed feed{background, *shared};
    feed.follow(now);
    BOOST_TEST(is(ask_for(session), "204"));
    store::Database elsewhere{settings, settings.pages_user, settings.pages_password, never_down};
    store::in_transaction(elsewhere, [&](store::Transaction& tx) {
        return store::end_session(tx, auth::digest(base::SessionId{session}), now + 1s);
    });
    feed.follow(now + 28s);
    BOOST_TEST(is(ask_for(session, now + 29s), "401"));
}

BOOST_AUTO_TEST_CASE(an_end_written_by_a_host_whose_clock_is_almost_a_minute_behind_is_told_all_the_same)
{
    const auto session = sign_in(resident("a@example.com"));
    BOOST_TEST(is(ask_for(session), "204"));
    store::Database elsewhere{settings, settings.pages_user, settings.pages_password, never_down};
    store::in_transaction(elsewhere, [&](store::Transaction& tx) {
        return store::end_session(tx, auth::digest(base::SessionId{session}), now - 59s);
    });
    app::RevocationFeed feed{background, *shared};
    feed.follow(now + 1s);
    BOOST_TEST(is(ask_for(session), "401"));
}

BOOST_AUTO_TEST_CASE(a_ring_that_overflowed_empties_the_memory)
{
    const auto account = resident("a@example.com");
    const auto session = sign_in(account);
    BOOST_TEST(is(ask_for(session), "204"));
    end(session);
    for (std::size_t i = 0; i < 2 * pool::ended_ring_size; ++i) pool::tell_ended(shared->ended, {});
    BOOST_TEST(is(ask_for(session), "401"));
}

BOOST_AUTO_TEST_CASE(with_the_database_away_the_memory_lives_out_its_time_and_all_else_is_unknown)
{
    const auto known = sign_in(resident("a@example.com"));
    const auto unknown = sign_in(resident("b@example.com"));
    BOOST_TEST(is(ask_for(known), "204"));
    down_until_ms = std::numeric_limits<std::int64_t>::max();
    BOOST_TEST(is(ask_for(known, now + 29s), "204"));
    BOOST_TEST(is(ask_for(unknown), "503"));
    BOOST_TEST(is(ask_for(known, now + 30s), "503"));
    down_until_ms = 0;
    BOOST_TEST(is(ask_for(known, now + 31s), "204"));
}

BOOST_AUTO_TEST_CASE(a_session_ends_on_time_also_out_of_the_memory)
{
    const auto session = sign_in(resident("a@example.com"));
    BOOST_TEST(is(ask_for(session, now + 60min - 20s), "204"));
    (void)store::execute(root, "UPDATE session SET expires_at = ?", now + 60min);
    BOOST_TEST(is(ask_for(session, now + 60min - 19s), "204"));
    const auto idle = sign_in(resident("b@example.com"));
    BOOST_TEST(is(ask_for(idle, now + 60min), "401"));
}

BOOST_AUTO_TEST_CASE(that_somebody_was_seen_is_written_once_a_minute_at_most_whichever_worker_sees_them)
{
    const auto session = sign_in(resident("a@example.com"));
    flow::Check other{pages, *shared, {.base_url = "https://asiointi.example.fi", .portals = {portal, second_portal}}};
    const auto seen = [&] {
        return store::find_one(
            root, [](const store::Row& row) { return row.instant(0); }, "SELECT last_seen_at FROM session");
    };
    Request request{{"HTTP_COOKIE=__Host-asiointi=" + session}};
    for (const auto& [at, expected] : {std::pair{59s, 0s}, {60s, 60s}, {75s, 60s}, {119s, 60s}, {120s, 120s}}) {
        BOOST_TEST(is(ask_for(session, now + at), "204"));
        BOOST_TEST(is(other.answer(request.parameters(), now + at), "204"));
        BOOST_TEST((seen() == now + expected), at.count());
    }
}

BOOST_AUTO_TEST_CASE(
    while_others_wait_for_the_database_who_is_known_is_answered_and_nobody_else_waits_for_long)
{
    const auto known = sign_in(resident("a@example.com"));
    const auto unknown = sign_in(resident("b@example.com"));
    BOOST_TEST(is(ask_for(known), "204"));
    std::promise<void> answered;
    std::promise<void> taken;
    // Another check worker, whose lookup hangs.
    std::thread other{[&] {
        const auto slot = pool::take_lookup_slot(*shared, 1, 0ms);
        taken.set_value();
        answered.get_future().wait();
    }};
    taken.get_future().wait();
    BOOST_TEST(is(ask_for(known), "204"));
    BOOST_TEST(is(ask_for(known, now + 29s), "204"));
    BOOST_TEST(is(ask_for(unknown), "503"));
    for (int i = 0; i < 3; ++i) BOOST_TEST(is(ask_for(auth::new_session_id().reveal()), "503"));
    answered.set_value();
    other.join();
    BOOST_TEST(is(ask_for(unknown), "204"));
}

BOOST_AUTO_TEST_CASE(that_somebody_was_seen_is_not_written_while_others_wait_for_the_database)
{
    const auto session = sign_in(resident("a@example.com"), now - 50s);
    BOOST_TEST(is(ask_for(session), "204"));
    const auto seen = [&] {
        return store::find_one(
            root, [](const store::Row& row) { return row.instant(0); }, "SELECT last_seen_at FROM session");
    };
    {
        const auto slot = pool::take_lookup_slot(*shared, 1, 0ms);
        BOOST_REQUIRE(slot);
        BOOST_TEST(is(ask_for(session, now + 15s), "204"));
        BOOST_TEST((seen() == now - 50s));
    }
    BOOST_TEST(is(ask_for(session, now + 16s), "204"));
    BOOST_TEST((seen() == now + 16s));
}

BOOST_AUTO_TEST_CASE(the_portal_is_told_of_whatever_name_there_is)
{
    const auto account = resident("a@example.com");
    const auto session = sign_in(account);
    const auto named = [&](const std::string& given, const std::string& family, const std::string& header) {
        store::in_transaction(
            pages, [&](store::Transaction& tx) { store::set_names(tx, account, given, family, now); });
        return has(ask_for(session), "X-Asiointi-Name: " + header);
    };
    BOOST_TEST(named("Matti", "", "Matti"));
    BOOST_TEST(named("", "Puu Oy", "Puu%20Oy"));
    BOOST_TEST(named("", "", "")); // never the address, which has a header of its own
}

BOOST_AUTO_TEST_CASE(the_bar_names_a_person_without_a_name_by_the_address_and_is_left_out_where_there_are_no_pages)
{
    const auto account = resident("nimeton@example.com");
    store::in_transaction(pages, [&](store::Transaction& tx) { store::set_names(tx, account, "", "", now); });
    Request request{{"HTTP_COOKIE=__Host-asiointi=" + sign_in(account)}};
    BOOST_TEST(check.bar(request.parameters(), now).find("nimeton@example.com") == std::string::npos);
    flow::Check with_pages{
        pages, *shared, {.base_url = "https://asiointi.example.fi", .portals = {}, .pages = &kokkola::pages()}};
    BOOST_TEST(with_pages.bar(request.parameters(), now).find(">nimeton@example.com</a>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_session_whose_time_is_over_is_refused_though_the_memory_still_holds)
{
    const auto session = sign_in(resident("a@example.com"), now - 12h + 10s);
    (void)store::execute(root, "UPDATE session SET last_seen_at = ?", now);
    BOOST_TEST(is(ask_for(session), "204"));
    BOOST_TEST(is(ask_for(session, now + 9s), "204"));
    down_until_ms = std::numeric_limits<std::int64_t>::max(); // nobody asks the database about it
    BOOST_TEST(is(ask_for(session, now + 10s), "401"));
    down_until_ms = 0;
    BOOST_TEST(is(ask_for(session, now + 11s), "401"));
}

BOOST_AUTO_TEST_CASE(a_known_session_is_good_while_the_database_is_away_though_nobody_can_note_that_it_was_seen)
{
    const auto session = sign_in(resident("a@example.com"), now - 50s);
    BOOST_TEST(is(ask_for(session), "204"));
    down_until_ms = std::numeric_limits<std::int64_t>::max();
    BOOST_TEST(is(ask_for(session, now + 15s), "204"));
    down_until_ms = 0;
    const auto seen = store::find_one(
        root, [](const store::Row& row) { return row.instant(0); }, "SELECT last_seen_at FROM session");
    BOOST_TEST((seen == now - 50s));
}

BOOST_AUTO_TEST_CASE(a_session_of_the_portals_host_is_good_there_and_nowhere_else)
{
    const auto session = sign_in(resident("a@example.com"));
    const auto there = hand_over(session).value();
    for (int i = 0; i < 2; ++i) { // from the database, and from memory
        BOOST_TEST(is(ask_at(portal, there), "204"));
        BOOST_TEST(is(ask_at("http://PORTAALI.example.fi", there), "204")); // TLS ends before nginx
        BOOST_TEST(is(ask_at(second_portal, there), "401"));
        BOOST_TEST(is(ask_at("https://kolmas.example.fi", there), "401"));
        BOOST_TEST(is(ask_at(portal + ":8443", there), "401"));
        BOOST_TEST(is(ask_for(there), "401"));
        BOOST_TEST(is(ask_at(portal, session), "401"));
        BOOST_TEST(is(ask_for(session), "204"));
    }
    Request unnamed{{"HTTP_COOKIE=__Host-asiointi=" + session}};
    BOOST_TEST(is(check.answer(unnamed.parameters(), now), "204"));
}

BOOST_AUTO_TEST_CASE(a_code_is_exchanged_once_and_for_a_sign_in_that_lives)
{
    const auto account = resident("a@example.com");
    const auto session = sign_in(account);
    BOOST_TEST(hand_over(session, portal, "one").has_value());
    BOOST_TEST(!hand_over(session, portal, "one"));
    BOOST_TEST(!hand_over(sign_in(account), portal, "one"));
    end(session);
    BOOST_TEST(!hand_over(session, portal, "two"));
    BOOST_TEST(!hand_over(auth::new_session_id().reveal(), portal, "three"));
    BOOST_TEST(!hand_over(sign_in(account, now - 12h), portal, "four"));
    const auto locked = sign_in(account);
    (void)store::execute(root, "UPDATE account SET state = ?", store::AccountState::locked);
    BOOST_TEST(!hand_over(locked, portal, "five"));
}

BOOST_AUTO_TEST_CASE(a_session_of_the_portals_host_ends_with_its_sign_in_at_the_next_check)
{
    const auto account = resident("a@example.com");
    const auto session = sign_in(account);
    const auto there = hand_over(session).value();
    const auto elsewhere = hand_over(sign_in(account), portal, "other").value();
    BOOST_TEST(is(ask_at(portal, there), "204"));
    BOOST_TEST(is(ask_at(portal, elsewhere), "204"));
    end(session);
    BOOST_TEST(is(ask_at(portal, there), "401"));
    BOOST_TEST(is(ask_at(portal, elsewhere), "204"));
}

BOOST_AUTO_TEST_CASE(a_new_password_ends_the_session_of_the_portals_host_whose_cookie_somebody_may_have_copied)
{
    const auto account = resident("a@example.com");
    const auto session = sign_in(account);
    const auto there = hand_over(session).value();
    BOOST_TEST(is(ask_at(portal, there), "204"));
    const auto fresh = auth::new_session_id();
    BOOST_TEST(store::in_transaction(pages, [&](store::Transaction& tx) {
        return store::go_on_alone(tx, account, auth::digest(base::SessionId{session}), auth::digest(fresh), now);
    }));
    BOOST_TEST(is(ask_at(portal, there), "401"));
    BOOST_TEST(is(ask_for(session), "401"));
    BOOST_TEST(is(ask_for(fresh.reveal()), "204"));
    const auto anew = hand_over(fresh.reveal(), portal, "another code");
    BOOST_REQUIRE(anew.has_value());
    BOOST_TEST(is(ask_at(portal, *anew), "204"));
}

BOOST_AUTO_TEST_CASE(another_machine_ends_a_session_of_the_portals_host_through_the_feed)
{
    const auto session = sign_in(resident("a@example.com"));
    const auto there = hand_over(session).value();
    BOOST_TEST(is(ask_at(portal, there), "204"));
    store::Database elsewhere{settings, settings.pages_user, settings.pages_password, never_down};
    store::in_transaction(elsewhere, [&](store::Transaction& tx) {
        return store::end_session(tx, auth::digest(base::SessionId{session}), now);
    });
    app::RevocationFeed feed{background, *shared};
    feed.follow(now + 1s);
    BOOST_TEST(is(ask_at(portal, there), "401"));
}

BOOST_AUTO_TEST_CASE(giving_the_password_again_keeps_the_session_of_the_portals_host)
{
    const auto account = resident("a@example.com");
    const auto session = sign_in(account);
    const auto there = hand_over(session).value();
    BOOST_TEST(is(ask_at(portal, there), "204"));
    const auto fresh = auth::new_session_id();
    BOOST_TEST(store::in_transaction(pages, [&](store::Transaction& tx) {
        return store::rotate_session(tx, account, auth::digest(base::SessionId{session}), auth::digest(fresh), now);
    }));
    BOOST_TEST(is(ask_for(session), "401"));
    BOOST_TEST(is(ask_at(portal, there), "204"));
    BOOST_TEST(is(ask_at(portal, there, now + 31s), "204"));
    end(fresh.reveal());
    BOOST_TEST(is(ask_at(portal, there, now + 31s), "401"));
}

BOOST_AUTO_TEST_CASE(who_works_on_the_portals_host_does_not_idle_out_at_the_account_pages)
{
    const auto session = sign_in(resident("a@example.com"));
    const auto there = hand_over(session).value();
    BOOST_TEST(is(ask_at(portal, there, now + 50min), "204"));
    BOOST_TEST(is(ask_for(session, now + 100min), "204"));
    BOOST_TEST(is(ask_at(portal, there, now + 12h), "401"));
}

BOOST_AUTO_TEST_SUITE_END()
