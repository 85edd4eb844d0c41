#pragma once

#include "base/metrics.hpp"
#include "base/settings.hpp"
#include "store/audit_event.hpp"
#include "store/sql.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
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

    /// Says by which public id the log is to call an account: record() asks the database for one that nobody has introduced.
    void introduce(base::AccountId account, const std::string& public_id);

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
    std::map<base::AccountId, std::string> public_ids_{};
    std::vector<Revocation> revocations_{};

    [[nodiscard]] std::string public_id(const std::optional<base::AccountId>& account);
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
