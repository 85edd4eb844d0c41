#include "browser.hpp"

#include "flow/session_cookie.hpp"
#include "flow/step.hpp"
#include "store/link_tokens.hpp"

#include <future>
#include <thread>

using namespace browsing;

namespace {

/// A place in the queue of those who hash that no worker of a test takes by itself.
constexpr std::size_t max_place = pool::max_queued - 1;

/// What the database does by itself while a form is worked on, until the end of the test.
struct Meanwhile {
    explicit Meanwhile(const std::string& trigger)
    {
        support::server().administer("USE asiointipalvelu; CREATE OR REPLACE TRIGGER meanwhile " + trigger);
    }
    Meanwhile(const Meanwhile&) = delete;
    Meanwhile& operator=(const Meanwhile&) = delete;
    ~Meanwhile() { support::server().administer("USE asiointipalvelu; DROP TRIGGER meanwhile"); }
};

struct SignedIn : Browser {
    SignedIn() { sign_in(aino); }

    /// Field values that a session's end has kept, for a page.
    [[nodiscard]] std::string draft(const std::string& path, const std::string& text)
    {
        const auto whose = store::find_account(pages, aino).value().public_id;
        return path + "?draft=" + auth::seal(settings_of_site.keys, "draft " + base::ascii_lower(path), whose, text);
    }

    http::Response change_password(const std::string& current = password)
    {
        const std::string fresh = "kuusi hevosta laukkaa niityll";
        return post(
            "/Account/Settings/Password",
            {{"current_password", current}, {"new_password", fresh}, {"confirm_password", fresh}});
    }

    http::Response ask_for_address(const std::string& address)
    {
        return post("/Account/Settings/Email", {{"new_email", address}, {"current_password", password}});
    }

