#include "browser.hpp"

#include "flow/hand_over.hpp"
#include "store/host_sessions.hpp"

using namespace browsing;

namespace {

const std::string login = "/Account/Login";

std::string encoded(const std::string& url)
{
    return base::percent_encode(url);
}

struct SigningIn : Browser {
    http::Response give_name(const std::string& name, const std::string& target = "/")
    {
        return post(login, {{"user_name", name}, {"return_url", target}});
    }

    /// The page that asks for the password, opened from the first one.
    http::Response password_page(const std::string& name)
    {
        const auto next = location(give_name(name));
        return get(next.substr(0, next.find('#')));
    }

    http::Response give_password(const std::string& name, const std::string& text)
    {
        const auto page = password_page(name);
        return post(login, {{"step", hidden(page, "step")}, {"password", text}});
    }

    /// An account that the import has made: it waits for its first password.
    base::AccountId imported(const std::string& address)
    {
        const auto id = account(address);
        (void)store::execute(root, "UPDATE account SET password_hash = NULL WHERE id = ?", id);
        return id;
    }

    bool guides(const std::string& name) { return location(give_name(name)).ends_with("#notice"); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(sign_in_pages, SigningIn)

BOOST_AUTO_TEST_CASE(whoever_waits_for_a_first_password_is_told_so_until_the_last_day_of_guide_mode)
{
    (void)imported("uusi@example.com");
    (void)account("aino@example.com");
    BOOST_TEST(guides("uusi@example.com"));
    BOOST_TEST(!guides("aino@example.com"));
    BOOST_TEST(!guides("tuntematon@example.com"));
    settings_of_site.login.guide_until = std::chrono::floor<std::chrono::days>(now);
    BOOST_TEST(guides("uusi@example.com"));
    now += 24h;
    BOOST_TEST(!guides("uusi@example.com"));
    settings_of_site.login = {.first_step = base::FirstStep::uniform, .guide_until = std::nullopt};
    BOOST_TEST(!guides("uusi@example.com"));
}

BOOST_AUTO_TEST_CASE(whoever_is_signed_in_goes_on_from_the_login_page_to_where_they_wanted)
{
    sign_in(account());
    const auto wanted = portal_host + "/asiat?id=1";
    BOOST_TEST(location(get(login + "?ReturnUrl=" + encoded(wanted))) == wanted);
    BOOST_TEST(location(get(login + "?ReturnUrl=" + encoded("https://muu.example.com/"))) == "/");
    BOOST_TEST(location(post(login, {{"user_name", "x"}, {"return_url", wanted}})) == wanted);
}

BOOST_AUTO_TEST_CASE(a_password_counts_at_the_step_that_asks_for_it_and_at_no_other)
{
    (void)account();
    for (const auto& text : {std::string{"caino@example.com\n"}, std::string{"no step"}, std::string{}}) {
        const auto response = post(login, {{"step", sealed_step(login, text)}, {"password", password}});
        BOOST_TEST((response.status() == Status::unprocessable_content));
        BOOST_TEST(contains(response, "name=\"user_name\""));
    }
    BOOST_TEST((post(login, {{"step", "forged"}, {"password", password}}).status() == Status::unprocessable_content));
    BOOST_TEST(number("SELECT COUNT(*) FROM session") == 0);
    const auto step = sealed_step(login, "paino@example.com\n");
    BOOST_TEST((post(login, {{"step", step}, {"password", password}}).status() == Status::see_other));
    BOOST_TEST(number("SELECT COUNT(*) FROM session") == 1);
}

BOOST_AUTO_TEST_CASE(an_address_with_a_slip_of_the_finger_is_asked_about)
{
    const auto page = password_page("aino@gmial.com");
    BOOST_TEST(contains(page, "aino@gmail.com"));
    BOOST_TEST(!contains(password_page("aino@example.com"), "gmail.com"));
}

BOOST_AUTO_TEST_CASE(a_right_password_lets_nobody_in_once_it_has_been_changed_during_the_attempt)
{
    (void)account();
    {
        const PasswordChangesMeanwhile meanwhile;
        const auto response = give_password("aino@example.com", password);
        BOOST_TEST((response.status() == Status::unprocessable_content));
        BOOST_TEST(header(response, "Set-Cookie").find(flow::cookie::session) == std::string::npos);
    }
    BOOST_TEST(number("SELECT COUNT(*) FROM session") == 0);
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event WHERE kind = 1") == 0);
    BOOST_TEST(number("SELECT COUNT(*) FROM device") == 0);
    BOOST_TEST((give_password("aino@example.com", password).status() == Status::see_other));
}

BOOST_AUTO_TEST_CASE(whoever_is_not_let_in_after_all_does_not_reopen_a_closed_account)
{
    (void)account();
    (void)store::execute(root, "UPDATE account SET state = 3, erase_at = ?", now + 720h);
    {
        const PasswordChangesMeanwhile meanwhile;
        BOOST_TEST((give_password("aino@example.com", password).status() == Status::unprocessable_content));
    }
    BOOST_TEST(number("SELECT state FROM account") == 3);
    BOOST_TEST(number("SELECT COUNT(*) FROM account WHERE erase_at IS NULL") == 0);
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE reason = 14") == 0);
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event WHERE kind = 23") == 0);
    BOOST_TEST((give_password("aino@example.com", password).status() == Status::see_other));
    BOOST_TEST(number("SELECT state FROM account") == 1);
    BOOST_TEST(number("SELECT COUNT(*) FROM mail_outbox WHERE reason = 14") == 1);
    BOOST_TEST(number("SELECT COUNT(*) FROM audit_event WHERE kind = 23") == 1);
}

BOOST_AUTO_TEST_CASE(the_name_at_the_top_is_whatever_of_it_there_is)
{
    auto person = store::find_account(pages, account()).value();
    BOOST_TEST(flow::display_name(person) == "Aino Virtanen");
    person.family_name.clear();
    BOOST_TEST(flow::display_name(person) == "Aino");
    person.given_name.clear();
    BOOST_TEST(flow::display_name(person) == "aino@example.com");
    person.family_name = "Kokkolan Puu Oy";
    BOOST_TEST(flow::display_name(person) == "Kokkolan Puu Oy");
}

BOOST_AUTO_TEST_CASE(the_links_to_other_languages_keep_the_query_without_its_own_language_and_empty_parts)
{
    const auto asked = request("GET", login + "?&lang=sv&a=1&&b=2&");
    BOOST_TEST(visit(asked).here == login + "?a=1&b=2");
}

BOOST_AUTO_TEST_CASE(a_new_visitor_gets_the_cookie_of_forms_with_a_page_and_not_without_or_in_place_of_the_portals)
{
    const auto sets_one = [&](http::Response response) {
        const auto asked = request("GET", login);
        return !header(flow::end_visit(visit(asked), std::move(response)), "Set-Cookie").empty();
    };
    BOOST_TEST(!sets_one(http::Response::see_other("/")));
    for (const auto& value : {std::string(42, 'v'), std::string(42, 'v') + '{', std::string(42, 'v') + '!'}) {
        cookies[std::string{flow::cookie::visitor}] = value;
        BOOST_TEST(sets_one(http::Response::see_other("/")), value);
    }
    BOOST_TEST(!sets_one(http::Response::no_content()));
    web_server = {{"ASIOINTI_ORIGIN", portal_host}};
    BOOST_TEST(!sets_one(http::Response::see_other("/")));
}

BOOST_AUTO_TEST_CASE(an_installation_that_does_not_conform_says_so)
{
    const auto section = [&](base::Conformance conformance) {
        settings_of_site.statements.conformance = conformance;
        return get("/Account/Accessibility").body();
    };
    const auto full = section(base::Conformance::full);
    const auto partial = section(base::Conformance::partial);
    const auto none = section(base::Conformance::none);
    BOOST_TEST((full != partial && partial != none && full != none));
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// A browser that is on its way to the portal's host.
struct HandingOver : Browser {
    HandingOver()
    {
        sign_in(account());
        session = cookie(flow::cookie::session);
        cookies = {{std::string{flow::cookie::state}, state}};
    }

    /// As if a code of ours said this: see flow/hand_over.cpp.
    [[nodiscard]] std::string code(const std::string& text) const
    {
        return auth::seal(settings_of_site.keys, "hand-over", portal_host, text);
    }

    [[nodiscard]] std::string offer(const std::string& of_session, const std::string& expires) const
    {
        const auto digest = auth::digest(base::SessionId{of_session});
        return auth::base64url(auth::bytes_of(digest)) + '\n' + auth::base64url(auth::bytes_of(auth::digest(state))) +
               '\n' + expires + '\n' + portal_host + "/asiat";
    }

    [[nodiscard]] std::string in_half_a_minute() const
    {
        return std::to_string((now + 30s).time_since_epoch().count());
    }

    http::Response at(const std::string& origin, const std::string& url)
    {
        web_server = {{"ASIOINTI_ORIGIN", origin}};
        return get(url);
    }

    http::Response call_back(const std::string& text) { return at(portal_host, "/auth/callback?code=" + code(text)); }

    /// Nothing was handed over: a page that says so, and no cookie.
    bool is_refused(const http::Response& response)
    {
        return response.status() == Status::bad_request &&
               header(response, "Set-Cookie").find(flow::cookie::session) == std::string::npos &&
               number("SELECT COUNT(*) FROM host_session") == 0;
    }

    const std::string state = std::string(43, 's');
    std::string session;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(handing_over, HandingOver)

BOOST_AUTO_TEST_CASE(a_code_is_exchanged_for_a_session_of_the_portals_host)
{
    const auto response = call_back(offer(session, in_half_a_minute()));
    BOOST_TEST(location(response) == portal_host + "/asiat");
    BOOST_TEST(number("SELECT COUNT(*) FROM host_session") == 1);
}

BOOST_AUTO_TEST_CASE(a_code_that_is_old_or_of_another_browser_is_refused)
{
    const auto good = offer(session, in_half_a_minute());
    now += 30s;
    BOOST_TEST(is_refused(call_back(good)));
    now -= 1s;
    cookies[std::string{flow::cookie::state}] = std::string(43, 't');
    BOOST_TEST(is_refused(call_back(good)));
    cookies.clear();
    BOOST_TEST(is_refused(call_back(good)));
}

BOOST_AUTO_TEST_CASE(a_code_whose_parts_cannot_be_read_is_refused) // an older release may have sealed it otherwise
{
    const auto good = offer(session, in_half_a_minute());
    const auto rest = good.substr(good.find('\n'));
    BOOST_TEST(is_refused(call_back("")));
    BOOST_TEST(is_refused(call_back("*" + rest)));
    BOOST_TEST(is_refused(call_back(auth::base64url("too short") + rest)));
    BOOST_TEST(is_refused(call_back(offer(session, "soon"))));
    BOOST_TEST(is_refused(at(portal_host, "/auth/callback?code=forged")));
}

BOOST_AUTO_TEST_CASE(a_code_of_a_sign_in_that_has_ended_is_refused)
{
    BOOST_TEST(is_refused(call_back(offer(std::string(43, 'x'), in_half_a_minute()))));
    store::in_transaction(pages, [&](store::Transaction& tx) {
        return store::end_session(tx, auth::digest(base::SessionId{session}), now);
    });
    BOOST_TEST(is_refused(call_back(offer(session, in_half_a_minute()))));
}

BOOST_AUTO_TEST_CASE(a_code_that_was_exchanged_is_refused)
{
    const auto used = code(offer(session, in_half_a_minute()));
    BOOST_TEST((at(portal_host, "/auth/callback?code=" + used).status() == Status::see_other));
    const auto again = at(portal_host, "/auth/callback?code=" + used);
    BOOST_TEST((again.status() == Status::bad_request));
    BOOST_TEST(number("SELECT COUNT(*) FROM host_session") == 1);
}

BOOST_AUTO_TEST_CASE(the_pages_of_the_portals_hosts_are_nowhere_else)
{
    for (const auto* path : {"/auth/callback", "/auth/ended", "/auth/sign-in"}) {
        BOOST_TEST((at("", path).status() == Status::not_found), path);
        BOOST_TEST((at("https://muu.example.com", path).status() == Status::not_found), path);
    }
}

BOOST_AUTO_TEST_CASE(signing_out_goes_over_each_of_the_portals_hosts_to_our_page)
{
    settings_of_site.portal.cookies = {{"PHPSESSID", "/"}};
    const auto first = at(portal_host, "/auth/ended");
    BOOST_TEST(location(first) == second_host + "/auth/ended");
    BOOST_TEST(first.to_cgi(true).find("PHPSESSID=;") != std::string::npos);
    BOOST_TEST(location(at(second_host, "/auth/ended")) == site + "/Account/Logout");
    const auto asked = request("GET", "/Account/Logout");
    BOOST_TEST(flow::after_sign_out(visit(asked), true) == portal_host + "/auth/ended");
    BOOST_TEST(flow::after_sign_out(visit(asked), false) == "/Account/Logout");
    settings_of_site.portal.origins.clear();
    BOOST_TEST(flow::after_sign_out(visit(asked), true) == "/Account/Logout");
}

BOOST_AUTO_TEST_CASE(closing_an_account_goes_the_same_way_and_says_at_its_end_until_when_the_owner_may_come_back)
{
    const auto asked = request("POST", "/Account/Settings/Delete");
    const std::string closed = "/Account/Closed?s=a%2Bb";
    BOOST_TEST(flow::after_closing(visit(asked), true, closed) == portal_host + "/auth/ended?s=a%2Bb");
    BOOST_TEST(location(at(portal_host, "/auth/ended?s=a%2Bb")) == second_host + "/auth/ended?s=a%2Bb");
    BOOST_TEST(location(at(second_host, "/auth/ended?s=a%2Bb")) == site + closed);
    BOOST_TEST(flow::after_closing(visit(asked), false, closed) == closed);
    settings_of_site.portal.origins.clear();
    BOOST_TEST(flow::after_closing(visit(asked), true, closed) == closed);
}

BOOST_AUTO_TEST_CASE(the_login_page_of_the_portals_host_leads_over_ours_and_keeps_a_state_that_is_there)
{
    const auto with_state = at(portal_host, login + "?ReturnUrl=" + encoded(portal_host + "/asiat"));
    BOOST_TEST(location(with_state).starts_with(site + "/Account/HandOver?portal="));
    BOOST_TEST(location(with_state).find(encoded(portal_host + "/asiat")) != std::string::npos);
    BOOST_TEST(header(with_state, "Set-Cookie").empty());
    cookies.clear();
    const auto without = at(portal_host, login + "?ReturnUrl=%2Fasiat");
    BOOST_TEST(location(without).find(encoded(portal_host + "/asiat")) != std::string::npos);
    BOOST_TEST(header(without, "Set-Cookie").starts_with(flow::cookie::state));
}

BOOST_AUTO_TEST_CASE(the_login_page_of_the_portals_host_takes_a_language_along_that_there_is_and_nothing_else)
{
    const auto way = [&](const std::string& query) {
        return location(at(portal_host, login + "?ReturnUrl=%2Fa" + query));
    };
    BOOST_TEST(way("&lang=sv").ends_with("&ReturnUrl=" + encoded(portal_host + "/a") + "&lang=sv"));
    for (const auto* none : {"", "&lang=", "&lang=de", "&lang=sv&lang=sv", "&lang=sv%26portal%3Dx"})
        BOOST_TEST(way(none).ends_with("&ReturnUrl=" + encoded(portal_host + "/a")), none);
}

BOOST_AUTO_TEST_CASE(a_place_that_is_too_long_to_come_back_to_is_the_start_of_its_host)
{
    const auto asked = request("GET", "/auth/sign-in");
    const auto way = [&](std::size_t length) {
        return flow::way_in_at(visit(asked), portal_host, portal_host + '/' + std::string(length, 'a')).url;
    };
    BOOST_TEST(way(100).ends_with(std::string(100, 'a')));
    BOOST_TEST(way(3900).ends_with("ReturnUrl=" + encoded(portal_host + '/')));
}

BOOST_AUTO_TEST_CASE(a_place_that_the_login_page_would_not_come_back_to_is_the_start_of_its_host)
{
    const auto asked = request("GET", "/auth/sign-in");
    const auto place = [&](const std::string& wanted) {
        const auto url = flow::way_in_at(visit(asked), portal_host, portal_host + wanted).url;
        return url.substr(url.rfind('=') + 1);
    };
    for (const auto* good : {"/asiat?t=%20%C3%A4", "/asiat?t=50%"})
        BOOST_TEST(place(good) == encoded(portal_host + good));
    for (const auto* bad : {"/asiat?t=a%0D%0Ab", "/asiat?t=%7f", "/a%00b", "/asiat?t=%250A"})
        BOOST_TEST(place(bad) == encoded(portal_host + '/'), bad);
}

BOOST_AUTO_TEST_CASE(a_request_of_a_host_that_nobody_has_named_leads_to_the_start_and_not_back_there)
{
    const auto sign_in_at = [&](const std::string& origin) {
        web_server = {
            {"ASIOINTI_ORIGIN", origin},
            {"ASIOINTI_METHOD", "GET"},
            {"ASIOINTI_URI", "/asiat"},
            {"HTTP_ACCEPT", "text/html"}};
        return location(get("/auth/sign-in"));
    };
    BOOST_TEST(sign_in_at("") == site + "/Account/Login?ReturnUrl=" + encoded("/asiat"));
    BOOST_TEST(sign_in_at(site) == site + "/Account/Login?ReturnUrl=" + encoded("/asiat"));
    BOOST_TEST(sign_in_at("https://muu.example.com") == site + "/Account/Login?ReturnUrl=" + encoded("/"));
    BOOST_TEST(sign_in_at(portal_host).starts_with(site + "/Account/HandOver?portal="));
}

BOOST_AUTO_TEST_SUITE_END()
