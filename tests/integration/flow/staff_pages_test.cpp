#include "flow/staff_account.hpp"
#include "flow/staff_desk.hpp"
#include "flow/staff_trail.hpp"

#include "flow/attempt_keys.hpp"
#include "store/staff_requests.hpp"
#include "store/throttle.hpp"
#include "visitor.hpp"

namespace help_desk {

using flow::Step;

namespace {

const std::string desk_path = "/Account/Staff";
const std::string account_path = "/Account/Staff/Account";

struct StaffPages : Visitors {
    http::Response search(const std::string& who)
    {
        return flow::show_staff_desk(visit_at(desk_path, helena, {Step::Kind::staff_search, who, ""}));
    }
    http::Response show_account(const Step& step)
    {
        return flow::show_staff_account(staff_visit_at(account_path, helena, step));
    }
    http::Response show_account() { return show_account({Step::Kind::staff_account, read(aino).public_id, ""}); }
    void old_user(
        const std::string& portal_id, const std::string& old_name, const std::string& family_name,
        const std::string& email)
    {
        (void)store::execute(
            root,
            "INSERT INTO legacy_user (portal_user_id, old_name, old_name_key, given_name, family_name, status, email,"
            " email_key, imported_at) VALUES (?, ?, ?, '', ?, 2, NULLIF(?, ''), NULLIF(?, ''), ?)",
            portal_id, old_name, auth::user_name_key(old_name), family_name, email, email, today);
    }
    http::Response trail(const std::string& page)
    {
        return flow::show_staff_trail(visit("/Account/Staff/Acts", helena, {.query = {{"page", page}}}));
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(staff_pages, StaffPages)

BOOST_AUTO_TEST_CASE(somebody_without_a_name_is_listed_by_the_address_on_file_or_by_the_old_user_name)
{
    old_user("1", "nimeton1", "", "nimeton@example.fi");
    const auto with_address = search("nimeton1");
    BOOST_TEST(contains(with_address, "nimeton@example.fi"));
    BOOST_TEST(contains(with_address, words("staff.old.2")));
    BOOST_TEST(!contains(with_address, account_path)); // there is no account to open
    old_user("2", "nimeton2", "", "");
    const auto without = search("nimeton2");
    BOOST_TEST(contains(without, "nimeton2"));
    BOOST_TEST(!contains(without, "nimeton@example.fi"));
}

BOOST_AUTO_TEST_CASE(of_more_people_than_fit_on_the_page_it_is_said_that_there_are_more)
{
    for (int i = 0; i < 25; ++i) old_user(std::to_string(i), "virtanen" + std::to_string(i), "Virtanen", "");
    const auto all = search("Virtanen");
    old_user("25", "virtanen25", "Virtanen", "");
    const auto more = search("Virtanen");
    BOOST_TEST(!contains(all, words("staff.more")));
    BOOST_TEST(contains(more, words("staff.more")));
}

BOOST_AUTO_TEST_CASE(whoever_is_not_found_is_nobody_and_what_was_looked_for_stays_in_the_field)
{
    const auto page = search("eiketaan@example.com");
    BOOST_TEST(status(page) == 200);
    BOOST_TEST(contains(page, words("staff.nobody")));
    BOOST_TEST(contains(page, "value=\"eiketaan@example.com\""));
}

BOOST_AUTO_TEST_CASE(a_step_that_is_no_search_shows_nobody)
{
    const auto page =
        flow::show_staff_desk(visit_at(desk_path, helena, {Step::Kind::staff_acted, "aino@example.com", ""}));
    BOOST_TEST(status(page) == 200);
    BOOST_TEST(!contains(page, "aino@example.com"));
}

BOOST_AUTO_TEST_CASE(a_search_for_nothing_or_for_far_too_much_is_not_made_and_not_in_the_trail)
{
    for (const auto& who : {std::string{}, std::string{"  "}, std::string(300, 'x')}) {
        const auto page = flow::post_staff_desk(visit(desk_path, helena, {.form = {{"who", who}}}));
        BOOST_TEST(status(page) == 422);
        BOOST_TEST(contains(page, words("staff.search_missing")));
    }
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event WHERE kind = ?", AuditKind::staff_searched) == 0);
    const auto found = flow::post_staff_desk(visit(desk_path, helena, {.form = {{"who", " aino "}}}));
    BOOST_TEST(leads_to(found) == desk_path);
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event WHERE kind = ?", AuditKind::staff_searched) == 1);
}

BOOST_AUTO_TEST_CASE(a_search_whose_form_expired_keeps_what_was_typed)
{
    const auto page =
        flow::staff_desk_again(visit(desk_path, helena, {.form = {{"who", "aino"}}}), flow::Problem::form_expired);
    BOOST_TEST(status(page) == 403);
    BOOST_TEST(contains(page, "value=\"aino\""));
}

BOOST_AUTO_TEST_CASE(what_residents_have_asked_for_waits_on_the_desk_under_their_name_or_else_their_address)
{
    BOOST_TEST(contains(flow::show_staff_desk(visit(desk_path, helena)), words("staff.no_requests")));
    const auto nameless = resident("nimeton@example.com");
    (void)store::execute(root, "UPDATE account SET given_name = '', family_name = '' WHERE id = ?", nameless);
    for (const auto id : {aino, nameless})
        store::in_transaction(pages, [&](store::Transaction& tx) {
            store::add_staff_request(
                tx,
                {.account = id, .kind = store::StaffRequestKind::add_old_user, .subject = "vanha", .message = "Hei"},
                today);
        });
    const auto page = flow::show_staff_desk(visit(desk_path, helena));
    BOOST_TEST(contains(page, "Aino Asukas"));
    BOOST_TEST(contains(page, "nimeton@example.com"));
    BOOST_TEST(!contains(page, words("staff.no_requests")));
}

BOOST_AUTO_TEST_CASE(the_desk_shows_the_oldest_fifty_requests_and_says_when_there_are_more)
{
    const auto ask = [&](const std::string& old_name, base::Instant when) {
        store::in_transaction(pages, [&](store::Transaction& tx) {
            store::add_staff_request(
                tx,
                {.account = aino, .kind = store::StaffRequestKind::add_old_user, .subject = old_name, .message = ""},
                when);
        });
    };
    for (int i = 0; i < 50; ++i) ask("vanha", today);
    BOOST_TEST(!contains(flow::show_staff_desk(visit(desk_path, helena)), words("staff.more_requests")));
    ask("viimeinen", today + 1s);
    const auto page = flow::show_staff_desk(visit(desk_path, helena));
    BOOST_TEST(contains(page, words("staff.more_requests")));
    BOOST_TEST(!contains(page, "viimeinen"));
}

BOOST_AUTO_TEST_CASE(no_account_is_shown_without_a_step_that_names_one)
{
    const std::vector<Step> strange{
        {Step::Kind::staff_act, read(aino).public_id, ""}, {Step::Kind::staff_account, "nobody", ""}};
    for (const auto& each : strange) BOOST_TEST(leads_to(show_account(each)) == desk_path);
    BOOST_TEST(leads_to(flow::show_staff_account(visit(account_path, helena))) == desk_path);
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event WHERE kind = ?", AuditKind::account_viewed) == 0);
}

BOOST_AUTO_TEST_CASE(after_an_act_the_account_says_what_was_done)
{
    const Step acted{Step::Kind::staff_acted, read(aino).public_id, "lock"};
    const auto page = flow::show_staff_account(visit_at(account_path, helena, acted));
    BOOST_TEST(contains(page, words("staff.act.lock.done")));
    BOOST_TEST(!contains(show_account(), words("staff.act.lock.done")));
}

BOOST_AUTO_TEST_CASE(what_was_looked_for_or_done_is_not_told_again_in_a_later_session)
{
    auto search = visit_at(desk_path, helena, {Step::Kind::staff_search, "aino@example.com", ""});
    auto done = visit_at(account_path, helena, {Step::Kind::staff_acted, read(aino).public_id, "lock"});
    search.binding = done.binding = "a later session";
    BOOST_TEST(!contains(flow::show_staff_desk(search), "aino@example.com"));
    BOOST_TEST(leads_to(flow::show_staff_account(done)) == desk_path);
}

BOOST_AUTO_TEST_CASE(failed_attempts_and_a_browser_that_says_nothing_of_itself_stand_on_the_page)
{
    sign_in(aino);
    BOOST_TEST(contains(show_account(), words("devices.browser_unknown")));
    (void)store::execute(
        root, "UPDATE session SET user_agent = 'Mozilla/5.0 (Windows NT 10.0; rv:128.0) Firefox/128.0'");
    BOOST_TEST(contains(show_account(), "Firefox, Windows"));
    (void)store::execute(root, "UPDATE session SET user_agent = 'Mozilla/5.0 (Gecko) Firefox/128.0'");
    BOOST_TEST(!contains(show_account(), "Firefox, "));
    const auto failing = words("staff.account.failures");
    BOOST_TEST(!contains(show_account(), failing));
    (void)store::reserve_attempt(
        pages,
        {.name = flow::name_key(product, "aino@example.com"), .network = auth::digest("n"), .both = auth::digest("b")},
        today);
    BOOST_TEST(contains(show_account(), failing));
}

BOOST_AUTO_TEST_CASE(a_page_of_the_trail_behind_its_end_leads_to_its_beginning)
{
    BOOST_TEST(contains(trail("1"), words("staff.trail.empty")));
    BOOST_TEST(leads_to(trail("2")) == "/Account/Staff/Acts");
    BOOST_TEST(flow::lock_account(desk(helena), read(aino), flow::LockKind::staff, reason) == ActOutcome::done);
    BOOST_TEST(contains(trail("1"), "aino@example.com"));
    BOOST_TEST(contains(trail("1"), reason));
    BOOST_TEST(leads_to(trail("2")) == "/Account/Staff/Acts");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace help_desk
