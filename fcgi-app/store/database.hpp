#pragma once

#include "base/metrics.hpp"
#include "base/settings.hpp"
#include "store/sql.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace store {

/// What nobody may trust from memory any more: a session that has ended, or anything about an account.
struct Revocation {
    std::optional<auth::Digest> session; ///< absent: the whole account
    base::AccountId account;
};

/// One process's connection to the database, made when it is first needed and after the fork.
///
/// Tries the hosts in their order and stays with one that works; a host that is refused, hangs or is read-only
/// means the next one. Each new connection sets READ COMMITTED, time_zone '+00:00', strict sql_mode and
/// utf8mb4. Prepared statements are kept for as long as the connection lives, by the address of their literal.
/// Every failure drops the connection with its statements; nothing reconnects silently.
///
/// down_until_ms  shared by the pool: after all hosts failed, calls throw DatabaseUnreachable at once until then
///                (steady clock, milliseconds); only probe() looks in the meantime.
class Database {
public:
    Database(
        const base::DatabaseSettings& settings, std::string user, base::Credential password,
        std::atomic<std::int64_t>& down_until_ms);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Tries every host even while the database counts as down; true, and "up" for the whole pool, when one answers.
    [[nodiscard]] bool probe();

    /// From now on every revocation of this connection is told to `tell`, after its COMMIT and before in_transaction()
    /// returns; now and then one that was not committed in the end, which costs a look at the database and no more.
    void tell_revocations_to(std::function<void(const Revocation&)> tell) { tell_ = std::move(tell); }

    /// From now on what becomes of connections and statements is counted there.
    void count_in(base::DatabaseMetrics& metrics);

    /// True while calls would fail at once.
    [[nodiscard]] bool is_known_down() const;

    class Impl;
    [[nodiscard]] Impl& impl() { return *impl_; } ///< for store/*.cpp alone

private:
    friend class UnitRunner;
    std::unique_ptr<Impl> impl_;
    std::function<void(const Revocation&)> tell_;
};

/// What the audit trail calls an event. Stored; never renumber.
enum class AuditKind : std::uint8_t {
    sign_in = 1,
    sign_in_failed = 2,
    sign_out = 3,
    sign_out_everywhere = 4,
    link_sent = 5,
    password_set = 6,
    password_changed = 7,
    account_registered = 8,
    account_imported = 9,
    legacy_user_linked = 10,
    password_rehashed = 11,
    account_locked = 12,
    account_unlocked = 13,
    mail_stopped = 14,
    account_import_refused = 15,
    name_changed = 16,
    language_changed = 17,
    email_change_asked = 18,
    email_changed = 19,
    email_change_undone = 20,
    account_frozen = 21, ///< somebody undid a change of address without the password: staff decide
    account_closed = 22,
    account_reopened = 23,
    account_erased = 24,
    new_device = 25,
    session_ended = 26,
    other_sessions_ended = 27,
    data_copied = 28,
    request_to_staff = 29,
    sign_in_slowed = 30,
    account_viewed = 31,       ///< by a member of staff
    staff_change_asked = 32,   ///< takes effect later
    staff_change_stopped = 33, ///< by the reader of the old address, by staff, or because it had become impossible
    accounts_merged = 34,
    staff_role_given = 35,
    staff_role_ended = 36,
    staff_searched = 37,    ///< of no account: a member of staff looked for some
    invited = 38,           ///< to move over, by a mail without a link that signs in
    mail_bounced = 39,      ///< a delivery report said that the address takes no mail
    password_imported = 40, ///< from the old portal, as a hash
    mails_started = 41,     ///< again, after they had been stopped
    access_refused = 42,    ///< to somebody signed in who may not do this
    form_refused = 43,      ///< of somebody signed in: it did not come from a page of ours
    link_refused = 44,      ///< a mailed link of this account that does not hold any more
    mail_retried = 45,      ///< by an administrator
    keys_changed = 46,      ///< by an administrator: of no account
    schema_changed = 47,    ///< by an administrator: of no account
    database_restored = 48, ///< from a backup, by an administrator: of no account
    dormancy_told = 49,     ///< its owner was told that it is closed unless somebody signs in
};

