#pragma once

#include "store/accounts.hpp"
#include "store/link_tokens.hpp"
#include "store/purge.hpp"
#include "store/sessions.hpp"
#include "support/mariadb.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <vector>

/// What most test cases start from.
namespace given {

using namespace std::chrono_literals;

constexpr base::Instant now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 8h;

[[nodiscard]] base::AccountId
account(store::Database& db, const std::string& address, const std::optional<std::string>& password_hash = "$hash$");

[[nodiscard]] store::MailedLink link(base::AccountId account, const std::string& address);

/// Stores a link whose token has this digest.
void stored_link(store::Database& db, const std::string& token, const store::MailedLink& link, base::Instant made_at);

struct SessionOf {
    base::AccountId account;
    store::NewSession session;
};

[[nodiscard]] SessionOf session(const std::string& id, base::AccountId account);
/// Signs in; the account must be active.
void stored_session(store::Database& db, const SessionOf& of);

/// A row of the portal's old users; "" for no address.
void legacy_user(
    store::Database& root, const std::string& portal_id, const std::string& old_name,
    const std::optional<base::AccountId>& account, int status, const std::string& email);

/// What the first step of a purge deletes.
[[nodiscard]] inline int
purge_step(store::Database& background, base::Instant at, const base::RetentionSettings& retention = {})
{
    return store::Purge{background, retention}.step(at);
}

/// The one number of a SELECT.
template <class... Args>
[[nodiscard]] std::int64_t number(store::Database& db, store::Sql<Args...> sql, const Args&... arguments)
{
    return store::find_one(
               db, [](const store::Row& row) { return row.integer(0); }, sql, arguments...)
        .value();
}

/// The one text of a SELECT.
template <class... Args>
[[nodiscard]] std::string text(store::Database& db, store::Sql<Args...> sql, const Args&... arguments)
{
    return store::find_one(
               db, [](const store::Row& row) { return row.text(0); }, sql, arguments...)
        .value();
}

/// Runs `work` in this many threads at once, each with a connection of its own as `user`, and returns how often it
/// said true.
[[nodiscard]] int parallel(
    const support::FreshDatabase& at, unsigned threads, const std::function<bool(store::Database&, unsigned)>& work);

/// Runs `work`, in which `db` runs a statement that asks for GET_LOCK('gate', 60). While it waits for that, its connection
/// is killed; from then on the gate is open. `db` must have patient settings.
void kill_at_the_gate(const support::FreshDatabase& at, store::Database& db, const std::function<void()>& work);

} // namespace given
