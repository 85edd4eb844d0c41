#include "auth/password_hash.hpp"
#include "flow/attempt_keys.hpp"
#include "flow/confirm_email.hpp"
#include "flow/confirm_old_user.hpp"
#include "flow/not_for_me.hpp"
#include "flow/recover_password.hpp"
#include "flow/register_confirm.hpp"
#include "flow/stop_change.hpp"
#include "flow/undo_email_change.hpp"
#include "store/email_changes.hpp"
#include "store/link_tokens.hpp"
#include "store/staff_changes.hpp"
#include "store/throttle.hpp"
#include "visitor.hpp"

namespace help_desk {

using flow::Problem;
using flow::Step;
using store::LinkPurpose;

namespace {

const std::string new_password = "villasukka ukkonen kaarna pronssi";

/// A page behind a mailed link.
struct LinkPage {
    std::string path;
    LinkPurpose purpose;
    bool is_signed_in; ///< its visitor
    http::Response (*show)(const flow::Visit&);
    http::Response (*post)(const flow::Visit&);
    http::Response (*again)(const flow::Visit&, Problem);
    FormFields filled_in{};
};

const LinkPage recover{
    "/Account/RecoverPassword",
    LinkPurpose::set_password,
    false,
    flow::show_recover_password,
    flow::post_recover_password,
    flow::recover_password_again,
    {{"new_password", new_password}, {"confirm_password", new_password}}};
const LinkPage not_for_me{"/Account/NotForMe",   LinkPurpose::set_password, false,
                          flow::show_not_for_me, flow::post_not_for_me,     flow::not_for_me_again};
const LinkPage register_confirm{
    "/Account/Register/Confirm",
    LinkPurpose::registration,
    false,
    flow::show_register_confirm,
    flow::post_register_confirm,
    flow::register_confirm_again,
    {{"given_name", "Eino"},
     {"family_name", "Asukas"},
     {"new_password", new_password},
     {"confirm_password", new_password}}};
const LinkPage confirm_email{"/Account/Settings/Email/Confirm", LinkPurpose::change_email, true,
                             flow::show_confirm_email,          flow::post_confirm_email,  flow::confirm_email_again};
const LinkPage confirm_old_user{
    "/Account/Settings/OldUser/Confirm", LinkPurpose::add_old_user,   true,
    flow::show_confirm_old_user,         flow::post_confirm_old_user, flow::confirm_old_user_again};
const LinkPage undo{"/Account/UndoEmailChange",      LinkPurpose::undo_email_change, false,
                    flow::show_undo_email_change,    flow::post_undo_email_change,   flow::undo_email_change_again,
                    {{"old_password", new_password}}};
const LinkPage freeze{
    "/Account/UndoEmailChange",
    LinkPurpose::undo_email_change,
    false,
    flow::show_undo_email_change,
    flow::post_undo_email_change,
    flow::undo_email_change_again,
    {{"freeze", "1"}}};
const LinkPage stop_change{"/Account/StopChange",  LinkPurpose::stop_staff_change, false,
                           flow::show_stop_change, flow::post_stop_change,         flow::stop_change_again};

const std::vector<LinkPage> all_pages{recover,          not_for_me, register_confirm, confirm_email,
                                      confirm_old_user, undo,       freeze,           stop_change};

struct Links : Visitors {
    Links()
    {
        product.password.memory_mib = 19;
        (void)store::execute(
            root, "UPDATE account SET password_hash = ? WHERE id = ?",
            auth::hash_password(base::Password{new_password}, worker.app.hash_cost()), aino);
        email_change = store::in_transaction(pages, [&](store::Transaction& tx) {
            return store::change_email(tx, read(aino), {"aino2@example.com", "aino2@example.com"}, today + 24h, today)
                .value();
        });
        staff_change = ask_for_address();
        (void)store::execute(
            root, "INSERT INTO legacy_user (portal_user_id, old_name, old_name_key, status, imported_at)"
                  " VALUES ('77', 'vanha', 'vanha', 2, '2026-01-01 00:00:00')");
    }

