#include "given.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

BOOST_FIXTURE_TEST_SUITE(sessions, support::FreshDatabase)

namespace {

bool is_signed_in(store::Database& db, const std::string& id, base::Instant at = now)
{
    return store::find_session(db, auth::digest(id), at).has_value();
}

std::int64_t revocations(store::Database& root, const std::string& id)
{
    return number(root, "SELECT COUNT(*) FROM session_revocation WHERE session_id = ?", auth::digest(id));
}

std::int64_t revocations_of_accounts(store::Database& root)
{
    return number(root, "SELECT COUNT(*) FROM session_revocation WHERE session_id IS NULL");
}

} // namespace

BOOST_AUTO_TEST_CASE(a_session_comes_with_its_times_and_its_account)
{
    const auto id = account(pages, "matti@example.com");
    stored_session(pages, session("s", id));
    const auto found = store::find_session(pages, auth::digest("s"), now);
    BOOST_REQUIRE(found);
    BOOST_TEST((found->account.id == id));
    BOOST_TEST(found->account.email == "matti@example.com");
    BOOST_TEST((found->times.expires_at == now + 12h));
    BOOST_TEST((found->times.idle_limit == 1h));
    BOOST_TEST(!found->remembered);
}

BOOST_AUTO_TEST_CASE(a_session_is_refused_when_unknown_idle_expired_or_of_an_account_that_is_not_active)
{
    const auto id = account(pages, "matti@example.com");
    stored_session(pages, session("s", id));
    BOOST_TEST(!is_signed_in(pages, "other"));
    BOOST_TEST(is_signed_in(pages, "s", now + 1h - 1s));
    BOOST_TEST(!is_signed_in(pages, "s", now + 1h));
    BOOST_TEST(!is_signed_in(pages, "s", now + 12h));
    for (const auto state : {store::AccountState::locked, store::AccountState::closed}) {
        (void)store::execute(root, "UPDATE account SET state = ? WHERE id = ?", state, id);
        BOOST_TEST(!is_signed_in(pages, "s"));
    }
}

BOOST_AUTO_TEST_CASE(nobody_enters_an_account_that_changed_while_the_password_was_verified)
{
    const auto id = account(pages, "matti@example.com");
    const auto enters = [&](std::optional<std::uint32_t> generation) {
        return in_transaction(
            pages, [&](store::Transaction& tx) { return store::enter(tx, id, generation, now).has_value(); });
    };
    (void)store::execute(root, "UPDATE account SET password_generation = 2 WHERE id = ?", id);
    BOOST_TEST(!enters(1));
    BOOST_TEST(enters(2));
    BOOST_TEST(enters(std::nullopt));
    (void)store::execute(root, "UPDATE account SET state = 2 WHERE id = ?", id);
    BOOST_TEST(!enters(2));
    BOOST_TEST(!enters(std::nullopt));
}

// Nodes of a cluster see each other's rows at COMMIT and nobody's locks.
BOOST_AUTO_TEST_CASE(whoever_must_not_pass_others_unseen_writes_the_row_of_the_account)
{
    const auto id = account(pages, "matti@example.com");
    stored_session(pages, session("s", id));
    const auto takes_turn = [&](const std::function<void(store::Transaction&)>& act) {
        const auto before = number(root, "SELECT turn FROM account WHERE id = ?", id);
        in_transaction(pages, act);
        return number(root, "SELECT turn FROM account WHERE id = ?", id) != before;
    };
    BOOST_TEST(takes_turn([&](auto& tx) { BOOST_TEST(store::take_turn(tx, id)); }));
    for (int i = 0; i < 2; ++i)
        BOOST_TEST(takes_turn([&](auto& tx) { BOOST_TEST(store::enter(tx, id, std::nullopt, now).has_value()); }));
    BOOST_TEST(takes_turn(
        [&](auto& tx) { BOOST_TEST(store::rotate_session(tx, id, auth::digest("s"), auth::digest("t"), now)); }));
    BOOST_TEST(takes_turn([&](auto& tx) { BOOST_TEST(store::end_sessions(tx, id, std::nullopt, now) == 1); }));
    BOOST_TEST(takes_turn([&](auto& tx) { BOOST_TEST(store::end_sessions(tx, id, std::nullopt, now) == 0); }));
    const auto read = store::find_account(pages, id).value();
    BOOST_TEST(takes_turn([&](auto& tx) { BOOST_TEST(store::take_turn_in_state_of(tx, read)); }));
    BOOST_TEST(!takes_turn([&](auto& tx) { BOOST_TEST(!store::take_turn(tx, base::AccountId{9999})); }));
}

