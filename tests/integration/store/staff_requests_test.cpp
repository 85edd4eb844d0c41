#include "store/staff_requests.hpp"

#include "given.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

namespace {

struct Requests : support::FreshDatabase {
    base::AccountId matti = account(pages, "Matti@example.com");
    base::AccountId maija = account(pages, "maija@example.com");

    void
    ask(base::AccountId who, const std::string& subject, base::Instant at = now,
        const std::string& message = "Se on minun 🦆")
    {
        store::in_transaction(pages, [&](store::Transaction& tx) {
            store::add_staff_request(
                tx,
                {.account = who, .kind = store::StaffRequestKind::add_old_user, .subject = subject, .message = message},
                at);
        });
    }
    std::optional<base::AccountId> finish(std::uint64_t id)
    {
        return store::in_transaction(
            pages, [&](store::Transaction& tx) { return store::finish_staff_request(tx, id, now); });
    }
    int finish_all_of(base::AccountId who)
    {
        return store::in_transaction(
            pages, [&](store::Transaction& tx) { return store::finish_staff_requests_of(tx, who, now); });
    }
    std::vector<std::string> subjects()
    {
        std::vector<std::string> found;
        for (const auto& each : store::list_staff_requests(pages, 50)) found.push_back(each.subject);
        return found;
    }
};

using Subjects = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(staff_requests, Requests)

BOOST_AUTO_TEST_CASE(a_request_tells_staff_who_asks_for_what)
{
    ask(matti, "masa");
    const auto all = store::list_staff_requests(admin, 50);
    BOOST_REQUIRE(all.size() == 1U);
    BOOST_TEST((all[0].created_at == now));
    BOOST_TEST((all[0].kind == store::StaffRequestKind::add_old_user));
    BOOST_TEST(all[0].public_id == store::find_account(pages, matti)->public_id);
    BOOST_TEST(all[0].email == "Matti@example.com");
    BOOST_TEST(all[0].name == "Matti Meikäläinen");
    BOOST_TEST(all[0].subject == "masa");
    BOOST_TEST(all[0].message == "Se on minun 🦆");
}

BOOST_AUTO_TEST_CASE(requests_that_wait_are_listed_the_oldest_in_front)
{
    ask(matti, "later", now + 1h);
    ask(maija, "first");
    ask(matti, "second"); // in the same second
    BOOST_TEST(subjects() == (Subjects{"first", "second", "later"}));
    BOOST_TEST(store::list_staff_requests(pages, 2).back().subject == "second");
    BOOST_TEST((finish(store::list_staff_requests(pages, 50).at(0).id) == maija));
    BOOST_TEST(subjects() == (Subjects{"second", "later"}));
}

BOOST_AUTO_TEST_CASE(a_request_is_finished_once)
{
    ask(matti, "masa");
    const auto id = store::list_staff_requests(pages, 50).at(0).id;
    BOOST_TEST(!finish(id + 1000));
    BOOST_TEST((finish(id) == matti));
    BOOST_TEST(!finish(id));
    BOOST_TEST(store::count_open_staff_requests(pages, matti) == 0U);
}

BOOST_AUTO_TEST_CASE(all_requests_of_one_account_are_finished_at_once_and_nobody_elses)
{
    ask(matti, "a");
    ask(matti, "b");
    ask(maija, "c");
    BOOST_TEST(store::count_open_staff_requests(pages, matti) == 2U);
    BOOST_TEST(store::count_open_staff_requests(pages, maija) == 1U);
    BOOST_TEST(finish_all_of(matti) == 2);
    BOOST_TEST(finish_all_of(matti) == 0);
    BOOST_TEST(store::count_open_staff_requests(pages, matti) == 0U);
    BOOST_TEST(store::count_open_staff_requests(pages, maija) == 1U);
    BOOST_TEST(subjects() == Subjects{"c"});
}

BOOST_AUTO_TEST_CASE(requests_of_an_account_are_counted_since_a_moment_finished_ones_too)
{
    ask(matti, "a", now - 1h);
    ask(matti, "b");
    ask(maija, "c");
    BOOST_TEST(finish_all_of(matti) == 2);
    BOOST_TEST(store::count_staff_requests(pages, matti, now - 1h) == 2U);
    BOOST_TEST(store::count_staff_requests(pages, matti, now) == 1U);
    BOOST_TEST(store::count_staff_requests(pages, matti, now + 1s) == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_too_long_or_no_utf8_is_cut_and_never_refused)
{
    std::string ducks;
    for (int i = 0; i < 1100; ++i) ducks += "🦆";
    ask(matti, std::string(300, 'x'), now, ducks);
    ask(matti, "no \xff utf-8", now + 1s, "\xfe");
    const auto all = store::list_staff_requests(pages, 50);
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].subject == std::string(255, 'x'));
    BOOST_TEST(all[0].message.size() == 4 * store::max_request_message);
    BOOST_TEST(all[1].subject == "no ? utf-8");
    BOOST_TEST(all[1].message == "?");
}

BOOST_AUTO_TEST_SUITE_END()