    std::uint64_t ask_for_address()
    {
        BOOST_TEST(
            flow::set_email(
                desk(helena), read(aino), {"aino3@example.com", "aino3@example.com"}, store::IdentityCheck::document,
                reason) == ActOutcome::waits);
        return store::find_open_staff_change_of(pages, aino)->id;
    }

    void set_used(std::optional<base::Instant> since)
    {
        (void)store::execute(
            root, "UPDATE account SET first_password_at = ?, first_sign_in_at = NULL WHERE id = ?", since, aino);
    }

    /// Puts a fresh link of this purpose into the browser.
    void open(LinkPurpose purpose)
    {
        if (purpose == LinkPurpose::set_password) set_used(std::nullopt);
        token = std::string(49, 'a') + std::to_string(100 + links++);
        const bool is_new = purpose == LinkPurpose::registration || purpose == LinkPurpose::change_email;
        const std::string address = is_new ? "uusi@example.com" : "aino2@example.com";
        const store::MailedLink link{
            .purpose = purpose,
            .account = purpose == LinkPurpose::registration ? std::nullopt : std::optional{aino},
            .email = address,
            .email_key = address,
            .password_generation = read(aino).password_generation,
            .expires_at = today + 1h,
            .return_url = "/",
            .language = base::Language::fi,
            .email_change = email_change,
            .portal_user_id = "77",
            .staff_change = staff_change};
        store::in_transaction(background, [&](store::Transaction& tx) {
            store::add_link_token(tx, auth::digest(base::LinkToken{token}), link, 3, today);
        });
    }

    flow::Visit with_link(const LinkPage& page, FormFields form = {})
    {
        return with_link(page, page.is_signed_in ? std::optional{aino} : std::nullopt, std::move(form));
    }
    flow::Visit with_link(const LinkPage& page, std::optional<base::AccountId> who, FormFields form = {})
    {
        return visit(page.path, who, {.form = std::move(form), .cookies = "__Host-asiointi-link=" + token});
    }

    /// The form of the open page, filled in and ready to be sent.
    flow::Visit filled_in(const LinkPage& page)
    {
        auto form = page.filled_in;
        form.emplace_back("link", hidden(page.show(with_link(page)), "link"));
        return with_link(page, form);
    }

    void use_up()
    {
        (void)store::execute(
            root, "UPDATE link_token SET used_at = ? WHERE token_digest = ?", today,
            auth::digest(base::LinkToken{token}));
    }

    /// All that a mailed link could change.
    std::vector<std::string> everything()
    {
        return store::list(
            root, [](const store::Row& row) { return row.text(0) + " " + row.text(1); },
            "CHECKSUM TABLE account, legacy_user, email_change, staff_change, mail_outbox, session EXTENDED");
    }
    bool is_unused()
    {
        return number(
                   "SELECT COUNT(*) FROM link_token WHERE token_digest = ? AND used_at IS NULL",
                   auth::digest(base::LinkToken{token})) == 1;
    }

    /// The answer is the page for a dead link, and nothing is changed.
    void check_dead(const http::Response& answer, const std::vector<std::string>& before)
    {
        BOOST_TEST(status(answer) == 400);
        BOOST_TEST(contains(answer, words("link.dead.title")));
        BOOST_TEST(everything() == before, boost::test_tools::per_element());
    }

