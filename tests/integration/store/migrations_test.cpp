#include "given.hpp"
#include "store/migrations.hpp"
#include "store/statements.hpp"
#include "support/places.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <fstream>
#include <future>

using namespace given;

namespace {

/// Tables of these tests, and what is known of their migrations, are gone before and after each case.
struct Scratch : support::FreshDatabase {
    Scratch() { clean(); }
    ~Scratch() { clean(); }

    void clean()
    {
        (void)store::execute(admin, "DROP TABLE IF EXISTS scratch");
        (void)store::execute(admin, "DELETE FROM schema_migration WHERE version > 8000");
        std::filesystem::remove_all(directory);
        std::filesystem::create_directory(directory);
    }

    void file(const std::string& name, const std::string& text = "SELECT 1;\n") const
    {
        std::ofstream{directory / name} << text;
    }

    int apply(const std::vector<store::Migration>& migrations)
    {
        return store::apply_migrations(
            admin, migrations, [&](const store::Migration& migration, store::MigrationStep step) {
                if (step == store::MigrationStep::begins) reported.push_back(migration.name);
            });
    }

    std::filesystem::path directory = support::server().directory() / "migrations";
    std::vector<std::string> reported;
    const store::Migration two_steps{
        9001, "two_steps",
        "CREATE TABLE IF NOT EXISTS scratch (id INT NOT NULL PRIMARY KEY) ENGINE = InnoDB;\n"
        "INSERT INTO scratch (id) VALUES (1);\n"};
};

bool names(const std::exception& error, const std::string& word)
{
    return std::string{error.what()}.find(word) != std::string::npos;
}

/// What a migration does with the rows that are there, twice: a power cut may fall in between.
void run_updates_of(const std::string& name)
{
    const auto shipped = store::read_migrations(support::source("sql"));
    const auto found = std::ranges::find(shipped, name, &store::Migration::name);
    BOOST_REQUIRE((found != shipped.end()));
    for (int time = 0; time < 2; ++time)
        for (const auto& statement : store::statements_of(found->text))
            if (statement.starts_with("UPDATE"))
                support::server().administer("USE asiointipalvelu; " + statement + ';');
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(migrations, Scratch)

BOOST_AUTO_TEST_CASE(statements_end_with_a_semicolon_at_the_end_of_a_line)
{
    const auto statements = store::statements_of("-- a comment; with one;\nSELECT 1;\n\nSELECT ';' ,\n  2 ;  \n");
    BOOST_REQUIRE(statements.size() == 2U);
    BOOST_TEST(statements[0] == "SELECT 1");
    BOOST_TEST(statements[1] == "SELECT ';' ,\n  2 ");
    BOOST_TEST(store::statements_of("-- nothing\n").empty());
    BOOST_CHECK_THROW((void)store::statements_of("SELECT 1"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(statements_for_the_client_end_with_what_it_was_told_last)
{
    const auto statements = store::client_statements_of("SET @a = 1;\nDELIMITER //\nBEGIN NOT ATOMIC\n  SELECT 1;\n  "
                                                        "-- not // here //\nEND //\nDELIMITER ;\nSELECT 2;\n");
    BOOST_REQUIRE(statements.size() == 3U);
    BOOST_TEST(statements[0] == "SET @a = 1");
    BOOST_TEST(statements[1] == "BEGIN NOT ATOMIC\n  SELECT 1;\nEND ");
    BOOST_TEST(statements[2] == "SELECT 2");
    BOOST_CHECK_THROW((void)store::client_statements_of("DELIMITER //\nSELECT 1;\n"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(migrations_are_read_in_the_order_of_their_numbers)
{
    file("V0002__second.sql");
    file("V0001__first.sql");
    file("grants.sql");
    file("README.md");
    const auto read = store::read_migrations(directory);
    BOOST_REQUIRE(read.size() == 2U);
    BOOST_TEST(read[0].name == "first");
    BOOST_TEST(read[1].version == 2U);
}

BOOST_AUTO_TEST_CASE(a_gap_a_double_number_or_another_form_of_name_is_refused_by_name)
{
    file("V0001__first.sql");
    for (const std::string wrong :
         {"V0003__gap.sql", "V0001__double.sql", "V2__short.sql", "V0002_one.sql", "V0002__Big.sql", "V0002__.sql"}) {
        file(wrong);
        BOOST_CHECK_EXCEPTION((void)store::read_migrations(directory), std::runtime_error, [&](const auto& error) {
            return names(error, wrong) || names(error, "double") || names(error, "gap");
        });
        std::filesystem::remove(directory / wrong);
    }
    BOOST_CHECK_THROW((void)store::read_migrations(directory / "missing"), std::exception);
}

BOOST_AUTO_TEST_CASE(a_second_run_finds_nothing_to_do)
{
    BOOST_TEST(apply({two_steps}) == 1);
    BOOST_TEST(apply({two_steps}) == 0);
    BOOST_TEST(reported.size() == 1U);
    BOOST_TEST(number(admin, "SELECT COUNT(*) FROM scratch") == 1);
    const auto shipped = store::read_migrations(support::source("sql"));
    BOOST_TEST(apply(shipped) == 0);
}

BOOST_AUTO_TEST_CASE(an_interrupted_run_goes_on_where_it_stopped)
{
    store::Migration interrupted = two_steps;
    // The second statement fails as long as the row is there, as if the power had gone.
    (void)store::execute(admin, "CREATE TABLE scratch (id INT NOT NULL PRIMARY KEY) ENGINE = InnoDB");
    (void)store::execute(admin, "INSERT INTO scratch (id) VALUES (1)");
    BOOST_CHECK_THROW(apply({interrupted}), store::DuplicateKey);
    BOOST_TEST(number(admin, "SELECT COUNT(*) FROM schema_migration WHERE version = 9001") == 1);
    (void)store::execute(admin, "DELETE FROM scratch");
    BOOST_TEST(apply({interrupted}) == 1);
    BOOST_TEST(number(admin, "SELECT COUNT(*) FROM schema_migration WHERE version = 9001") == 2);
    BOOST_TEST(number(admin, "SELECT COUNT(*) FROM scratch") == 1);
}

BOOST_AUTO_TEST_CASE(a_statement_whose_record_was_lost_can_be_repeated)
{
    const auto shipped = store::read_migrations(support::source("sql"));
    (void)store::execute(root, "CREATE TEMPORARY TABLE kept AS SELECT * FROM schema_migration WHERE version = 1");
    (void)store::execute(root, "DELETE FROM schema_migration WHERE version = 1 AND statement > 3");
    BOOST_TEST(apply(shipped) == 1);
    BOOST_TEST(
        number(root, "SELECT COUNT(*) FROM schema_migration WHERE version = 1") ==
        number(root, "SELECT COUNT(*) FROM kept"));
}

BOOST_AUTO_TEST_CASE(four_machines_at_once_apply_each_statement_once)
{
    std::atomic<int> applied{0};
    {
        std::vector<std::jthread> machines;
        for (int i = 0; i < 4; ++i) {
            machines.emplace_back([&] {
                store::Database db{patient(), settings.admin_user, settings.admin_password, down_until_ms};
                applied +=
                    store::apply_migrations(db, {two_steps}, [](const store::Migration&, store::MigrationStep) {});
            });
        }
    }
    BOOST_TEST(applied == 1);
    BOOST_TEST(number(admin, "SELECT COUNT(*) FROM scratch") == 1);
}

BOOST_AUTO_TEST_CASE(a_migration_that_waits_for_a_dump_lets_visitors_through_and_is_applied_in_the_end)
{
    (void)apply({two_steps});
    const store::Migration alters{9002, "alters", "ALTER TABLE scratch ADD COLUMN IF NOT EXISTS again INT NULL;\n"};
    std::promise<void> waiting;
    int applied = 0;
    (void)store::execute(root, "START TRANSACTION");
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM scratch") == 1); // holds the table from now on
    {
        const std::jthread machine{[&] {
            store::Database db{patient(), settings.admin_user, settings.admin_password, down_until_ms};
            applied = store::apply_migrations(db, {alters}, [&](const store::Migration&, store::MigrationStep step) {
                if (step == store::MigrationStep::waits) waiting.set_value();
            });
        }};
        waiting.get_future().wait();
        BOOST_TEST(number(admin, "SELECT COUNT(*) FROM scratch") == 1);
        (void)store::execute(root, "COMMIT");
    }
    BOOST_TEST(applied == 1);
    BOOST_TEST(number(admin, "SELECT COUNT(*) FROM scratch WHERE again IS NULL") == 1);
}

BOOST_AUTO_TEST_CASE(a_migration_that_was_edited_after_it_was_applied_is_refused)
{
    (void)apply({two_steps});
    auto edited = two_steps;
    edited.text += "INSERT INTO scratch (id) VALUES (2);\n";
    BOOST_CHECK_EXCEPTION(
        apply({edited}), store::DatabaseError, [](const auto& error) { return names(error, "two_steps"); });
    BOOST_TEST(number(admin, "SELECT COUNT(*) FROM scratch") == 1);
}

BOOST_AUTO_TEST_CASE(first_steps_of_accounts_that_are_older_than_their_columns_are_taken_from_the_trail)
{
    const auto id = account(pages, "matti@example.com");
    (void)account(pages, "never@example.com", std::nullopt);
    stored_session(pages, session("s", id));
    for (const auto day : {2, 3}) {
        store::in_transaction(pages, [&](store::Transaction& tx) {
            for (const auto kind : {store::AuditKind::password_set, store::AuditKind::sign_in})
                tx.record({kind, id, "", "", ""}, now - std::chrono::days{day});
        });
    }
    (void)store::execute(root, "UPDATE account SET first_password_at = NULL, first_sign_in_at = NULL");
    run_updates_of("invitations");
    BOOST_TEST(
        text(root, "SELECT first_password_at FROM account WHERE email LIKE 'matti%'") ==
        base::to_datetime(now - std::chrono::days{3}));
    BOOST_TEST(
        text(root, "SELECT first_sign_in_at FROM account WHERE email LIKE 'matti%'") ==
        base::to_datetime(now - std::chrono::days{3}));
    BOOST_TEST(
        number(root, "SELECT COUNT(*) FROM account WHERE first_password_at IS NULL AND first_sign_in_at IS NULL") == 1);
}

BOOST_AUTO_TEST_CASE(
    accounts_from_before_the_column_get_their_last_sign_in_from_the_trail_and_never_too_early_a_one)
{
    const auto known = account(pages, "matti@example.com");
    const auto forgotten = account(pages, "trail.is.purged@example.com");
    (void)account(pages, "never@example.com", std::nullopt);
    for (const auto day : {200, 300}) {
        store::in_transaction(pages, [&](store::Transaction& tx) {
            tx.record({store::AuditKind::sign_in, known, "", "", ""}, now - std::chrono::days{day});
        });
    }
    (void)store::execute(
        root, "UPDATE account SET first_sign_in_at = ? WHERE id = ?", now - std::chrono::days{1000}, forgotten);
    run_updates_of("dormant_accounts");
    const auto last = [&](base::AccountId id) {
        return text(root, "SELECT last_sign_in_at FROM account WHERE id = ?", id);
    };
    BOOST_TEST(last(known) == base::to_datetime(now - std::chrono::days{200}));
    BOOST_TEST(last(forgotten) == base::to_datetime(now - std::chrono::days{300})); // where the trail begins
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM account WHERE last_sign_in_at IS NULL") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
