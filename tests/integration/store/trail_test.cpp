#include "given.hpp"

#include "base/log.hpp"
#include "store/purge.hpp"
#include "store/trail.hpp"
#include "store/trail_log.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <nlohmann/json.hpp>

#include <fstream>
#include <set>
#include <sstream>
#include <unistd.h>

using namespace given;
using nlohmann::json;
using store::AuditKind;

BOOST_AUTO_TEST_SUITE(trail)

namespace {

/// The lines that `act` writes into the log, as objects.
template <class Act>
std::vector<json> logged_by(Act act)
{
    std::string name = "/tmp/trail-XXXXXX";
    const int file = ::mkstemp(name.data());
    const int before = ::dup(STDERR_FILENO);
    ::dup2(file, STDERR_FILENO);
    base::start_log("pages");
    act();
    ::dup2(before, STDERR_FILENO);
    ::close(before);
    ::close(file);
    std::vector<json> lines;
    std::ifstream text{name};
    for (std::string line; std::getline(text, line);) lines.push_back(json::parse(line));
    ::unlink(name.c_str());
    return lines;
}

store::AuditEvent event_of(AuditKind kind, std::optional<base::AccountId> account)
{
    return {
        .kind = kind,
        .account = account,
        .client_network = "192.0.2.0/24",
        .detail = "a detail",
        .reference = "ABCD2345",
        .actor = "helena",
        .unit = "Lupaneuvonta",
        .reason = "because of this"};
}

constexpr int kinds = 49;
const std::set<std::string> fields{"time",    "level",   "process", "pid",   "event", "kind", "account",
                                   "network", "outcome", "detail",  "actor", "unit",  "count"};

std::set<std::string> names_in(const json& line)
{
    std::set<std::string> names;
    for (const auto& [name, value] : line.items()) names.insert(name);
    return names;
}

bool is_denied(const store::DatabaseError& error)
{
    return std::string{error.what()}.find("error 1142") != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_CASE(the_names_of_all_kinds_are_known_and_each_is_its_own, support::FreshDatabase)
{
    std::set<std::string_view> names;
    for (int kind = 1; kind <= kinds; ++kind) names.insert(store::audit_name(static_cast<AuditKind>(kind)));
    BOOST_TEST(names.size() == static_cast<std::size_t>(kinds));
    BOOST_TEST(!names.contains("unknown"));
    BOOST_TEST(store::audit_name(static_cast<AuditKind>(kinds + 1)) == "unknown");
    const auto comment = text(
        root, "SELECT column_comment FROM information_schema.columns WHERE table_schema = DATABASE()"
              " AND table_name = 'audit_event' AND column_name = 'kind'");
    BOOST_TEST(comment.find(", " + std::to_string(kinds) + " ") != std::string::npos);
    BOOST_TEST(comment.find(", " + std::to_string(kinds + 1) + " ") == std::string::npos);
}

BOOST_DATA_TEST_CASE(
    every_kind_of_event_is_in_the_trail_and_in_the_log_with_all_that_is_asked_for,
    boost::unit_test::data::xrange(1, kinds + 1), number_of_kind)
{
    support::FreshDatabase at;
    const auto kind = static_cast<AuditKind>(number_of_kind);
    const auto id = account(at.pages, "matti@example.com");
    const auto public_id = store::find_account(at.pages, id)->public_id;
    const auto lines = logged_by(
        [&] { store::in_transaction(at.pages, [&](store::Transaction& tx) { tx.record(event_of(kind, id), now); }); });
    const auto row = store::list_trail_of(at.root, id, std::nullopt, 10).at(0);
    BOOST_TEST((row.kind == kind && row.at == now));
    BOOST_TEST(row.client_network == "192.0.2.0/24");
    BOOST_TEST(row.reference == "ABCD2345");
    BOOST_TEST(row.actor == "helena");
    BOOST_TEST(row.reason == "because of this");

    BOOST_REQUIRE(lines.size() == 1U);
    const auto& line = lines.front();
    BOOST_TEST(names_in(line) == fields, boost::test_tools::per_element());
    BOOST_TEST(line.at("event") == store::audit_name(kind));
    BOOST_TEST(line.at("kind") == number_of_kind);
    BOOST_TEST(line.at("account") == public_id);
    BOOST_TEST(line.at("network") == "192.0.2.0/24");
    BOOST_TEST((std::set<std::string>{"done", "failed", "refused"}.contains(line.at("outcome"))));
    BOOST_TEST(line.at("detail") == "a detail");
    BOOST_TEST(line.dump().find("because") == std::string::npos); // a reason may tell of a person
    BOOST_TEST(line.dump().find("matti") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(
    the_log_asks_for_the_public_id_of_an_account_once_and_of_one_that_was_introduced_never, support::FreshDatabase)
{
    const auto matti = account(pages, "matti@example.com");
    const auto public_id = store::find_account(root, matti)->public_id;
    const auto selects = [&] {
        return number(
            pages, "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'Com_select'");
    };
    const auto recorded_twice = [&](bool is_introduced) {
        const auto before = selects();
        const auto lines = logged_by([&] {
            store::in_transaction(pages, [&](store::Transaction& tx) {
                if (is_introduced) tx.introduce(matti, public_id);
                for (int i = 0; i < 2; ++i) tx.record(event_of(AuditKind::sign_in, matti), now);
            });
        });
        const auto asked = selects() - before - 1; // the count itself is one
        BOOST_REQUIRE(lines.size() == 2U);
        for (const auto& line : lines) BOOST_TEST(line.at("account") == public_id);
        return asked;
    };
    BOOST_TEST(recorded_twice(false) == 1);
    BOOST_TEST(recorded_twice(true) == 0);
}

BOOST_FIXTURE_TEST_CASE(what_was_tried_in_vain_is_a_warning, support::FreshDatabase)
{
    const auto lines = logged_by([&] {
        store::in_transaction(pages, [&](store::Transaction& tx) {
            tx.record(event_of(AuditKind::sign_in, {}), now);
            tx.record(event_of(AuditKind::sign_in_failed, {}), now);
            tx.record(event_of(AuditKind::access_refused, {}), now);
        });
    });
    BOOST_REQUIRE(lines.size() == 3U);
    BOOST_TEST(lines[0].at("level") == "info");
    BOOST_TEST(lines[0].at("outcome") == "done");
    BOOST_TEST(lines[1].at("level") == "warning");
    BOOST_TEST(lines[1].at("outcome") == "failed");
    BOOST_TEST(lines[2].at("outcome") == "refused");
    BOOST_TEST(lines[2].at("account") == "");
}

BOOST_FIXTURE_TEST_CASE(what_was_rolled_back_is_in_neither, support::FreshDatabase)
{
    const auto lines = logged_by([&] {
        BOOST_CHECK_THROW(
            store::in_transaction(
                pages,
                [&](store::Transaction& tx) {
                    tx.record(event_of(AuditKind::sign_in, {}), now);
                    throw std::runtime_error{"on second thoughts"};
                }),
            std::runtime_error);
        store::in_transaction(pages, [&](store::Transaction& tx) {
            BOOST_TEST(!store::all_or_nothing(tx, [&] {
                tx.record(event_of(AuditKind::sign_out, {}), now);
                return false;
            }));
            tx.record(event_of(AuditKind::name_changed, {}), now);
        });
    });
    BOOST_REQUIRE(lines.size() == 1U);
    BOOST_TEST(lines[0].at("event") == "name_changed");
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM audit_event") == 1);
}

BOOST_FIXTURE_TEST_CASE(of_many_events_at_once_the_log_tells_how_many_there_were_of_each_kind, support::FreshDatabase)
{
    std::vector<store::AuditEvent> events(500, event_of(AuditKind::account_imported, {}));
    events.push_back(event_of(AuditKind::legacy_user_linked, {}));
    const auto lines =
        logged_by([&] { store::in_transaction(admin, [&](store::Transaction& tx) { tx.record_all(events, now); }); });
    BOOST_REQUIRE(lines.size() == 2U);
    BOOST_TEST(lines[0].at("event") == "account_imported");
    BOOST_TEST(lines[0].at("count") == 500);
    BOOST_TEST(lines[1].at("count") == 1);
}

BOOST_FIXTURE_TEST_CASE(no_user_of_the_service_may_change_or_delete_what_happened, support::FreshDatabase)
{
    store::in_transaction(pages, [&](store::Transaction& tx) { tx.record(event_of(AuditKind::sign_in, {}), now); });
    for (auto* db : {&pages, &background}) {
        BOOST_CHECK_EXCEPTION((void)store::execute(*db, "DELETE FROM audit_event"), store::DatabaseError, is_denied);
        for (const auto change :
             {store::Sql<>{"UPDATE audit_event SET kind = 1"}, store::Sql<>{"UPDATE audit_event SET at = at"},
              store::Sql<>{"UPDATE audit_event SET account_id = 1"}, store::Sql<>{"UPDATE audit_event SET detail = ''"},
              store::Sql<>{"UPDATE audit_event SET actor = ''"}, store::Sql<>{"UPDATE audit_event SET reason = ''"}})
            BOOST_CHECK_EXCEPTION((void)store::execute(*db, change), store::DatabaseError, is_denied);
    }
    BOOST_CHECK_EXCEPTION((void)store::execute(pages, "DELETE FROM expired_trail"), store::DatabaseError, is_denied);
    BOOST_CHECK_THROW((void)store::execute(background, "UPDATE expired_trail SET at = NULL"), store::DatabaseError);
}

BOOST_FIXTURE_TEST_CASE(
    the_purge_reaches_nothing_that_is_younger_than_a_year_even_with_its_clock_turned, support::FreshDatabase)
{
    (void)store::execute(
        root, "INSERT INTO audit_event (at, kind, operation_id) VALUES (UTC_TIMESTAMP() - INTERVAL 364 DAY, 1, 'a'),"
              " (UTC_TIMESTAMP() - INTERVAL 366 DAY, 2, 'b')");
    (void)store::execute(background, "SET timestamp = 2145916800"); // the year 2038
    BOOST_TEST(store::execute(background, "DELETE FROM expired_trail") == 1);
    BOOST_TEST(number(root, "SELECT kind FROM audit_event") == 1);
}

BOOST_FIXTURE_TEST_CASE(events_go_when_they_are_as_old_as_the_settings_say, support::FreshDatabase)
{
    const auto at = base::now() - std::chrono::days{800};
    (void)store::execute(root, "INSERT INTO audit_event (at, kind, operation_id) VALUES (?, 1, 'a')", at);
    const base::RetentionSettings retention{.trail = std::chrono::days{1000}, .requests = std::chrono::days{365}};
    BOOST_TEST(purge_step(background, at + std::chrono::days{1000} - 1s, retention) == 0);
    BOOST_TEST(purge_step(background, at + std::chrono::days{1000}, retention) == 1);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM audit_event") == 0);
}

BOOST_FIXTURE_TEST_CASE(the_whole_trail_is_read_page_by_page_with_whose_account_it_was, support::FreshDatabase)
{
    BOOST_TEST(store::list_trail(admin, std::nullopt, 10).empty());
    const auto id = account(pages, "Matti@example.com");
    const auto erased = account(pages, "erased@example.com");
    store::in_transaction(pages, [&](store::Transaction& tx) {
        tx.record(event_of(AuditKind::sign_in, erased), now + 1h); // by number, not by time
        tx.record(event_of(AuditKind::keys_changed, std::nullopt), now);
        tx.record(event_of(AuditKind::account_viewed, id), now);
    });
    (void)store::execute(root, "DELETE FROM account WHERE id = ?", erased);
    const auto first = store::list_trail(admin, std::nullopt, 2);
    BOOST_REQUIRE(first.size() == 2U);
    BOOST_TEST((first[0].kind == AuditKind::account_viewed));
    BOOST_TEST(first[0].email == "Matti@example.com");
    BOOST_TEST(first[0].actor == "helena");
    BOOST_TEST(first[0].unit == "Lupaneuvonta");
    BOOST_TEST(first[0].reason == "because of this");
    BOOST_TEST(first[1].email.empty());
    const auto second = store::list_trail(admin, first[1].id, 2);
    BOOST_REQUIRE(second.size() == 1U);
    BOOST_TEST((second[0].kind == AuditKind::sign_in));
    BOOST_TEST(second[0].email.empty());
    BOOST_TEST(store::list_trail(admin, second[0].id, 2).empty());
}

BOOST_AUTO_TEST_CASE(an_event_is_logged_by_its_name_and_louder_only_where_somebody_at_a_browser_tried_in_vain)
{
    auto by_the_product = event_of(AuditKind::mail_bounced, {});
    by_the_product.client_network = "";
    const auto lines = logged_by([&] {
        store::log_events({});
        store::log_events(
            {{.event = event_of(AuditKind::sign_in_failed, {}), .account = "abc"},
             {.event = by_the_product, .account = "", .count = 7}});
    });
    BOOST_REQUIRE(lines.size() == 2U);
    BOOST_TEST(lines[0].at("event") == "sign_in_failed");
    BOOST_TEST(lines[0].at("account") == "abc");
    BOOST_TEST(lines[0].at("level") == "warning");
    BOOST_TEST(lines[0].at("count") == 1);
    BOOST_TEST(lines[1].at("outcome") == "failed");
    BOOST_TEST(lines[1].at("level") == "info");
    BOOST_TEST(lines[1].at("count") == 7);
    BOOST_TEST(lines[0].dump().find("because") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
