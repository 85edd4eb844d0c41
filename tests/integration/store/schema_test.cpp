#include "given.hpp"
#include "store/schema.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

BOOST_FIXTURE_TEST_SUITE(schema, support::FreshDatabase)

BOOST_AUTO_TEST_CASE(every_table_is_innodb_in_utf8mb4_with_a_primary_key)
{
    BOOST_TEST(
        number(
            root, "SELECT COUNT(*) FROM information_schema.tables t WHERE t.table_schema = DATABASE()"
                  " AND t.table_type = 'BASE TABLE' AND (t.engine <> 'InnoDB' OR t.table_collation NOT LIKE"
                  " 'utf8mb4%' OR NOT EXISTS (SELECT 1 FROM information_schema.statistics s WHERE"
                  " s.table_schema = t.table_schema AND s.table_name = t.table_name AND s.index_name ="
                  " 'PRIMARY'))") == 0);
    BOOST_TEST(number(root, "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()") >= 10);
}

BOOST_AUTO_TEST_CASE(columns_that_identify_somebody_compare_bytes)
{
    BOOST_TEST(
        number(
            root, "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()"
                  " AND (column_name LIKE '%key' OR column_name IN ('public_id', 'portal_user_id'))"
                  " AND collation_name NOT LIKE '%bin'") == 0);
}

BOOST_AUTO_TEST_CASE(every_component_can_ask_how_new_the_database_is)
{
    for (auto* db : {&pages, &background, &admin}) BOOST_TEST(store::newest_migration(*db) == store::needed_migration);
    (void)store::execute(admin, "CREATE TABLE schema_migration_kept AS SELECT * FROM schema_migration");
    (void)store::execute(admin, "DELETE FROM schema_migration WHERE version > 3 OR (version = 3 AND statement > 1)");
    BOOST_TEST(store::newest_migration(pages) == 3U); // even if only begun
    (void)store::execute(admin, "DELETE FROM schema_migration");
    BOOST_TEST(store::newest_migration(pages) == 0U);
    (void)store::execute(admin, "INSERT INTO schema_migration SELECT * FROM schema_migration_kept");
    (void)store::execute(admin, "DROP TABLE schema_migration_kept");
    BOOST_TEST(store::newest_migration(pages) == store::needed_migration);
}

BOOST_AUTO_TEST_SUITE_END()