BOOST_AUTO_TEST_CASE(touching_moves_the_idle_limit_and_never_backwards)
{
    stored_session(pages, session("s", account(pages, "matti@example.com")));
    store::touch_session(pages, auth::digest("s"), now + 30min);
    BOOST_TEST(is_signed_in(pages, "s", now + 80min));
    store::touch_session(pages, auth::digest("s"), now + 10min);
    BOOST_TEST(is_signed_in(pages, "s", now + 80min));
    BOOST_TEST(!is_signed_in(pages, "s", now + 90min));
}

BOOST_AUTO_TEST_CASE(an_ended_session_is_dead_at_once_and_in_the_feed)
{
    stored_session(pages, session("s", account(pages, "matti@example.com")));
    const auto end = [&](store::Transaction& tx) { return store::end_session(tx, auth::digest("s"), now); };
    BOOST_TEST(in_transaction(pages, end));
    BOOST_TEST(!is_signed_in(pages, "s"));
    BOOST_TEST(!in_transaction(pages, end));
    BOOST_TEST(revocations_of_accounts(root) == 1);
    store::touch_session(pages, auth::digest("s"), now + 1min);
    BOOST_TEST(!is_signed_in(pages, "s"));
}

BOOST_AUTO_TEST_CASE(all_sessions_of_an_account_end_but_the_one_to_keep)
{
    const auto id = account(pages, "matti@example.com");
    for (const std::string name : {"a", "b", "keep"}) stored_session(pages, session(name, id));
    stored_session(pages, session("stranger", account(pages, "b@example.com")));
    const int ended = in_transaction(
        pages, [&](store::Transaction& tx) { return store::end_sessions(tx, id, auth::digest("keep"), now); });
    BOOST_TEST(ended == 2);
    BOOST_TEST(is_signed_in(pages, "keep"));
    BOOST_TEST(is_signed_in(pages, "stranger"));
    for (const std::string name : {"a", "b"}) BOOST_TEST(!is_signed_in(pages, name));
    BOOST_TEST(revocations_of_accounts(root) == 1);
    BOOST_TEST(in_transaction(pages, [&](store::Transaction& tx) {
                   return store::end_sessions(tx, id, std::nullopt, now);
               }) == 1);
}

BOOST_AUTO_TEST_CASE(of_more_than_a_hundred_sessions_of_an_account_those_that_were_seen_last_live_on)
{
    const auto id = account(pages, "matti@example.com");
    const auto start = [&](const std::string& name) { stored_session(pages, session(name, id)); };
    for (int i = 0; i < 100; ++i) start(std::to_string(i));
    store::touch_session(pages, auth::digest("0"), now + 2min);
    BOOST_TEST(is_signed_in(pages, "99"));
    BOOST_TEST(revocations_of_accounts(root) == 0);
    start("one more");
    BOOST_TEST(is_signed_in(pages, "0"));
    BOOST_TEST(is_signed_in(pages, "one more"));
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM session WHERE account_id = ? AND ended_at IS NULL", id) == 100);
    BOOST_TEST(revocations_of_accounts(root) == 1);
}

BOOST_AUTO_TEST_CASE(a_rotated_session_lives_on_under_its_new_id_alone)
{
    const auto id = account(pages, "matti@example.com");
    stored_session(pages, session("old", id));
    BOOST_TEST(in_transaction(pages, [&](store::Transaction& tx) {
        return store::rotate_session(tx, id, auth::digest("old"), auth::digest("new"), now + 20min);
    }));
    BOOST_TEST(!is_signed_in(pages, "old"));
    BOOST_TEST(revocations(root, "old") == 1);
    const auto found = store::find_session(pages, auth::digest("new"), now + 20min);
    BOOST_REQUIRE(found);
    BOOST_TEST((found->times.password_given_at == now + 20min));
    BOOST_TEST((found->times.expires_at == now + 12h));
}

