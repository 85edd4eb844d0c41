#pragma once

#include "app/answer.hpp"
#include "auth/form_token.hpp"
#include "auth/seal.hpp"
#include "auth/secret.hpp"
#include "base/text.hpp"
#include "flow/visit.hpp"
#include "page_worker.hpp"
#include "store/accounts.hpp"
#include "store/outbox.hpp"
#include "store/sessions.hpp"
#include "support/mariadb.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

/// A browser before one worker, without a web server and a process between, so that a test may change what the worker knows in
/// the middle of a visit.
namespace browsing {

using namespace std::chrono_literals;
using http::Status;
using page_worker::contains;
using page_worker::FormFields;
using page_worker::header;
using page_worker::hidden;

inline const std::string site = "https://asiointi.example.fi";
inline const std::string portal_host = "https://portaali.example.fi";
inline const std::string second_host = "https://toinen.example.fi";
inline const std::string password = "nelja sanaa jotka sopivat";

inline base::Settings installation_settings()
{
    base::Settings settings;
    settings.base_url = site;
    settings.names = kokkola::names();
    settings.return_origins = {portal_host, second_host};
    settings.portal.origins = {portal_host, second_host};
    settings.keys = {base::Key{std::string(32, 'k')}};
    settings.counting_key = settings.keys.front();
    settings.password.memory_mib = 8;
    settings.password.passes = 1;
    return settings;
}

inline std::string location(const http::Response& response)
{
    return header(response, "Location");
}

/// One browser before an installation of its own.
struct Browser : support::FreshDatabase {
    Browser() { cookies[std::string{flow::cookie::visitor}] = std::string(43, 'v'); }

    /// With the password above.
    base::AccountId account(const std::string& address = "aino@example.com")
    {
        static const auto hash = auth::hash_password(base::Password{password}, {8, 1});
        return store::in_transaction(pages, [&](store::Transaction& tx) {
            return store::create_account(
                       tx,
                       {.email = auth::parse_email_address(address).value(),
                        .given_name = "Aino",
                        .family_name = "Virtanen",
                        .language = base::Language::en,
                        .password_hash = hash},
                       now)
                .value();
        });
    }

    /// This browser is signed in from now on.
    void sign_in(base::AccountId id)
    {
        const auto session = auth::new_session_id();
        store::in_transaction(pages, [&](store::Transaction& tx) {
            store::start_session(
                tx, store::enter(tx, id, std::nullopt, now).value(),
                {.id = auth::digest(session),
                 .times = {now, now, now, now + 12h, 60min},
                 .remembered = false,
                 .user_agent = ""});
        });
        cookies[std::string{flow::cookie::session}] = session.reveal();
    }

    [[nodiscard]] std::string cookie(std::string_view name) const
    {
        const auto found = cookies.find(name);
        return found == cookies.end() ? "" : found->second;
    }

    /// What this browser's forms are bound to.
    [[nodiscard]] std::string binding() const
    {
        const auto session = cookie(flow::cookie::session);
        return session.empty() ? cookie(flow::cookie::visitor) : session;
    }

    /// The value of a parameter that one page hands to another: see flow/step.hpp.
    [[nodiscard]] std::string sealed_step(const std::string& path, const std::string& text) const
    {
        return auth::seal(settings_of_site.keys, "step " + base::ascii_lower(path), binding(), text);
    }

    http::Request request(const std::string& method, const std::string& url, FormFields form = {}) const
    {
        http::RawRequest raw;
        const auto mark = url.find('?');
        raw.parameters = {
            {"REQUEST_METHOD", method},
            {"REQUEST_URI", url},
            {"QUERY_STRING", mark == std::string::npos ? "" : url.substr(mark + 1)},
            {"REMOTE_ADDR", "192.0.2.7"},
            {"HTTP_USER_AGENT", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"},
            {"HTTP_ACCEPT_LANGUAGE", "en"},
            {"HTTP_COOKIE", cookie_header()}};
        raw.parameters.insert(web_server.begin(), web_server.end());
        if (method == "POST") add_form(raw, std::move(form));
        auto parsed = http::parse_request(raw, "reference", now);
        BOOST_REQUIRE(std::holds_alternative<http::Request>(parsed));
        return std::get<http::Request>(std::move(parsed));
    }

    http::Response get(const std::string& url) { return app::answer(request("GET", url), worker.app); }

    /// A form of ours.
    http::Response post(const std::string& url, FormFields form)
    {
        form.emplace_back("form_token", auth::FormTokens{settings_of_site.keys}.token(binding()));
        return app::answer(request("POST", url, std::move(form)), worker.app);
    }

    [[nodiscard]] flow::Visit visit(const http::Request& of) { return flow::begin_visit(of, worker.app, true); }

    std::int64_t number(store::Sql<> sql)
    {
        return store::find_one(
                   root, [](const store::Row& row) { return row.integer(0); }, sql)
            .value();
    }

    base::Instant now = base::from_datetime("2026-11-24 08:00:00");
    std::map<std::string, std::string, std::less<>> cookies;
    std::vector<std::pair<std::string, std::string>> web_server; ///< what nginx adds on the portal's hosts
    base::Settings settings_of_site = installation_settings();
    page_worker::Worker worker{settings_of_site, pages};

private:
    [[nodiscard]] std::string cookie_header() const
    {
        std::string line;
        for (const auto& [name, value] : cookies) line += (line.empty() ? "" : "; ") + name + '=' + value;
        return line;
    }

    static void add_form(http::RawRequest& raw, const FormFields& form)
    {
        for (const auto& [name, value] : form)
            raw.body += (raw.body.empty() ? "" : "&") + name + '=' + base::percent_encode(value);
        raw.parameters.emplace("CONTENT_TYPE", "application/x-www-form-urlencoded");
        raw.parameters.emplace("CONTENT_LENGTH", std::to_string(raw.body.size()));
    }
};

/// While it lives, each attempt to give a password meets somebody else who has changed that password just before it is
/// accepted.
class PasswordChangesMeanwhile {
public:
    PasswordChangesMeanwhile()
    {
        support::server().administer("USE asiointipalvelu;"
                                     "CREATE OR REPLACE TRIGGER meanwhile BEFORE INSERT ON throttle FOR EACH ROW"
                                     " UPDATE account SET password_generation = password_generation + 1");
    }
    PasswordChangesMeanwhile(const PasswordChangesMeanwhile&) = delete;
    PasswordChangesMeanwhile& operator=(const PasswordChangesMeanwhile&) = delete;
    ~PasswordChangesMeanwhile()
    {
        try {
            support::server().administer("DROP TRIGGER IF EXISTS asiointipalvelu.meanwhile");
        } catch (const std::exception& error) {
            BOOST_TEST_ERROR(error.what());
        }
    }
};

} // namespace browsing
