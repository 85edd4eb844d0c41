#pragma once

#include "base/time.hpp"
#include "flow/staff_acts.hpp"
#include "flow/staff_changes.hpp"
#include "store/sessions.hpp"
#include "store/staff_members.hpp"
#include "support/mariadb.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <future>
#include <ostream>
#include <string>
#include <thread>

namespace flow {
inline std::ostream& operator<<(std::ostream& out, ActOutcome outcome)
{
    return out << name(outcome);
}
} // namespace flow

/// What the tests of the help desk's acts share.
namespace help_desk {

using namespace std::chrono_literals;
using flow::ActOutcome;
using store::AuditKind;

inline const base::Instant today = base::from_datetime("2026-11-23 08:00:00");
inline const std::string reason = "Asukas soitti neuvontaan";

/// Two members of staff, a resident, and what they do.
struct Residents : support::FreshDatabase {
    Residents()
    {
        for (const auto id : {helena, pekka})
            store::in_transaction(admin, [&](store::Transaction& tx) {
                store::give_staff_role(tx, id, "Lupaneuvonta", today + 24h, today);
            });
    }

    base::AccountId resident(const std::string& address)
    {
        return store::in_transaction(pages, [&](store::Transaction& tx) {
            return store::create_account(
                       tx,
                       {.email = auth::parse_email_address(address).value(),
                        .given_name = "Aino",
                        .family_name = "Asukas",
                        .language = std::nullopt,
                        .password_hash = "$hash$"},
                       today)
                .value();
        });
    }

    /// The account as it is now.
    store::Account read(base::AccountId id) { return store::find_account(root, id).value(); }

    /// A member of staff on the page.
    flow::Desk desk(base::AccountId member)
    {
        return desk_as({.name = read(member).email, .unit = "Lupaneuvonta", .account = member});
    }
    /// The command line, which has no account of its own.
    flow::Desk command_line() { return desk_as({.name = "yllapito", .unit = "Ylläpito"}); }
    flow::Desk desk_as(flow::StaffActor actor)
    {
        return {
            .db = pages, .settings = product, .actor = std::move(actor), .language = base::Language::fi, .now = today};
    }

    void set_state(base::AccountId id, store::AccountState state, store::StateReason why = store::StateReason::none)
    {
        (void)store::execute(root, "UPDATE account SET state = ?, state_reason = ? WHERE id = ?", state, why, id);
    }

    void sign_in(base::AccountId id)
    {
        store::in_transaction(pages, [&](store::Transaction& tx) {
            store::start_session(
                tx, store::enter(tx, id, std::nullopt, today).value(),
                {.id = auth::digest("session"),
                 .times = {today, today, today, today + 12h, 60min},
                 .remembered = false,
                 .user_agent = ""});
        });
    }

    template <class... Args>
    std::int64_t number(store::Sql<Args...> sql, const Args&... arguments)
    {
        return store::find_one(
                   root, [](const store::Row& row) { return row.integer(0); }, sql, arguments...)
            .value();
    }
    std::int64_t mails() { return number("SELECT COUNT(*) FROM mail_outbox"); }
    std::int64_t events(AuditKind kind, base::AccountId account)
    {
        return number("SELECT COUNT(*) FROM audit_event WHERE kind = ? AND account_id = ?", kind, account);
    }

    /// What `act` gives when `others`, on the connection of root, come between what it has read and what it writes: that one holds
    /// its locks until `act` waits for them.
    template <class Act>
    auto overtaken_by(const std::function<void()>& others, Act act)
    {
        (void)store::execute(root, "START TRANSACTION");
        others();
        auto result = std::async(std::launch::async, act);
        while (!somebody_waits()) BOOST_REQUIRE(result.wait_for(20ms) == std::future_status::timeout);
        (void)store::execute(root, "COMMIT");
        return result.get();
    }

    bool somebody_waits()
    {
        return number("SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS"
                      " WHERE VARIABLE_NAME = 'INNODB_ROW_LOCK_CURRENT_WAITS'") > 0;
    }

    base::AccountId helena = resident("helena@example.com");
    base::AccountId pekka = resident("pekka@example.com");
    base::AccountId aino = resident("aino@example.com");
    base::Settings product;
};

} // namespace help_desk