BOOST_AUTO_TEST_CASE(a_session_that_goes_on_alone_ends_all_others_and_keeps_what_it_is)
{
    const auto id = account(pages, "matti@example.com");
    const auto other = account(pages, "maija@example.com");
    for (const std::string name : {"old", "elsewhere"}) stored_session(pages, session(name, id));
    stored_session(pages, session("stranger", other));
    const auto before = store::find_session(pages, auth::digest("old"), now).value();
    BOOST_TEST(in_transaction(pages, [&](store::Transaction& tx) {
        return store::go_on_alone(tx, id, auth::digest("old"), auth::digest("new"), now + 20min);
    }));
    for (const std::string name : {"old", "elsewhere"}) BOOST_TEST(!is_signed_in(pages, name));
    BOOST_TEST(is_signed_in(pages, "stranger"));
    BOOST_TEST(revocations_of_accounts(root) == 1);
    const auto found = store::find_session(pages, auth::digest("new"), now + 20min);
    BOOST_REQUIRE(found);
    BOOST_TEST((found->times.password_given_at == now + 20min));
    BOOST_TEST((found->times.created_at == before.times.created_at));
    BOOST_TEST((found->times.expires_at == before.times.expires_at));
    BOOST_TEST((found->times.idle_limit == before.times.idle_limit));
    BOOST_TEST(found->remembered == before.remembered);
}

BOOST_AUTO_TEST_CASE(a_session_that_has_ended_does_not_go_on_and_all_others_end)
{
    const auto id = account(pages, "matti@example.com");
    for (const std::string name : {"old", "elsewhere"}) stored_session(pages, session(name, id));
    BOOST_TEST(!in_transaction(pages, [&](store::Transaction& tx) {
        store::end_session(tx, auth::digest("old"), now);
        return store::go_on_alone(tx, id, auth::digest("old"), auth::digest("new"), now);
    }));
    for (const std::string name : {"old", "elsewhere", "new"}) BOOST_TEST(!is_signed_in(pages, name));
}

BOOST_AUTO_TEST_CASE(an_ended_session_is_not_revived_by_rotation)
{
    const auto id = account(pages, "matti@example.com");
    stored_session(pages, session("old", id));
    BOOST_TEST(!in_transaction(pages, [&](store::Transaction& tx) {
        store::end_session(tx, auth::digest("old"), now);
        return store::rotate_session(tx, id, auth::digest("old"), auth::digest("new"), now);
    }));
    BOOST_TEST(!is_signed_in(pages, "new"));
}

BOOST_AUTO_TEST_CASE(a_session_that_gets_another_id_while_all_end_ends_too)
{
    const auto id = account(pages, "matti@example.com");
    const auto apart = [&](const std::function<void(store::Transaction&)>& unit) {
        return std::jthread{[&, unit] {
            store::Database other{patient(), settings.pages_user, settings.pages_password, down_until_ms};
            store::in_transaction(other, unit);
        }};
    };
    const auto wait_for_one = [&](store::Sql<> count) {
        while (number(root, count) == 0) continue;
    };
    // Its row is held already, and the new id not written yet, when the other one comes to look for all.
    support::server().administer("USE asiointipalvelu; CREATE OR REPLACE TRIGGER gate BEFORE UPDATE ON session"
                                 " FOR EACH ROW SET @opened = GET_LOCK('gate', 60)");
    std::atomic<int> runs = 0;
    std::atomic<int> rotated = 0;
    for (int i = 0; i < 6; ++i) { // new ids that an index holds before the old one, and behind it
        const auto old_id = "old" + std::to_string(i);
        const auto new_id = "new" + std::to_string(i);
        stored_session(pages, session(old_id, id));
        BOOST_TEST(number(root, "SELECT GET_LOCK('gate', 60)") == 1);
        const auto rotates = apart([&](store::Transaction& tx) {
            rotated += store::rotate_session(tx, id, auth::digest(old_id), auth::digest(new_id), now) ? 1 : 0;
        });
        wait_for_one("SELECT COUNT(*) FROM information_schema.processlist WHERE state = 'User lock'");
        const auto ends = apart([&](store::Transaction& tx) {
            ++runs;
            store::end_sessions(tx, id, std::nullopt, now);
        });
        wait_for_one("SELECT CAST(variable_value AS INT) FROM information_schema.global_status"
                     " WHERE variable_name = 'INNODB_ROW_LOCK_CURRENT_WAITS'");
        BOOST_TEST(number(root, "SELECT RELEASE_LOCK('gate')") == 1);
    }
    support::server().administer("USE asiointipalvelu; DROP TRIGGER gate");
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM session WHERE ended_at IS NULL") == 0);
    BOOST_TEST(rotated == 6);
    BOOST_TEST(runs == 6); // none stood in another's way
}