/// One event of the audit trail.
struct AuditEvent {
    AuditKind kind;
    std::optional<base::AccountId> account;
    std::string client_network; ///< as auth::network_of() gives it; "" when there is no client
    std::string detail;         ///< a few words for staff, never a secret and never what an unknown person typed
    std::string reference;      ///< of the request; ""
    std::string actor{};        ///< the member of staff who did it; "" for the resident and the product itself
    std::string unit{};         ///< of that member of staff, for the resident to read
    std::string reason{};       ///< why a member of staff did it, for the resident to read
};

/// What the log will say of an event, or of many of one kind.
struct LoggedEvent {
    AuditEvent event;
    std::string account; ///< public id; "" for none
    std::size_t count = 1;
};

/// A transaction in hand. It is made by in_transaction() alone; statements are run on the same Database.
class Transaction {
public:
    /// Writes an audit event in this transaction, and a line about it in the log once it is committed (docs/audit.md). A unit
    /// that changes anything writes at least one: it carries the operation id by which a COMMIT of unknown outcome is
    /// recognised.
    void record(const AuditEvent& event, base::Instant now);

    /// The same for many events at once that have nothing but a kind, an account and a detail; the log gets one line for each
    /// kind, with how many there were.
    void record_all(const std::vector<AuditEvent>& events, base::Instant now);

    /// Writes into the feed by which other machines learn of it, and tells this one after COMMIT (DESIGN, Sessions).
    void revoke(const Revocation& revocation, base::Instant now);

    [[nodiscard]] Database& db() const { return db_; }

private:
    friend class UnitRunner;
    friend bool all_or_nothing(Transaction& tx, const std::function<bool()>& part);
    Transaction(Database& db, std::string operation_id) : db_{db}, operation_id_{std::move(operation_id)} {}
    Database& db_;
    std::string operation_id_;
    std::vector<LoggedEvent> recorded_{};
    std::vector<Revocation> revocations_{};
};

/// Runs a part of a unit that may turn out to be impossible: what it has changed is undone when it says false, and the unit
/// goes on.
[[nodiscard]] bool all_or_nothing(Transaction& tx, const std::function<bool()>& part);

/// Which run of a unit was committed: the last one, or an earlier one whose result was kept.
enum class CommittedRun { last, kept };

/// For in_transaction() alone. keep  called when the outcome of the last run's COMMIT is unknown.
[[nodiscard]] CommittedRun
detail_run_unit(Database& db, const std::function<void(Transaction&)>& unit, const std::function<void()>& keep);

/// Runs `unit` between START TRANSACTION and COMMIT, both as statements, and returns its result.
///
/// The unit may be run several times: on a deadlock it is repeated as a whole, a bounded number of times, so
/// its only effects are statements. A connection lost at COMMIT leaves the outcome unknown: the operation id that
/// record() wrote is looked for, before the repetition and after it has waited for the same locks; when it is there,
/// the unit had been committed and its result stands. An exception out of the unit rolls back and passes on.
/// Throws TransactionConflict or DatabaseUnavailable when nothing was committed, OutcomeUnknown when that is uncertain.
template <class Unit>
auto in_transaction(Database& db, Unit unit)
{
    using Result = std::invoke_result_t<Unit, Transaction&>;
    if constexpr (std::is_void_v<Result>) {
        (void)detail_run_unit(
            db, [&](Transaction& tx) { unit(tx); }, [] {});
    } else {
        std::optional<Result> last;
        std::optional<Result> kept;
        const auto committed = detail_run_unit(
            db, [&](Transaction& tx) { last.emplace(unit(tx)); }, [&] { kept.emplace(*std::move(last)); });
        return committed == CommittedRun::last ? *std::move(last) : *std::move(kept);
    }
}

} // namespace store
