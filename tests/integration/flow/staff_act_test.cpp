#include "flow/staff_act.hpp"

#include "flow/attempt_keys.hpp"
#include "store/bounces.hpp"
#include "store/staff_requests.hpp"
#include "store/throttle.hpp"
#include "visitor.hpp"

namespace help_desk {

using flow::Step;
using store::AccountState;
using store::IdentityCheck;
using store::StateReason;

namespace {

const std::string act_path = "/Account/Staff/Act";

struct ActPages : Visitors {
    Step step(const std::string& act, base::AccountId of) { return {Step::Kind::staff_act, read(of).public_id, act}; }

    http::Response show(const std::string& act, base::AccountId of)
    {
        return flow::show_staff_act(staff_visit_at(act_path, helena, step(act, of)));
    }
    http::Response post(const std::string& act, base::AccountId of, FormFields form = {})
    {
        form.emplace_back("reason", reason);
        return flow::post_staff_act(staff_post_at(act_path, helena, step(act, of), std::move(form)));
    }
    /// The act with what its page shows, as its form brings it back.
    std::string shown(const std::string& act, base::AccountId of)
    {
        const auto sealed = hidden(show(act, of), "act");
        return flow::open_staff_step(visit(act_path, helena), sealed).value().then;
    }
    /// The act is refused, the page says why, and the reason that was typed is still in the form.
    void
    check_refused(const std::string& act, base::AccountId of, const std::string& outcome, const FormFields& form = {})
    {
        BOOST_TEST_CONTEXT(act << " " << outcome)
        {
            const auto events_before = number("SELECT COUNT(*) FROM audit_event");
            const auto page = post(act, of, form);
            BOOST_TEST(status(page) == 422);
            BOOST_TEST(contains(page, words("staff.outcome." + outcome)));
            BOOST_TEST(contains(page, reason));
            BOOST_TEST(number("SELECT COUNT(*) FROM audit_event") == events_before);
        }
    }

    std::vector<std::string> acts_of(base::AccountId of)
    {
        const auto account = read(of);
        return flow::acts_for(
            visit("/Account/Staff/Account", helena),
            store::account_facts(pages, account, flow::owner_keys(pages, product, account, today), today));
    }
    bool offers(base::AccountId of, const std::string& act) { return std::ranges::count(acts_of(of), act) == 1; }

