#include "auth/form_token.hpp"
#include "auth/password_hash.hpp"
#include "auth/return_url.hpp"
#include "auth/seal.hpp"
#include "flow/close_account.hpp"
#include "flow/copied_value.hpp"
#include "flow/devices.hpp"
#include "flow/draft.hpp"
#include "flow/failure_page.hpp"
#include "flow/forgot.hpp"
#include "flow/history.hpp"
#include "flow/logout.hpp"
#include "flow/new_password.hpp"
#include "flow/old_user.hpp"
#include "flow/register.hpp"
#include "flow/settings.hpp"
#include "visitor.hpp"

namespace help_desk {

using flow::Problem;
using flow::Step;
using store::AccountState;

namespace {

const std::string delete_path = "/Account/Settings/Delete";
const std::string devices_path = "/Account/Settings/Devices";
const std::string name_path = "/Account/Settings/Name";

struct OwnPages : Visitors {
    /// A step that says that the password was given at this time.
    static Step password_given(base::Instant given)
    {
        return {Step::Kind::password_given, base::to_datetime(given), ""};
    }

    void start_session(const std::string& id)
    {
        store::in_transaction(pages, [&](store::Transaction& tx) {
            store::start_session(
                tx, store::enter(tx, aino, std::nullopt, today).value(),
                {.id = auth::digest(id),
                 .times = {today, today, today, today + 12h, 60min},
                 .remembered = false,
                 .user_agent = ""});
        });
    }
    std::int64_t live_sessions() { return number("SELECT COUNT(*) FROM session WHERE ended_at IS NULL"); }

    /// A form that was sent when the session of `binding` was over.
    flow::Visit sent_too_late(FormFields form)
    {
        form.emplace_back("form_token", auth::FormTokens{product.keys}.token(binding));
        form.emplace_back("form_owner", flow::form_owner(visit(name_path, aino)));
        return visit(name_path, std::nullopt, {.form = std::move(form), .cookies = "__Host-asiointi=" + binding});
    }
    static std::string draft_of(const std::string& url)
    {
        const auto at = url.find("?draft=");
        return at == std::string::npos ? "" : url.substr(at + 7);
    }
};

/// The portal's list of what somebody has sent there.
struct History : Visitors {
    History()
    {
        (void)store::execute(root, "DROP VIEW IF EXISTS portal_history");
        (void)store::execute(
            root,
            "CREATE TABLE portal_history (user_id INT NOT NULL, at DATETIME NULL, service VARCHAR(100), title TEXT,"
            " state VARCHAR(40), link TEXT, required_assurance VARCHAR(10), KEY (user_id))");
        (void)store::execute(
            root,
            "INSERT INTO portal_history VALUES (7, NULL, 'Rakennuslupa', 'Sauna', 'Vireillä', '/hakemus/1', 'weak')");
        (void)store::execute(
            root,
            "INSERT INTO legacy_user (portal_user_id, old_name, old_name_key, status, account_id, linked_at, "
            "imported_at)"
            " VALUES ('7', 'vanha', 'vanha', 1, ?, ?, ?)",
            aino, today, today);
    }
    History(const History&) = delete;
    History& operator=(const History&) = delete;
    ~History() { (void)store::execute(root, "DROP TABLE portal_history"); }

