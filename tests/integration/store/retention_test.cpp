#include "given.hpp"

#include "store/purge.hpp"
#include "support/places.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

using namespace given;

BOOST_FIXTURE_TEST_SUITE(retention, support::FreshDatabase)

namespace {

std::string content(const std::string& file)
{
    std::ostringstream text;
    text << std::ifstream{support::source(file)}.rdbuf();
    BOOST_REQUIRE(!text.str().empty());
    return std::move(text).str();
}

/// Of docs/retention.md: each table, and what removes its rows.
std::map<std::string, std::string> told()
{
    std::map<std::string, std::string> rows;
    const auto page = content("docs/retention.md");
    static const std::regex row{R"(\n\| `(\w+)` \|[^|\n]*\|([^|\n]*)\|[^|\n]*\|)"};
    for (std::sregex_iterator found{page.begin(), page.end(), row}, end; found != end; ++found) {
        BOOST_TEST(!rows.contains((*found)[1]), (*found)[1] << " is told once");
        rows[(*found)[1]] = (*found)[2];
    }
    return rows;
}

std::set<std::string> tables(store::Database& root)
{
    const auto names = store::list(
        root, [](const store::Row& row) { return row.text(0); },
        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
        " AND table_type = 'BASE TABLE'");
    return {names.begin(), names.end()};
}

/// The tables that purge.cpp deletes from; the view of the trail counts as the trail.
std::set<std::string> purged()
{
    std::set<std::string> names;
    const auto source = content("fcgi-app/store/purge.cpp");
    static const std::regex statement{
        R"(DELETE FROM (\w+) WHERE \w+ <= \?(?: AND \w+ <= \?)?(?: AND NOT EXISTS \([^)]*\))? LIMIT \?)"};
    for (std::sregex_iterator found{source.begin(), source.end(), statement}, end; found != end; ++found)
        names.insert((*found)[1] == "expired_trail" ? "audit_event" : (*found)[1].str());
    return names;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_table_is_told_with_how_long_it_is_kept_and_what_removes_it) // R-225
{
    std::set<std::string> names;
    for (const auto& [table, removed_by] : told()) {
        names.insert(table);
        BOOST_TEST(removed_by.size() > 2, table << ": what removes it, or why it stays");
    }
    BOOST_TEST(names == tables(root), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_purge_is_told_of_exactly_the_tables_that_it_deletes_from) // R-225
{
    std::set<std::string> by_purge;
    for (const auto& [table, removed_by] : told())
        if (removed_by.find("the purge") != std::string::npos) by_purge.insert(table);
    BOOST_TEST(by_purge == purged(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_statement_of_the_purge_deletes_a_bounded_number_along_an_index) // R-225
{
    const auto source = content("fcgi-app/store/purge.cpp");
    static const std::regex any{"DELETE FROM"};
    static const std::regex bounded{
        R"(DELETE FROM (\w+) WHERE (\w+) <= \?(?: AND \w+ <= \?)?(?: AND NOT EXISTS \([^)]*\))? LIMIT \?)"};
    const std::sregex_iterator end;
    BOOST_TEST(
        std::distance(std::sregex_iterator{source.begin(), source.end(), any}, end) ==
        std::distance(std::sregex_iterator{source.begin(), source.end(), bounded}, end));
    for (std::sregex_iterator found{source.begin(), source.end(), bounded}; found != end; ++found) {
        const auto table = (*found)[1] == "expired_trail" ? "audit_event" : (*found)[1].str();
        BOOST_TEST(
            number(
                root,
                "SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ?"
                " AND column_name = ? AND seq_in_index = 1",
                table, (*found)[2].str()) >= 1,
            table << '.' << (*found)[2] << " begins an index");
    }
}

BOOST_AUTO_TEST_CASE(requests_go_a_year_after_they_were_dealt_with_and_never_before) // R-225
{
    const auto id = account(pages, "matti@example.com");
    (void)store::execute(
        root,
        "INSERT INTO staff_request (account_id, kind, subject, created_at, done_at) VALUES (?, 1, 'a', ?, ?),"
        " (?, 1, 'b', ?, NULL)",
        id, now, now, id, now);
    const base::RetentionSettings retention;
    BOOST_TEST(purge_step(background, now + retention.requests - 1s, retention) == 0);
    BOOST_TEST(purge_step(background, now + retention.requests, retention) == 1);
    BOOST_TEST(purge_step(background, now + std::chrono::days{5000}, retention) == 0);
    BOOST_TEST(text(root, "SELECT subject FROM staff_request") == "b");
}

BOOST_AUTO_TEST_CASE(changes_of_address_go_sixty_days_after_they_could_be_undone) // R-225
{
    const auto id = account(pages, "matti@example.com");
    (void)store::execute(
        root,
        "INSERT INTO email_change (account_id, old_email, old_email_key, new_email, changed_at, undo_until)"
        " VALUES (?, 'a', 'a', 'b', ?, ?)",
        id, now, now + 24h * 7);
    BOOST_TEST(purge_step(background, now + 24h * 67 - 1s) == 0);
    BOOST_TEST(purge_step(background, now + 24h * 67) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
