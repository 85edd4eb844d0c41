#include "given.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <optional>

namespace given {

base::AccountId
account(store::Database& db, const std::string& address, const std::optional<std::string>& password_hash)
{
    return store::in_transaction(db, [&](store::Transaction& tx) {
        const store::NewAccount account{
            .email = auth::parse_email_address(address).value(),
            .given_name = "Matti",
            .family_name = "Meikäläinen",
            .language = base::Language::fi,
            .password_hash = password_hash};
        return store::create_account(tx, account, now).value();
    });
}

store::MailedLink link(base::AccountId account, const std::string& address)
{
    return {
        .purpose = store::LinkPurpose::set_password,
        .account = account,
        .email = address,
        .email_key = address,
        .password_generation = 1,
        .expires_at = now + 1h,
        .return_url = "/hakemukset",
        .language = base::Language::sv};
}

void stored_link(store::Database& db, const std::string& token, const store::MailedLink& link, base::Instant made_at)
{
    store::in_transaction(
        db, [&](store::Transaction& tx) { store::add_link_token(tx, auth::digest(token), link, 3, made_at); });
}

SessionOf session(const std::string& id, base::AccountId account)
{
    return {
        .account = account,
        .session = {
            .id = auth::digest(id),
            .times =
                {.created_at = now,
                 .last_seen_at = now,
                 .password_given_at = now,
                 .expires_at = now + 12h,
                 .idle_limit = 1h},
            .remembered = false,
            .user_agent = "Mozilla/5.0"}};
}

void stored_session(store::Database& db, const SessionOf& of)
{
    store::in_transaction(db, [&](store::Transaction& tx) {
        const auto entrance = store::enter(tx, of.account, std::nullopt, of.session.times.created_at);
        store::start_session(tx, entrance.value(), of.session);
    });
}

void legacy_user(
    store::Database& root, const std::string& portal_id, const std::string& old_name,
    const std::optional<base::AccountId>& account, int status, const std::string& email)
{
    const auto address = email.empty() ? std::nullopt : std::optional{email};
    (void)store::execute(
        root,
        "INSERT INTO legacy_user (portal_user_id, old_name, old_name_key, account_id, linked_at, status, email,"
        " email_key, imported_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        portal_id, old_name, auth::user_name_key(old_name), account, account ? std::optional{now} : std::nullopt,
        status, address, address, now);
}

int parallel(
    const support::FreshDatabase& at, unsigned threads, const std::function<bool(store::Database&, unsigned)>& work)
{
    std::atomic<int> successes{0};
    std::atomic<std::int64_t> down_until_ms{0};
    std::vector<std::optional<std::string>> failures(threads);
    {
        std::vector<std::jthread> running;
        for (unsigned i = 0; i < threads; ++i) {
            running.emplace_back([&, i] {
                try {
                    const auto settings = at.patient();
                    store::Database db{settings, settings.pages_user, settings.pages_password, down_until_ms};
                    if (work(db, i)) ++successes;
                } catch (const std::exception& error) {
                    failures[i] = error.what();
                }
            });
        }
    }
    for (const auto& failure : failures)
        if (failure) BOOST_ERROR(*failure);
    return successes;
}

void kill_at_the_gate(const support::FreshDatabase& at, store::Database& db, const std::function<void()>& work)
{
    std::atomic<std::int64_t> down_until_ms{0};
    store::Database gatekeeper{at.patient(), "root", {}, down_until_ms};
    BOOST_TEST_REQUIRE(number(gatekeeper, "SELECT GET_LOCK('gate', 60)") == 1);
    const auto connection = number(db, "SELECT CONNECTION_ID()");
    const std::jthread killer{[&, connection](const std::stop_token& over) {
        while (number(
                   gatekeeper,
                   "SELECT COUNT(*) FROM information_schema.processlist WHERE id = ? AND state = 'User lock'",
                   connection) == 0)
            if (over.stop_requested()) return; // nobody came
        (void)store::execute(gatekeeper, "KILL ?", connection);
        (void)number(gatekeeper, "SELECT RELEASE_LOCK('gate')");
    }};
    work();
}

} // namespace given