BOOST_AUTO_TEST_CASE(the_list_holds_the_live_sessions_of_one_account_the_last_used_one_first)
{
    const auto matti = account(pages, "matti@example.com");
    for (const auto* id : {"first", "second", "third", "idle", "ended"}) stored_session(pages, session(id, matti));
    stored_session(pages, session("other", account(pages, "maija@example.com")));
    auto kept = session("kept", matti);
    kept.session.remembered = true;
    kept.session.times.idle_limit = 0s;
    kept.session.times.expires_at = now + 24h * 30;
    stored_session(pages, kept);
    for (const auto* id : {"second", "first", "third"})
        store::touch_session(pages, auth::digest(id), now + (id[0] == 's' ? 50min : id[0] == 'f' ? 40min : 30min));
    (void)in_transaction(pages, [](auto& tx) { return store::end_session(tx, auth::digest("ended"), now); });

    const auto names = [&](base::Instant at, unsigned most = 10) {
        std::vector<auth::Digest> found;
        for (const auto& each : store::list_sessions(pages, matti, most, at)) found.push_back(each.id);
        return found;
    };
    const auto of = [](std::initializer_list<const char*> ids) {
        std::vector<auth::Digest> digests;
        for (const auto* id : ids) digests.push_back(auth::digest(id));
        return digests;
    };
    BOOST_TEST((names(now + 1h) == of({"second", "first", "third", "kept"})));
    BOOST_TEST((names(now + 1h, 2) == of({"second", "first"})));
    BOOST_TEST((names(now + 100min) == of({"second", "kept"}))); // the idle ones, to the second
    BOOST_TEST((names(now + 12h) == of({"kept"})));
    BOOST_TEST(names(now + 24h * 30).empty());
    BOOST_TEST(store::list_sessions(pages, matti, 10, now + 12h).at(0).remembered);
    BOOST_TEST(store::list_sessions(pages, matti, 10, now + 12h).at(0).user_agent == "Mozilla/5.0");
}

BOOST_AUTO_TEST_CASE(the_name_of_a_browser_may_be_of_any_length_and_bytes)
{
    auto odd = session("s", account(pages, "matti@example.com"));
    odd.session.user_agent = std::string(3000, '\xff');
    stored_session(pages, odd);
    odd = session("t", odd.account);
    for (int i = 0; i < 300; ++i) odd.session.user_agent += "🦆";
    stored_session(pages, odd);
    BOOST_TEST(number(root, "SELECT MIN(CHAR_LENGTH(user_agent)) FROM session") == 255);
}

BOOST_AUTO_TEST_CASE(no_cookie_value_is_in_the_database)
{
    stored_session(pages, session("cookie", account(pages, "matti@example.com")));
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM session WHERE id = UNHEX(SHA2('cookie', 256))") == 1);
}

BOOST_AUTO_TEST_CASE(the_first_sign_in_is_remembered_and_a_later_one_changes_nothing)
{
    const auto id = account(pages, "matti@example.com");
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM account WHERE first_sign_in_at IS NULL") == 1);
    stored_session(pages, session("first", id));
    auto second = session("second", id);
    second.session.times.created_at = now + 24h;
    stored_session(pages, second);
    BOOST_TEST(text(root, "SELECT first_sign_in_at FROM account") == base::to_datetime(now));
}

BOOST_AUTO_TEST_SUITE_END()