    base::AccountId aino = account();
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(own_pages, SignedIn)

BOOST_AUTO_TEST_CASE(whoever_changes_the_password_while_it_is_changed_elsewhere_changes_nothing)
{
    const auto before = store::find_account(pages, aino).value().password_hash;
    {
        const PasswordChangesMeanwhile meanwhile;
        BOOST_TEST((change_password().status() == Status::forbidden));
    }
    BOOST_TEST((store::find_account(pages, aino).value().password_hash == before));
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event WHERE kind = 7") == 0);
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox") == 0);
    BOOST_TEST((change_password().status() == Status::see_other));
    BOOST_TEST((store::find_account(pages, aino).value().password_hash != before));
}

BOOST_AUTO_TEST_CASE(while_there_is_no_room_to_hash_each_page_that_asks_for_the_password_says_so_and_counts_no_attempt)
{
    worker.app.most_hashing = 0;
    const auto busy = [](const http::Response& response) {
        return response.status() == Status::service_unavailable && !header(response, "Retry-After").empty();
    };
    BOOST_TEST(busy(change_password()));
    BOOST_TEST(busy(ask_for_address("uusi@example.com")));
    BOOST_TEST(busy(post("/Account/ConfirmPassword", {{"current_password", password}})));
    BOOST_TEST(number("SELECT COALESCE(SUM(failures), 0) FROM throttle") == 0);
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox") == 0);
    worker.app.most_hashing = 4;
    BOOST_TEST((post("/Account/ConfirmPassword", {{"current_password", password}}).status() == Status::see_other));
}

BOOST_AUTO_TEST_CASE(a_password_given_for_a_session_that_ends_meanwhile_gives_the_browser_nothing_and_leaves_no_trail)
{
    const Meanwhile ended{"BEFORE INSERT ON throttle FOR EACH ROW UPDATE session SET ended_at = UTC_TIMESTAMP()"};
    const auto response = post("/Account/ConfirmPassword", {{"current_password", password}});
    BOOST_TEST((response.status() == Status::see_other));
    BOOST_TEST(header(response, "Set-Cookie").empty());
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event WHERE detail = 'password given again'") == 0);
}

BOOST_AUTO_TEST_CASE(a_password_that_wrong_attempts_have_closed_is_closed_for_the_signed_in_person_too)
{
    BOOST_TEST((change_password("vaara vaara vaara").status() == Status::unprocessable_content));
    (void)store::execute(root, "UPDATE throttle SET failures = 100, not_before = ?", now);
    const auto response = change_password();
    BOOST_TEST((response.status() == Status::unprocessable_content));
    BOOST_TEST(contains(response, "no longer works in this browser"));
}

BOOST_AUTO_TEST_CASE(a_signed_in_person_asks_for_as_many_mails_to_new_addresses_a_day_as_anybody_may_get)
{
    settings_of_site.mail.per_address_and_day = 2;
    BOOST_TEST((ask_for_address("eka@example.com").status() == Status::see_other));
    BOOST_TEST((ask_for_address("toka@example.com").status() == Status::see_other));
    BOOST_TEST((ask_for_address("kolmas@example.com").status() == Status::too_many_requests));
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox") == 2);
    now += 25h;
    sign_in(aino);
    BOOST_TEST((ask_for_address("kolmas@example.com").status() == Status::see_other));
}

BOOST_AUTO_TEST_CASE(a_page_that_tells_of_what_was_done_opens_at_that_step_alone)
{
    const std::string email = "/Account/Settings/Email";
    const auto sent = get(email + "?s=" + sealed_step(email, "auusi@example.com\n"));
    BOOST_TEST(!contains(sent, "name=\"new_email\""));
    BOOST_TEST(contains(sent, "uusi@example.com"));
    BOOST_TEST(contains(get(email + "?s=" + sealed_step(email, "duusi@example.com\n")), "name=\"new_email\""));
    const std::string staff = "/Account/Settings/OldUser/Staff";
    BOOST_TEST(!contains(get(staff + "?s=" + sealed_step(staff, "dvanha\n")), "name=\"message\""));
    BOOST_TEST(contains(get(staff + "?s=" + sealed_step(staff, "avanha\n")), "name=\"message\""));
}

BOOST_AUTO_TEST_CASE(what_is_no_step_opens_the_first_page)
{
    const std::string email = "/Account/Settings/Email";
    for (const auto* text : {"a", "", "\n", "\na@example.com"})
        BOOST_TEST(contains(get(email + "?s=" + sealed_step(email, text)), "name=\"new_email\""));
}

BOOST_AUTO_TEST_CASE(another_worker_that_waits_to_hash_goes_before_the_second_hash_of_a_change_of_password)
{
    worker.app.most_hashing = 1;
    auto& shared = *worker.shared;
    std::promise<void> hashes;
    // It hashes until the first hash of the change waits for its turn, and takes a place in the queue before it makes way.
    const std::jthread other{[&](const std::stop_token& over) {
        pthread_mutex_lock(&shared.slots[0]);
        hashes.set_value();
        while (shared.hashing_or_waiting == 0 && !over.stop_requested()) std::this_thread::yield();
        pthread_mutex_lock(&shared.queue);
        shared.queued[max_place] = 1; // a process id that is never ours
        pthread_mutex_unlock(&shared.queue);
        pthread_mutex_unlock(&shared.slots[0]);
    }};
    hashes.get_future().wait();
    const auto before = store::find_account(pages, aino).value().password_hash;
    const auto response = change_password();
    BOOST_TEST((response.status() == Status::service_unavailable));
    BOOST_TEST((store::find_account(pages, aino).value().password_hash == before));
    BOOST_TEST(number("SELECT COALESCE(SUM(failures), 0) FROM throttle") == 0); // the present password was right
}

BOOST_AUTO_TEST_CASE(what_a_session_that_ended_has_kept_of_a_request_to_staff_stands_in_the_form_again)
{
    const std::string path = "/Account/Settings/OldUser/Staff";
    const auto again = get(draft(path, "old_name=mvirtane\x1Emessage=Olen sama\x1E"));
    BOOST_TEST(contains(again, "value=\"mvirtane\""));
    BOOST_TEST(contains(again, "Olen sama"));
    BOOST_TEST(number("SELECT COUNT(*) FROM staff_request") == 0);
}

BOOST_AUTO_TEST_CASE(the_copy_of_ones_data_says_why_a_mail_was_not_sent_but_never_who_exists)
{
    const auto ended = [&](const char* why) {
        (void)store::execute(
            root,
            "INSERT INTO mail_outbox (reason, typed, typed_digest, account_id, locale, state, next_try_at, reply,"
            " created_at, finished_at) VALUES (2, '', REPEAT('x', 32), ?, 'fi', 4, ?, ?, ?, ?)",
            aino, now, why, now, now);
    };
    ended("daily limit of this address");
    ended("nobody has this name, or several people do");
    const auto copy = get("/Account/Settings/Data");
    const auto why = copy.body().find("Why the message was not sent");
    BOOST_REQUIRE(why != std::string::npos);
    BOOST_TEST(copy.body().find("Why the message was not sent", why + 1) == std::string::npos);
    BOOST_TEST(contains(copy, "as many messages as may be sent in a day"));
    BOOST_TEST(!contains(copy, "several people"));
}

BOOST_AUTO_TEST_CASE(the_copy_of_ones_data_says_how_much_the_page_leaves_out_and_the_file_too)
{
    const auto add_events = [&](unsigned last) {
        (void)store::execute(
            root,
            "INSERT INTO audit_event (at, kind, account_id, operation_id) SELECT ?, 3, ?, REPEAT('x', 16)"
            " FROM seq_1_to_1000 WHERE seq <= ?",
            now, aino, last);
    };
    const std::string_view left_out =
        "The page shows the 500 newest items of each part. The file to download has more, up to 10,000 of each.";
    add_events(500);
    BOOST_TEST(!contains(get("/Account/Settings/Data"), left_out));
    add_events(1);
    BOOST_TEST(contains(get("/Account/Settings/Data"), left_out));
}

BOOST_AUTO_TEST_CASE(a_chosen_language_that_the_end_of_a_session_has_kept_is_chosen_again_and_not_saved)
{
    const std::string path = "/Account/Settings/Language";
    const auto kept = kokkola::texts().get(base::Language::en, view::Text{"session.draft_kept"});
    const auto part = kept.substr(0, kept.find_first_of("'&<\""));
    const auto again = get(draft(path, "language=sv\x1E"));
    BOOST_TEST(contains(again, part));
    BOOST_TEST(!contains(get(path), part));
    BOOST_TEST((store::find_account(pages, aino)->language == base::Language::en));
}

BOOST_AUTO_TEST_CASE(the_pages_of_the_activity_end_with_the_last_one)
{
    BOOST_TEST((get("/Account/Settings/Activity").status() == Status::ok));
    const auto beyond = get("/Account/Settings/Activity?page=2");
    BOOST_TEST((beyond.status() == Status::see_other));
    BOOST_TEST(location(beyond) == "/Account/Settings/Activity");
}

BOOST_AUTO_TEST_CASE(a_form_of_a_mailed_link_without_the_links_cookie_asks_to_open_the_mail_again)
{
    const auto response = post("/Account/RecoverPassword", {{"link", "x"}, {"new_password", password}});
    BOOST_TEST((response.status() == Status::bad_request));
    const auto title = kokkola::texts().get(base::Language::en, view::Text{"link.open_again.title"});
    BOOST_TEST(contains(response, title));
    BOOST_TEST(contains(response, "/Account/Forgot"));
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event") == 0);
}

BOOST_AUTO_TEST_CASE(a_link_about_an_account_ends_this_browsers_session_of_that_account_and_of_no_other)
{
    const auto other = account("toinen@example.com");
    const flow::Step done{flow::Step::Kind::done, "", ""};
    const auto cookies_of = [&](base::AccountId id) {
        const auto asked = request("GET", "/Account/UndoEmailChange");
        const auto response = flow::to_step_without_session(visit(asked), id, "/Account/UndoEmailChange", done);
        return std::ranges::count_if(
            response.headers(), [](const auto& header) { return header.first == "Set-Cookie"; });
    };
    BOOST_TEST(cookies_of(aino) == 2); // the session's removal and a new visitor's
    BOOST_TEST(cookies_of(other) == 0);
    cookies.erase(std::string{flow::cookie::session});
    BOOST_TEST(cookies_of(aino) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