    std::uint64_t email_change = 0;
    std::uint64_t staff_change = 0;
    std::string token;
    int links = 0;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(mailed_links, Links)

BOOST_AUTO_TEST_CASE(a_form_behind_a_link_that_expired_is_shown_again_and_the_link_stays_good)
{
    for (const auto& page : all_pages) {
        BOOST_TEST_CONTEXT(page.path)
        {
            open(page.purpose);
            const auto answer = page.again(with_link(page, page.filled_in), Problem::form_expired);
            BOOST_TEST(status(answer) == 403);
            BOOST_TEST(!hidden(answer, "link").empty());
            BOOST_TEST(is_unused());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_link_that_is_used_up_between_page_and_form_is_dead_whatever_is_sent)
{
    for (const auto& page : all_pages) {
        BOOST_TEST_CONTEXT(page.path)
        {
            open(page.purpose);
            const auto form = filled_in(page);
            use_up();
            const auto before = everything();
            check_dead(page.post(form), before);
            check_dead(page.again(form, Problem::form_expired), before);
            check_dead(page.show(with_link(page)), before);
        }
    }
}

BOOST_AUTO_TEST_CASE(of_two_who_use_a_link_at_the_same_moment_one_alone_does)
{
    for (const auto& page : all_pages) {
        BOOST_TEST_CONTEXT(page.path)
        {
            open(page.purpose);
            const auto form = filled_in(page);
            const auto before = everything();
            check_dead(overtaken_by([&] { use_up(); }, [&] { return page.post(form); }), before);
        }
    }
}

BOOST_AUTO_TEST_CASE(each_link_does_what_it_is_for)
{
    for (const auto& page : {register_confirm, confirm_old_user, stop_change, undo, recover, not_for_me}) {
        BOOST_TEST_CONTEXT(page.path)
        {
            open(page.purpose);
            const auto before = everything();
            BOOST_TEST(leads_to(page.post(filled_in(page))) == page.path);
            BOOST_TEST(!is_unused());
            BOOST_TEST((everything() != before));
        }
    }
}

BOOST_AUTO_TEST_CASE(only_a_step_that_says_so_shows_that_it_is_done)
{
    for (const auto& page : all_pages) {
        if (page.purpose == LinkPurpose::change_email) continue; // it ends on the settings
        BOOST_TEST_CONTEXT(page.path)
        {
            const auto who = page.is_signed_in ? std::optional{aino} : std::nullopt;
            BOOST_TEST(status(page.show(visit_at(page.path, who, {Step::Kind::done, "", ""}))) == 200);
            BOOST_TEST(status(page.show(visit_at(page.path, who, {Step::Kind::asked, "", ""}))) == 400);
            BOOST_TEST(status(page.show(visit(page.path, who))) == 400);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_form_without_the_cookie_of_its_link_or_with_that_of_another_is_told_to_open_the_link_again)
{
    for (const auto& page : all_pages) {
        BOOST_TEST_CONTEXT(page.path)
        {
            open(page.purpose);
            const auto of_the_first = filled_in(page);
            const auto who = page.is_signed_in ? std::optional{aino} : std::nullopt;
            const auto before = everything();
            const auto without = page.post(visit(page.path, who, {.form = of_the_first.request.form.all()}));
            open(page.purpose);
            const auto with_another = page.post(with_link(page, who, of_the_first.request.form.all()));
            for (const auto& answer : {without, with_another}) {
                BOOST_TEST(status(answer) == 400);
                BOOST_TEST(contains(answer, words("link.open_again.title")));
            }
            BOOST_TEST(everything() == before, boost::test_tools::per_element());
            BOOST_TEST(is_unused());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_link_that_ends_all_sessions_of_its_account_leaves_somebody_else_signed_in_in_this_browser)
{
    for (const auto& [who, is_signed_out] : {std::pair{pekka, false}, std::pair{aino, true}}) {
        open(recover.purpose);
        const auto form = filled_in(recover).request.form.all();
        const auto answer = recover.post(with_link(recover, who, form));
        BOOST_TEST(leads_to(answer) == recover.path);
        const auto ends_session = std::ranges::any_of(answer.headers(), [](const auto& each) {
            return each.first == "Set-Cookie" && each.second.starts_with("__Host-asiointi=;");
        });
        BOOST_TEST(ends_session == is_signed_out);
    }
}

BOOST_AUTO_TEST_CASE(a_link_to_the_settings_does_nothing_for_nobody_or_another_account)
{
    for (const auto& page : {confirm_email, confirm_old_user}) {
        BOOST_TEST_CONTEXT(page.path)
        {
            open(page.purpose);
            const FormFields form{{"link", hidden(page.show(with_link(page)), "link")}};
            const auto before = everything();
            BOOST_TEST(leads_to(page.post(with_link(page, std::nullopt, form))) == "/Account/Login");
            BOOST_TEST(
                leads_to(page.again(with_link(page, std::nullopt, form), Problem::form_expired)) == "/Account/Login");
            for (const auto& answer :
                 {page.post(with_link(page, pekka, form)), page.show(with_link(page, pekka)),
                  page.again(with_link(page, pekka, form), Problem::form_expired)}) {
                BOOST_TEST(status(answer) == 403);
                BOOST_TEST(contains(answer, "pekka@example.com"));
                BOOST_TEST(!contains(answer, "name=\"link\""));
            }
            BOOST_TEST(everything() == before, boost::test_tools::per_element());
            BOOST_TEST(is_unused());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_link_that_belongs_to_no_account_changes_no_address_and_stops_nobodys_mails)
{
    open(confirm_email.purpose);
    (void)store::execute(root, "UPDATE link_token SET account_id = NULL");
    BOOST_TEST(status(confirm_email.show(with_link(confirm_email))) == 403);
    open(not_for_me.purpose);
    const auto form = filled_in(not_for_me);
    (void)store::execute(root, "UPDATE link_token SET account_id = NULL");
    const auto before = everything();
    check_dead(not_for_me.show(with_link(not_for_me)), before);
    check_dead(not_for_me.post(form), before);
}

BOOST_AUTO_TEST_CASE(whoever_reads_a_mail_of_an_account_that_is_in_use_cannot_stop_all_that_tells_its_owner_of_others)
{
    open(not_for_me.purpose);
    const auto form = filled_in(not_for_me);
    set_used(today);
    const auto before = everything();
    check_dead(not_for_me.show(with_link(not_for_me)), before);
    check_dead(not_for_me.post(form), before);
    BOOST_TEST(is_unused());
}

BOOST_AUTO_TEST_CASE(a_new_address_that_somebody_else_got_meanwhile_is_not_taken)
{
    open(confirm_email.purpose);
    const auto form = filled_in(confirm_email);
    (void)resident("uusi@example.com");
    const auto before = everything();
    check_dead(confirm_email.post(form), before);
    BOOST_TEST(is_unused());
}

BOOST_AUTO_TEST_CASE(an_old_user_who_is_gone_meanwhile_is_not_added)
{
    open(confirm_old_user.purpose);
    const auto form = filled_in(confirm_old_user);
    (void)store::execute(root, "DELETE FROM legacy_user");
    const auto before = everything();
    check_dead(confirm_old_user.post(form), before);
    check_dead(confirm_old_user.again(form, Problem::form_expired), before);
    check_dead(confirm_old_user.show(with_link(confirm_old_user)), before);
}

BOOST_AUTO_TEST_CASE(a_change_of_address_that_is_over_is_neither_undone_nor_frozen)
{
    for (const auto& page : {undo, freeze}) {
        open(page.purpose);
        const auto form = filled_in(page);
        const auto mails_before = mails();
        const auto over = [&] { (void)store::execute(root, "UPDATE email_change SET ended_at = ?", today); };
        const auto answer = overtaken_by(over, [&] { return page.post(form); });
        check_dead(answer, everything());
        BOOST_TEST(mails() == mails_before);
        BOOST_TEST(read(aino).email == "aino2@example.com");
        BOOST_TEST((read(aino).state == store::AccountState::active));
        check_dead(page.post(form), everything());
        check_dead(page.show(with_link(page)), everything());
        check_dead(page.again(form, Problem::form_expired), everything());
        (void)store::execute(root, "UPDATE email_change SET ended_at = NULL");
    }
}

BOOST_AUTO_TEST_CASE(a_change_that_staff_were_asked_for_before_a_dispute_is_stopped_by_it)
{
    open(freeze.purpose);
    BOOST_TEST(leads_to(freeze.post(filled_in(freeze))) == freeze.path);
    BOOST_TEST(store::is_disputed(read(aino)));
    BOOST_TEST(!store::find_open_staff_change_of(pages, aino));
    BOOST_TEST(events(AuditKind::staff_change_stopped, aino) == 1);
}

BOOST_AUTO_TEST_CASE(whoever_fails_at_the_old_address_does_not_shut_its_owner_out_of_the_undo)
{
    const auto keys = flow::attempt_keys(visit("/Account/Login", std::nullopt), "aino@example.com", std::nullopt);
    for (int i = 0; i < 100; ++i) {
        (void)store::reserve_attempt(
            pages, {.name = keys.name, .network = auth::digest("n"), .both = auth::digest("b")}, today);
        (void)store::execute(root, "UPDATE throttle SET not_before = '2020-01-01'");
    }
    (void)store::execute(root, "UPDATE throttle SET not_before = '2999-01-01'");
    open(undo.purpose);
    BOOST_TEST(leads_to(undo.post(filled_in(undo))) == undo.path);
    BOOST_TEST(read(aino).email == "aino@example.com");
}

// Its link was used up by the attempt, and its owner had none when staff had opened the account again.
BOOST_AUTO_TEST_CASE(an_undo_while_staff_have_locked_the_account_can_be_made_with_the_same_link_later)
{
    open(undo.purpose);
    const auto form = filled_in(undo);
    set_state(aino, store::AccountState::locked, store::StateReason::staff);
    const auto before = everything();
    check_dead(undo.post(form), before);
    BOOST_TEST(is_unused());
    set_state(aino, store::AccountState::active);
    BOOST_TEST(leads_to(undo.post(form)) == undo.path);
    BOOST_TEST(read(aino).email == "aino@example.com");
}

BOOST_AUTO_TEST_CASE(a_change_by_staff_that_is_over_is_not_stopped)
{
    open(stop_change.purpose);
    const auto form = filled_in(stop_change);
    const auto over = [&] { (void)store::execute(root, "UPDATE staff_change SET done_at = ?", today); };
    const auto answer = overtaken_by(over, [&] { return stop_change.post(form); });
    check_dead(answer, everything());
    BOOST_TEST(number("SELECT COUNT(*) FROM staff_change WHERE stopped_at IS NOT NULL") == 0);
    BOOST_TEST(events(AuditKind::staff_change_stopped, aino) == 0);
    open(stop_change.purpose);
    for (const auto& late :
         {stop_change.post(form), stop_change.show(with_link(stop_change)),
          stop_change.again(with_link(stop_change), Problem::form_expired)})
        check_dead(late, everything());
}

BOOST_AUTO_TEST_CASE(whoever_can_stop_a_merge_reads_that_it_is_one)
{
    open(stop_change.purpose);
    const auto of_address = stop_change.show(with_link(stop_change));
    BOOST_TEST(
        flow::merge(
            desk(helena), read(aino), read(resident("eino@example.com")), store::IdentityCheck::strong, reason) ==
        ActOutcome::waits);
    staff_change = store::find_open_staff_change_of(pages, aino)->id;
    open(stop_change.purpose);
    const auto of_merge = stop_change.show(with_link(stop_change));
    BOOST_TEST(status(of_merge) == 200);
    const auto text = [&](const std::string& key) {
        return kokkola::texts().get(base::Language::fi, {key, {{"email", "aino2@example.com"}}});
    };
    BOOST_TEST(contains(of_merge, text("stop_change.merge")));
    BOOST_TEST(contains(of_address, text("stop_change.address")));
    BOOST_TEST(!contains(of_merge, text("stop_change.address")));
}

BOOST_AUTO_TEST_CASE(with_all_hashing_slots_taken_an_undo_is_put_off_and_its_link_stays_good)
{
    open(undo.purpose);
    const auto form = filled_in(undo);
    worker.app.most_hashing = 0;
    const auto before = everything();
    const auto answer = undo.post(form);
    BOOST_TEST(status(answer) == 503);
    BOOST_TEST(!hidden(answer, "link").empty());
    BOOST_TEST(everything() == before, boost::test_tools::per_element());
    BOOST_TEST(is_unused());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace help_desk
