#include "store/portal_history.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

namespace {

/// The portal's side: a table in the view's place, which the product's users may read by the same right.
struct Portal : support::FreshDatabase {
    Portal()
    {
        (void)store::execute(root, "DROP TABLE IF EXISTS portal_history");
        (void)store::execute(
            root,
            "CREATE TABLE portal_history (user_id INT NOT NULL, at DATETIME NULL, service VARCHAR(100), title TEXT,"
            " state VARCHAR(40), link TEXT, required_assurance VARCHAR(10), KEY (user_id)) DEFAULT CHARSET = latin1");
    }
    Portal(const Portal&) = delete;
    Portal& operator=(const Portal&) = delete;
    ~Portal() { (void)store::execute(root, "DROP TABLE portal_history"); }

    /// One dealing of each of the users from `first` to `last`, a minute apart: the highest user's is the newest.
    void one_each(int first, int last)
    {
        for (int id = first; id <= last; ++id)
            (void)store::execute(
                root, "INSERT INTO portal_history VALUES (?, ?, 's', ?, 'x', NULL, 'weak')", id, now + id * 1min,
                std::to_string(id));
    }

    [[nodiscard]] std::vector<std::string>
    titles(const std::vector<std::string>& ids, unsigned offset, unsigned most, bool has_older)
    {
        const auto dealings = store::list_dealings(pages, ids, offset, most);
        BOOST_TEST(dealings.has_older == has_older);
        std::vector<std::string> found;
        for (const auto& each : dealings.rows) found.push_back(each.title);
        return found;
    }
};

std::vector<std::string> ids(int first, int last)
{
    std::vector<std::string> found;
    for (int id = first; id <= last; ++id) found.push_back(std::to_string(id));
    return found;
}

using Titles = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(portal_history, Portal)

BOOST_AUTO_TEST_CASE(pages_follow_each_other_for_any_number_of_old_users)
{
    one_each(1, 30);
    for (const int count : {7, 8, 9, 16, 17, 20}) {
        BOOST_TEST_CONTEXT(count << " old users")
        {
            const auto last = std::to_string(count);
            BOOST_TEST(titles(ids(1, count), 0, 2, true) == (Titles{last, std::to_string(count - 1)}));
            const auto rest = static_cast<unsigned>(count) - 2;
            BOOST_TEST(titles(ids(1, count), rest, 2, false) == (Titles{"2", "1"}));
            BOOST_TEST(titles(ids(1, count), rest - 1, 2, true) == (Titles{"3", "2"}));
            BOOST_TEST(titles(ids(1, count), rest + 1, 2, false) == Titles{"1"});
            BOOST_TEST(titles(ids(1, count), rest + 2, 2, false) == Titles{});
        }
    }
}

BOOST_AUTO_TEST_CASE(nobody_has_the_dealings_of_others)
{
    one_each(1, 9);
    BOOST_TEST(titles({}, 0, 10, false) == Titles{});
    BOOST_TEST(titles({"77"}, 0, 10, false) == Titles{});
    BOOST_TEST(titles({"3"}, 0, 10, false) == Titles{"3"});
}

BOOST_AUTO_TEST_CASE(the_portals_index_is_used_whatever_the_type_of_its_ids)
{
    (void)store::execute(
        root, "INSERT INTO portal_history SELECT seq, '2020-01-01', 's', 't', 'x', NULL, 'weak' FROM seq_1_to_20000");
    const auto rows_read = [&] {
        return number(
            pages, "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = "
                   "'HANDLER_READ_RND_NEXT'");
    };
    const auto cost = [&] {
        const auto before = rows_read();
        (void)titles({"1001", "1002"}, 0, 20, false);
        return rows_read() - before;
    };
    BOOST_TEST(cost() < 5000);
    (void)store::execute(root, "ALTER TABLE portal_history MODIFY user_id VARCHAR(20)");
    BOOST_TEST(cost() < 5000);
    (void)store::execute(root, "ALTER TABLE portal_history DROP KEY user_id");
    BOOST_TEST(cost() > 20000); // the measure itself measures
}

BOOST_AUTO_TEST_CASE(a_broken_view_is_an_error_of_its_own_and_the_next_statement_runs)
{
    (void)store::execute(root, "ALTER TABLE portal_history DROP COLUMN title");
    const auto is_no_outage = [](const store::DatabaseError& error) {
        return dynamic_cast<const store::DatabaseUnavailable*>(&error) == nullptr;
    };
    BOOST_CHECK_EXCEPTION((void)store::list_dealings(pages, {"1"}, 0, 20), store::DatabaseError, is_no_outage);
    BOOST_TEST(!pages.is_known_down());
    BOOST_TEST(number(pages, "SELECT COUNT(*) FROM account") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
