#include "store/data_copy.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <set>

using namespace given;

BOOST_FIXTURE_TEST_SUITE(data_copy, support::FreshDatabase)

namespace {

using Columns = std::set<std::string>;

/// What the copy leaves out, each for a reason. A column that is in neither place is a decision that nobody has made.
const std::map<std::string, Columns> left_out{
    // Ours alone: numbers that mean nothing outside, and canonical forms of what is in the copy as typed.
    {"account", {"id", "email_key", "password_hash", "password_generation", "turn"}}, // the hash is a secret
    {"legacy_user", {"account_id", "old_name_key", "email_key"}},
    {"email_change", {"id", "account_id", "old_email_key", "old_password_hash"}},
    {"session", {"id", "account_id", "idle_limit_s"}},     // the id is a secret
    {"host_session", {"id", "session_id", "code_digest"}}, // ids and codes are secrets
    {"device", {"account_id", "device_digest", "password_generation"}},
    {"link_token",
     {"token_digest", "account_id", "email_key", "password_generation", "email_change_id", "staff_change_id"}},
    {"mail_outbox",
     {"id", "account_id", "typed_digest", "password_generation", "attempts", "next_try_at", "email_change_id",
      "staff_change_id", "unit", "why", "in_bulk", "to_stranger", "not_before", "report_kind"}},
    {"staff_request", {"id", "account_id"}},
    {"invitation", {"account_id", "wave"}},
    {"bounced_address", {"account_id", "email_key"}},
    {"audit_event", {"id", "account_id", "operation_id", "actor"}}, // whoever did it at work; the unit is in the copy
    {"staff_member", {"account_id"}},
    {"staff_change",
     {"id", "account_id", "into_account_id", "new_email_key", "actor", "actor_account_id", "confirmed_by", "locale"}},
    // That the portal is being asked for a user id, for some minutes.
    {"portal_id_request", {"account_id", "attempts", "next_try_at", "created_at"}},
    // A copy of the portal's own rows while an import runs, some minutes; what it decides is in legacy_user.
    {"import_user",
     {"position", "portal_user_id", "group_key", "old_name", "old_name_key", "email", "email_key", "given_name",
      "family_name", "locale", "status", "last_used", "password_hash", "finding"}},
    // Which run imports at the moment, and how the portal hashed passwords: nothing of a person's.
    {"import_claim", {"id", "token", "connection_id", "server_name", "beats", "started_at", "held_until"}},
    {"import_scheme", {"scheme", "added_at"}},
    // Whole tables without a person: counters under keyed digests that nobody can read back, for a day; the feed of ended
    // sessions, for a day; the record of migrations.
    {"throttle", {"key_digest", "failures", "not_before", "last_at"}},
    {"session_revocation", {"id", "session_id", "account_id", "at"}},
};

std::map<std::string, Columns> columns_in(const std::vector<store::CopiedTable>& copy)
{
    std::map<std::string, Columns> found;
    for (const auto& table : copy)
        for (const auto column : table.columns) found[std::string{table.name}].emplace(column);
    return found;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_column_of_the_schema_is_in_the_copy_or_left_out_for_a_reason)
{
    auto decided =
        columns_in(store::copy_of_data(pages, *store::find_account(pages, account(pages, "a@example.com")), 9));
    for (const auto& [table, columns] : left_out) decided[table].insert(columns.begin(), columns.end());

    std::map<std::string, Columns> schema;
    (void)store::list(
        root,
        [&](const store::Row& row) {
            schema[row.text(0)].insert(row.text(1));
            return 0;
        },
        "SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t"
        " USING (table_schema, table_name) WHERE t.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'"
        " AND t.table_name NOT LIKE 'schema_migration%'");
    for (const auto& [table, columns] : schema)
        BOOST_TEST(columns == decided[table], "the columns of " << table << " are all decided about");
    BOOST_TEST(decided.size() == schema.size());
}

BOOST_AUTO_TEST_CASE(the_copy_holds_what_is_the_persons_and_nothing_of_anybody_else)
{
    const auto mine = account(pages, "minun@example.com");
    (void)account(pages, "muun@example.com");
    legacy_user(root, "77", "vanha.tunnus", mine, 1, "minun@example.com");
    legacy_user(root, "78", "muun.tunnus", std::nullopt, 3, "");
    stored_session(pages, session("s", mine));
    std::string all;
    for (const auto& table : store::copy_of_data(pages, *store::find_account(pages, mine), 9))
        for (const auto& row : table.rows)
            for (const auto& value : row) all += value.value_or("") + '\n';
    for (const auto* expected : {"minun@example.com", "vanha.tunnus", "77"})
        BOOST_TEST(all.find(expected) != std::string::npos, expected);
    for (const auto* strange : {"muun", "$hash$"}) BOOST_TEST(all.find(strange) == std::string::npos, strange);
}

BOOST_AUTO_TEST_CASE(of_many_rows_the_newest_are_in_the_copy)
{
    const auto mine = account(pages, "mine@example.com");
    for (const auto* name : {"a", "b", "c"}) stored_session(pages, session(name, mine));
    store::touch_session(pages, auth::digest("b"), now + 2min);
    std::size_t most = 0;
    for (const auto& table : store::copy_of_data(pages, *store::find_account(pages, mine), 2))
        if (table.name == "session") {
            most = table.rows.size();
            BOOST_TEST(table.rows.front()[2].value() == base::to_datetime(now + 2min));
        }
    BOOST_TEST(most == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