    http::Response show() { return flow::show_history(visit("/Account/Settings/History", aino)); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(settings_pages, OwnPages)

BOOST_AUTO_TEST_CASE(an_account_is_closed_only_when_the_password_was_given_a_short_while_ago)
{
    at = today + 1h;
    const std::vector<Step> not_enough{
        password_given(at - 15min),
        {Step::Kind::password, base::to_datetime(at), ""},
        {Step::Kind::done, base::to_datetime(at), ""},
        {Step::Kind::asked, base::to_datetime(at), ""}};
    for (const auto& step : not_enough) {
        BOOST_TEST(!contains(flow::show_close_account(visit_at(delete_path, aino, step)), "name=\"step\""));
        const auto answer = flow::post_close_account(post_at(delete_path, aino, step));
        BOOST_TEST(status(answer) == 403);
        BOOST_TEST(contains(answer, "name=\"current_password\""));
    }
    BOOST_TEST((read(aino).state == AccountState::active));
    const auto step = password_given(at - 15min + 1s);
    BOOST_TEST(contains(flow::show_close_account(visit_at(delete_path, aino, step)), "name=\"step\""));
    BOOST_TEST(leads_to(flow::post_close_account(post_at(delete_path, aino, step))) == "/Account/Closed");
    BOOST_TEST((read(aino).erase_at == at + product.account.erase_after));
}

BOOST_AUTO_TEST_CASE(an_account_that_was_locked_or_closed_meanwhile_is_not_closed_again)
{
    for (const auto state : {AccountState::locked, AccountState::closed}) {
        const auto confirmed = post_at(delete_path, aino, password_given(today));
        set_state(aino, state);
        BOOST_TEST(status(flow::post_close_account(confirmed)) == 403);
        BOOST_TEST((read(aino).state == state));
    }
    BOOST_TEST(mails() == 0);
    BOOST_TEST(events(AuditKind::account_closed, aino) == 0);
}

BOOST_AUTO_TEST_CASE(with_all_hashing_slots_taken_the_password_for_closing_is_asked_for_again)
{
    worker.app.most_hashing = 0;
    const auto answer = flow::post_close_account(visit(delete_path, aino, {.form = {{"current_password", "x"}}}));
    BOOST_TEST(status(answer) == 503);
    BOOST_TEST(contains(answer, "name=\"current_password\""));
}

BOOST_AUTO_TEST_CASE(that_an_account_is_closed_is_shown_only_after_it)
{
    const auto done =
        flow::show_closed(visit_at("/Account/Closed", std::nullopt, {Step::Kind::done, base::to_datetime(today), ""}));
    BOOST_TEST(status(done) == 200);
    BOOST_TEST(contains(done, "23.11.2026"));
    const auto other = visit_at("/Account/Closed", std::nullopt, {Step::Kind::asked, base::to_datetime(today), ""});
    BOOST_TEST(leads_to(flow::show_closed(other)) == "/Account/Login");
    BOOST_TEST(leads_to(flow::show_closed(visit("/Account/Closed", std::nullopt))) == "/Account/Login");
}

BOOST_AUTO_TEST_CASE(whoever_mistyped_the_domain_can_go_back_to_the_form_with_what_was_meant)
{
    const auto show = [&](Step::Kind kind, const std::string& address) {
        return flow::show_register(visit_at("/Account/Register", std::nullopt, {kind, address, "/"}));
    };
    BOOST_TEST(contains(show(Step::Kind::asked, "eino@gmial.com"), "eino@gmail.com"));
    BOOST_TEST(!contains(show(Step::Kind::asked, "eino@gmail.com"), "/Account/Register?s="));
    BOOST_TEST(!contains(show(Step::Kind::asked, "eino"), "/Account/Register?s="));
    BOOST_TEST(contains(show(Step::Kind::change_user_name, "eino@gmail.com"), "value=\"eino@gmail.com\""));
    BOOST_TEST(!contains(show(Step::Kind::link_sent_before, "eino@gmail.com"), "value=\"eino@gmail.com\""));
}

BOOST_AUTO_TEST_CASE(whoever_goes_back_from_forgot_finds_the_user_name_in_the_form)
{
    const auto show = [&](Step::Kind kind) {
        return flow::show_forgot(visit_at("/Account/Forgot", std::nullopt, {kind, "eino@example.com", "/"}));
    };
    const std::string field = "name=\"user_name\" value=\"eino@example.com\"";
    BOOST_TEST(status(show(Step::Kind::change_user_name)) == 200);
    BOOST_TEST(contains(show(Step::Kind::change_user_name), "value=\"eino@example.com\""));
    BOOST_TEST(!contains(show(Step::Kind::asked), field));
    BOOST_TEST(!contains(show(Step::Kind::link_sent_before), field));
}

BOOST_AUTO_TEST_CASE(the_settings_say_that_something_was_saved_after_it_alone)
{
    const auto show = [&](Step::Kind kind) {
        return flow::show_settings(visit_at("/Account/Settings", aino, {kind, "x", ""}));
    };
    BOOST_TEST(contains(show(Step::Kind::done), words("settings.saved")));
    BOOST_TEST(!contains(show(Step::Kind::asked), words("settings.saved")));
}

BOOST_AUTO_TEST_CASE(a_sealed_text_that_is_no_step_is_none)
{
    for (const auto* text : {"d\n", "d", "\n", ""}) {
        const auto sealed = auth::seal(product.keys, "step /account/settings", binding, text);
        const auto page = flow::show_settings(visit("/Account/Settings", aino, {.query = {{"s", sealed}}}));
        BOOST_TEST(contains(page, words("settings.saved")) == (text == std::string_view{"d\n"}), text);
    }
}

BOOST_AUTO_TEST_CASE(the_frame_names_a_person_by_whatever_part_of_the_name_there_is)
{
    auto account = read(aino);
    BOOST_TEST(flow::display_name(account) == "Aino Asukas");
    account.family_name.clear();
    BOOST_TEST(flow::display_name(account) == "Aino");
    account.given_name.clear();
    BOOST_TEST(flow::display_name(account) == "aino@example.com");
    account.family_name = "Rakennus Oy";
    BOOST_TEST(flow::display_name(account) == "Rakennus Oy");
}

BOOST_AUTO_TEST_CASE(an_old_user_name_is_asked_for_no_more_often_than_the_day_allows)
{
    product.mail.per_address_and_day = 1;
    const std::string path{flow::old_user_path};
    const auto ask = [&](base::AccountId who, const std::string& name) {
        return flow::post_old_user(visit(path, who, {.form = {{"old_name", name}}}));
    };
    BOOST_TEST(leads_to(ask(aino, "vanha")) == path);
    BOOST_TEST(leads_to(ask(aino, "toinen")) == path); // the account's own limit
    BOOST_TEST(leads_to(ask(pekka, "vanha")) == path); // that of the name
    BOOST_TEST(mails() == 1);
    const auto show = [&](Step::Kind kind) { return flow::show_old_user(visit_at(path, aino, {kind, "vanha", ""})); };
    for (const auto kind : {Step::Kind::asked, Step::Kind::link_sent_before})
        BOOST_TEST(!contains(show(kind), "name=\"old_name\""));
    BOOST_TEST(contains(show(Step::Kind::done), "name=\"old_name\""));
}

BOOST_AUTO_TEST_CASE(a_draft_holds_what_was_typed_and_no_password_token_or_step)
{
    const auto url = flow::keep_draft(
        sent_too_late(
            {{"given_name", "Maija"},
             {"step", "sealed"},
             {"link", "proof"},
             {"user_name", "aino@example.com"},
             {"new_password", "villasukka"}}),
        name_path);
    const flow::Draft draft{visit(name_path, aino, {.query = {{"draft", draft_of(url)}}})};
    BOOST_TEST(draft.was_kept());
    BOOST_TEST(draft.value("given_name", "Aino") == "Maija");
    for (const auto& field : {"step", "link", "user_name", "new_password", "form_token", "form_owner"})
        BOOST_TEST(draft.value(field, "on record") == "on record", field);
}

BOOST_AUTO_TEST_CASE(a_draft_is_of_no_use_to_another_account_to_nobody_and_on_another_page)
{
    const auto url = flow::keep_draft(sent_too_late({{"given_name", "Maija"}}), name_path);
    const FormFields query{{"draft", draft_of(url)}};
    BOOST_TEST(flow::Draft{visit(name_path, aino, {.query = query})}.was_kept());
    BOOST_TEST(!flow::Draft{visit(name_path, pekka, {.query = query})}.was_kept());
    BOOST_TEST(!flow::Draft{visit(name_path, std::nullopt, {.query = query})}.was_kept());
    BOOST_TEST(!flow::Draft{visit(devices_path, aino, {.query = query})}.was_kept());
    BOOST_TEST(flow::form_owner(visit(name_path, std::nullopt)).empty());
}

BOOST_AUTO_TEST_CASE(what_is_too_long_for_an_address_and_what_holds_nothing_is_not_kept)
{
    const std::string far_too_long(auth::longest_return_url, 'x');
    BOOST_TEST(flow::keep_draft(sent_too_late({{"given_name", far_too_long}}), name_path) == name_path);
    BOOST_TEST(flow::keep_draft(sent_too_late({{"new_password", "villasukka"}}), name_path) == name_path);
    const auto sealed = auth::seal(
        product.keys, "draft /account/settings/name", read(aino).public_id, "nothing\x1Egiven_name=Maija\x1E");
    const flow::Draft draft{visit(name_path, aino, {.query = {{"draft", sealed}}})};
    BOOST_TEST(draft.value("nothing", "on record") == "on record");
    BOOST_TEST(draft.value("given_name", "Aino") == "Maija");
}

BOOST_AUTO_TEST_CASE(of_two_who_sign_a_device_out_at_the_same_moment_one_alone_does)
{
    start_session("session"); // this one
    start_session("elsewhere");
    const auto page = flow::show_devices(visit(devices_path, aino));
    const auto form = visit(devices_path, aino, {.form = {{"device", hidden(page, "device")}}});
    const auto over = [&] {
        (void)store::execute(root, "UPDATE session SET ended_at = ? WHERE id = ?", today, auth::digest("elsewhere"));
    };
    const auto answer = overtaken_by(over, [&] { return flow::post_devices(form); });
    BOOST_TEST(leads_to(answer) == devices_path);
    BOOST_TEST(events(AuditKind::session_ended, aino) == 0);
    start_session("another");
    const auto again = flow::show_devices(visit(devices_path, aino));
    (void)flow::post_devices(visit(devices_path, aino, {.form = {{"device", hidden(again, "device")}}}));
    BOOST_TEST(events(AuditKind::session_ended, aino) == 1);
    BOOST_TEST(live_sessions() == 1);
}

BOOST_AUTO_TEST_CASE(the_list_of_devices_says_what_was_done_after_it_alone)
{
    const auto show = [&](Step::Kind kind) { return flow::show_devices(visit_at(devices_path, aino, {kind, "", ""})); };
    BOOST_TEST(contains(show(Step::Kind::device_signed_out), words("devices.one_ended")));
    BOOST_TEST(contains(show(Step::Kind::device_was_gone), words("devices.was_gone")));
    BOOST_TEST(contains(show(Step::Kind::devices_signed_out), words("devices.others_ended")));
    for (const auto* key : {"devices.one_ended", "devices.was_gone", "devices.others_ended"})
        BOOST_TEST(!contains(show(Step::Kind::done), words(key)));
}

BOOST_AUTO_TEST_CASE(signing_out_when_nobody_is_signed_in_any_more_ends_where_it_always_does)
{
    start_session("session");
    const auto signed_in = flow::post_logout(visit("/Account/Logout", aino, {.form = {{"x", ""}}}));
    BOOST_TEST(live_sessions() == 0);
    const auto nobody = flow::post_logout(visit("/Account/Logout", std::nullopt, {.form = {{"x", ""}}}));
    for (const auto& answer : {signed_in, nobody}) {
        BOOST_TEST(status(answer) == 303);
        BOOST_TEST(header(answer, "Clear-Site-Data") == "\"cache\", \"storage\"");
    }
    BOOST_TEST(header(nobody, "Location") == header(signed_in, "Location"));
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event WHERE kind = ?", AuditKind::sign_out) == 1);
}

BOOST_AUTO_TEST_CASE(each_failure_has_a_page_of_its_own_and_what_is_none_of_them_is_a_bad_request)
{
    const auto request = visit("/Account/Login", std::nullopt).request;
    for (const auto& [failure, key] :
         {std::pair{http::Status::forbidden, "error.403.title"}, std::pair{http::Status::not_found, "error.404.title"},
          std::pair{http::Status::content_too_large, "error.413.title"},
          std::pair{http::Status::internal_server_error, "error.500.title"},
          std::pair{http::Status::service_unavailable, "error.503.title"},
          std::pair{http::Status::bad_request, "error.400.title"}}) {
        const auto page = flow::failure_page(request, worker.app, failure);
        BOOST_TEST((page.status() == failure));
        BOOST_TEST(contains(page, words(key)));
        BOOST_TEST(contains(page, request.reference));
    }
}

BOOST_AUTO_TEST_CASE(a_new_password_that_is_no_text_is_told_so)
{
    view::Page page{"recover_password"};
    const auto sent = visit("/x", aino, {.form = {{"new_password", "villasukka \xFF\xFE kaarna"}}});
    BOOST_TEST(!flow::read_new_password(sent, {}, page).has_value());
    BOOST_TEST(page.has_errors());
    page.set("USER_NAME", "x").set("LINK_PROOF", "x").set("BACK_URL", "x");
    BOOST_TEST(contains(kokkola::pages().html(http::Status::ok, flow::frame(sent), page), words("password.not_text")));
}

BOOST_AUTO_TEST_CASE(every_column_that_holds_a_time_is_copied_in_words)
{
    for (const auto* column : {"at", "created_at", "undo_until"}) {
        const auto value =
            flow::copied_value(kokkola::texts(), base::Language::fi, "email_change", column, "2026-11-23 08:00:00");
        BOOST_TEST(value.value().is_words, column);
        BOOST_TEST(value->text.find("23.11.2026") != std::string::npos, column);
    }
    const auto other =
        flow::copied_value(kokkola::texts(), base::Language::fi, "email_change", "untilled", "2026-11-23 08:00:00");
    BOOST_TEST(other.value().text == "2026-11-23 08:00:00");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(history, History)

BOOST_AUTO_TEST_CASE(a_view_that_was_slow_rests_for_some_seconds_and_not_longer_when_the_clock_was_set_back)
{
    const auto seconds = today.time_since_epoch().count();
    for (const auto& [rests_until, is_shown] :
         {std::pair{seconds, true}, {seconds + 1, false}, {seconds + 10, false}, {seconds + 11, true}}) {
        worker.shared->history_rests_until_s = rests_until;
        BOOST_TEST(contains(show(), "Sauna") == is_shown, rests_until - seconds);
    }
}

BOOST_AUTO_TEST_CASE(a_dealing_is_linked_on_the_site_that_the_start_page_is_on)
{
    for (const auto& [start_url, link] :
         {std::pair{"/", "href=\"/hakemus/1\""},
          {"https://portaali.example.fi/alku", "href=\"https://portaali.example.fi/hakemus/1\""},
          {"https://portaali.example.fi", "href=\"https://portaali.example.fi/hakemus/1\""},
          {"alku", "href=\"/hakemus/1\""}}) {
        product.start_url = start_url;
        BOOST_TEST(contains(show(), link), start_url);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace help_desk