    void ask_for_address(base::AccountId by = base::AccountId{})
    {
        const auto member = by == base::AccountId{} ? pekka : by;
        BOOST_TEST(
            flow::set_email(
                desk(member), read(aino), {"uusi@example.com", "uusi@example.com"}, IdentityCheck::document, reason) ==
            ActOutcome::waits);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(staff_act, ActPages)

BOOST_AUTO_TEST_CASE(without_a_step_of_this_member_that_names_an_act_and_an_account_the_page_leads_to_the_desk)
{
    const std::vector<Step> strange{
        step("fly", aino),
        {Step::Kind::staff_act, "nobody", "lock"},
        {Step::Kind::staff_search, read(aino).public_id, "lock"}};
    for (const auto& each : strange) {
        BOOST_TEST(leads_to(flow::show_staff_act(staff_visit_at(act_path, helena, each))) == "/Account/Staff");
        BOOST_TEST(
            leads_to(flow::post_staff_act(staff_post_at(act_path, helena, each, {{"reason", reason}}))) ==
            "/Account/Staff");
        BOOST_TEST(
            leads_to(flow::staff_act_again(staff_post_at(act_path, helena, each), flow::Problem::form_expired)) ==
            "/Account/Staff");
    }
    BOOST_TEST(leads_to(flow::show_staff_act(visit(act_path, helena))) == "/Account/Staff");
    auto stolen = staff_post_at(act_path, helena, step("lock", aino), {{"reason", reason}});
    stolen.session = session_of(pekka);
    BOOST_TEST(leads_to(flow::post_staff_act(stolen)) == "/Account/Staff");
    BOOST_TEST((read(aino).state == AccountState::active));
}

BOOST_AUTO_TEST_CASE(a_form_that_expired_keeps_the_act_and_what_was_typed)
{
    const FormFields typed{{"reason", reason}, {"new_email", "uusi@"}, {"identity", "2"}};
    const auto page = flow::staff_act_again(
        staff_post_at(act_path, helena, step("set_email", aino), typed), flow::Problem::form_expired);
    BOOST_TEST(status(page) == 403);
    for (const auto& text : {reason, std::string{"uusi@"}, words("staff.act.set_email.title")})
        BOOST_TEST(contains(page, text));
    BOOST_TEST(!hidden(page, "act").empty());
}

BOOST_AUTO_TEST_CASE(an_act_goes_on_where_it_was_when_the_member_has_signed_in_again_in_another_browser)
{
    auto later = staff_visit_at(act_path, helena, step("lock", aino));
    later.binding = "another browser";
    BOOST_TEST(contains(flow::show_staff_act(later), words("staff.act.lock.title")));
}

BOOST_AUTO_TEST_CASE(every_reason_for_which_an_act_is_not_done_is_said_and_nothing_is_done)
{
    const FormFields merge_into_itself{{"into", "aino@example.com"}, {"identity", "1"}};
    const auto new_email = [](const std::string& address) {
        return FormFields{{"new_email", address}, {"identity", "1"}};
    };
    (void)resident("eino@example.com");
    check_refused("lock", helena, "own_account");
    check_refused("lock", pekka, "staff_account");
    check_refused("unlock", aino, "nothing_to_do");
    check_refused("start_mails", aino, "nothing_to_do");
    check_refused("finish_requests", aino, "nothing_to_do");
    check_refused("confirm_change", aino, "no_change_waits");
    check_refused("stop_change", aino, "no_change_waits");
    check_refused("set_email", aino, "same_address", new_email("AINO@example.com"));
    check_refused("set_email", aino, "address_taken", new_email("eino@example.com"));
    check_refused("merge", aino, "same_account", merge_into_itself);
    ask_for_address(helena);
    check_refused(shown("confirm_change", aino), aino, "same_actor");
    store::in_transaction(pages, [&](store::Transaction& tx) { store::stop_mails(tx, aino, today); });
    check_refused("send_link", aino, "mails_stopped");
    set_state(aino, AccountState::closed);
    check_refused("lock", aino, "not_active");
    check_refused("lock_deceased", aino, "not_active");
    set_state(aino, AccountState::locked, StateReason::deceased);
    check_refused("send_link", aino, "not_active");
    check_refused("lock_deceased", aino, "nothing_to_do");
    check_refused("erase", aino, "not_active");
    (void)store::execute(root, "UPDATE account SET password_hash = NULL WHERE id = ?", aino);
    check_refused("retire_password", aino, "nothing_to_do");
}

BOOST_AUTO_TEST_CASE(a_new_address_that_is_none_is_asked_for_again_and_stays_in_the_form)
{
    const auto page = post("set_email", aino, {{"new_email", "uusi@"}, {"identity", "2"}});
    BOOST_TEST(status(page) == 422);
    BOOST_TEST(contains(page, "value=\"uusi@\""));
    BOOST_TEST(number("SELECT COUNT(*) FROM staff_change") == 0);
}

BOOST_AUTO_TEST_CASE(
    an_account_is_merged_into_one_that_is_found_and_only_when_the_person_was_known_in_a_way_of_the_list)
{
    (void)resident("eino@example.com");
    BOOST_TEST(contains(show("merge", aino), "name=\"into\""));
    for (const auto& into : {"", "eiketaan@example.com", "nimi"}) {
        const auto page = post("merge", aino, {{"into", into}, {"identity", "3"}});
        BOOST_TEST(status(page) == 422);
        BOOST_TEST(contains(page, words("staff.into_unknown")));
    }
    for (const auto& identity : {"", "0", "4", "12"}) {
        const auto page = post("merge", aino, {{"into", "eino@example.com"}, {"identity", identity}});
        BOOST_TEST(status(page) == 422);
        BOOST_TEST(contains(page, words("staff.identity_missing")));
        BOOST_TEST(contains(page, "value=\"eino@example.com\""));
    }
    BOOST_TEST(number("SELECT COUNT(*) FROM staff_change") == 0);
    for (const auto& identity : {"1", "2", "3"})
        BOOST_TEST(
            leads_to(post("merge", aino, {{"into", "eino@example.com"}, {"identity", identity}})) ==
            "/Account/Staff/Account");
    BOOST_TEST(number("SELECT COUNT(DISTINCT identity_check) FROM staff_change") == 3);
}

BOOST_AUTO_TEST_CASE(whoever_confirms_or_stops_a_change_sees_which_one_also_a_merge)
{
    const auto title = words("staff.act.merge.title");
    BOOST_TEST(!contains(show("stop_change", aino), "uusi@example.com"));
    ask_for_address();
    for (const auto& act : {"confirm_change", "stop_change"}) {
        BOOST_TEST(contains(show(act, aino), "uusi@example.com"));
        BOOST_TEST(contains(show(act, aino), words("data.staff_change.identity_check.1")));
        BOOST_TEST(!contains(show(act, aino), title));
    }
    BOOST_TEST(!contains(show("lock", aino), "uusi@example.com"));
    const auto eino = resident("eino@example.com");
    BOOST_TEST(flow::merge(desk(pekka), read(aino), read(eino), IdentityCheck::strong, reason) == ActOutcome::waits);
    for (const auto each : {aino, eino}) BOOST_TEST(contains(show("stop_change", each), title));
}

BOOST_AUTO_TEST_CASE(whoever_confirms_confirms_what_the_page_showed_and_sees_what_has_come_in_its_place)
{
    ask_for_address();
    const auto looked_at = shown("confirm_change", aino);
    BOOST_TEST(
        flow::set_email(
            desk(pekka), read(aino), {"oma@example.com", "oma@example.com"}, IdentityCheck::document, reason) ==
        ActOutcome::waits);
    check_refused(looked_at, aino, "another_change");
    check_refused("confirm_change", aino, "another_change");
    const auto page = post(looked_at, aino);
    BOOST_TEST(contains(page, "oma@example.com"));
    BOOST_TEST(leads_to(post(shown("confirm_change", aino), aino)) == "/Account/Staff/Account");
}

BOOST_AUTO_TEST_CASE(a_change_of_address_says_what_it_does_for_an_account_in_dispute)
{
    BOOST_TEST(!contains(show("set_email", aino), words("staff.act.set_email.disputed")));
    set_state(aino, AccountState::locked, StateReason::disputed_address);
    BOOST_TEST(contains(show("set_email", aino), words("staff.act.set_email.disputed")));
    BOOST_TEST(
        leads_to(post("set_email", aino, {{"new_email", "oikea@example.com"}, {"identity", "1"}})) ==
        "/Account/Staff/Account");
    BOOST_TEST(flow::result_key("settled") == "staff.act.set_email.settled");
    BOOST_TEST(contains(show("confirm_change", aino), words("staff.waiting.confirm_by")));
}

BOOST_AUTO_TEST_CASE(no_act_is_offered_on_the_own_account_or_that_of_another_member)
{
    BOOST_TEST(acts_of(helena).empty());
    BOOST_TEST(acts_of(pekka).empty());
}

BOOST_AUTO_TEST_CASE(each_act_is_offered_where_it_makes_sense)
{
    const std::vector<std::string> always{"send_link", "set_email",     "merge", "retire_password",
                                          "lock",      "lock_deceased", "erase"};
    BOOST_TEST(acts_of(aino) == always, boost::test_tools::per_element());
    (void)store::execute(root, "UPDATE account SET password_hash = NULL WHERE id = ?", aino);
    BOOST_TEST(!offers(aino, "retire_password"));
    store::in_transaction(pages, [&](store::Transaction& tx) {
        store::add_staff_request(
            tx, {.account = aino, .kind = store::StaffRequestKind::add_old_user, .subject = "aasukas", .message = ""},
            today);
        store::stop_mails(tx, aino, today);
    });
    BOOST_TEST(offers(aino, "finish_requests"));
    BOOST_TEST(offers(aino, "start_mails"));
    BOOST_TEST(!offers(aino, "send_link"));
    store::in_transaction(pages, [&](store::Transaction& tx) { return store::start_mails(tx, aino, today); });
    BOOST_TEST(!offers(aino, "start_mails"));
    BOOST_TEST(store::in_transaction(background, [&](store::Transaction& tx) {
        return store::mark_bounced(tx, "aino@example.com", {store::ReportKind::no_such_address, "5.1.1", ""}, today);
    }));
    BOOST_TEST(offers(aino, "start_mails"));
    BOOST_TEST(!offers(aino, "unlock"));
    (void)store::reserve_attempt(
        pages,
        {.name = flow::name_key(product, "aino@example.com"), .network = auth::digest("n"), .both = auth::digest("b")},
        today);
    BOOST_TEST(offers(aino, "unlock"));
    for (const auto state : {AccountState::locked, AccountState::closed}) {
        set_state(aino, state, state == AccountState::locked ? StateReason::staff : StateReason::none);
        for (const auto& act : {"set_email", "merge", "erase"}) BOOST_TEST(!offers(aino, act));
        for (const auto& act : {"lock", "lock_deceased"}) BOOST_TEST(!offers(aino, act));
        BOOST_TEST(offers(aino, "send_link") == (state == AccountState::closed));
    }
    set_state(aino, AccountState::locked, StateReason::disputed_address);
    BOOST_TEST(offers(aino, "set_email"));
    BOOST_TEST(!offers(aino, "merge"));
}

BOOST_AUTO_TEST_CASE(a_change_is_offered_to_be_confirmed_to_a_second_member_and_once)
{
    ask_for_address(helena);
    BOOST_TEST(!offers(aino, "confirm_change"));
    BOOST_TEST(offers(aino, "stop_change"));
    ask_for_address(pekka);
    BOOST_TEST(offers(aino, "confirm_change"));
    const auto seen = static_cast<std::uint64_t>(number("SELECT MAX(id) FROM staff_change"));
    BOOST_TEST(flow::confirm_change(desk(helena), read(aino), seen, reason) == ActOutcome::done);
    BOOST_TEST(!offers(aino, "confirm_change"));
}

BOOST_AUTO_TEST_CASE(after_an_act_the_account_says_what_was_done_and_of_what_it_does_not_know_that_it_is_saved)
{
    BOOST_TEST(flow::result_key("lock") == "staff.act.lock.done");
    BOOST_TEST(flow::result_key("at_once") == "staff.act.set_email.at_once");
    BOOST_TEST(flow::result_key("merge_at_once") == "staff.act.merge.at_once");
    BOOST_TEST(flow::result_key("untold") == "staff.act.untold");
    BOOST_TEST(flow::result_key("fly") == "settings.saved");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace help_desk
