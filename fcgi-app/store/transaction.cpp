#include "store/database_impl.hpp"

#include "auth/secret.hpp"
#include "store/column_text.hpp"
#include "store/json_rows.hpp"
#include "store/trail_log.hpp"

#include <algorithm>

namespace store {

namespace {

constexpr unsigned most_runs = 6;
constexpr unsigned most_lost_connections = 2;
constexpr std::size_t operation_id_bytes = 16;

/// Whatever happens, no transaction stays open behind a run.
class EndOfRun {
public:
    explicit EndOfRun(Database::Impl& impl) : impl_{impl} {}
    EndOfRun(const EndOfRun&) = delete;
    EndOfRun& operator=(const EndOfRun&) = delete;
    ~EndOfRun() { impl_.roll_back(); }

private:
    Database::Impl& impl_;
};

} // namespace

/// Runs one unit until its outcome is known or there is no point in going on.
class UnitRunner {
public:
    UnitRunner(Database& db, const std::function<void(Transaction&)>& unit, const std::function<void()>& keep)
        : db_{db}, impl_{db.impl()}, unit_{unit}, keep_{keep}
    {
    }

    CommittedRun run()
    {
        while (true) {
            if (const auto committed = run_once()) {
                tell_revocations();
                log_events(*committed == CommittedRun::last ? recorded_ : recorded_in_doubt_);
                return *committed;
            }
        }
    }

private:
    std::optional<CommittedRun> run_once();
    void begin();
    void tell_revocations() const;
    [[nodiscard]] std::optional<CommittedRun> commit(const Transaction& tx);
    [[nodiscard]] bool earlier_run_was_committed();
    void give_up_or_go_on(Failure failure, const std::string& reason);
    [[noreturn]] void give_up(Failure failure, const std::string& reason) const;

    Database& db_;
    Database::Impl& impl_;
    const std::function<void(Transaction&)>& unit_;
    const std::function<void()>& keep_;
    std::vector<Revocation> revocations_; ///< of all runs: one too many does no harm
    std::vector<LoggedEvent> recorded_;   ///< by the last run
    std::vector<LoggedEvent> recorded_in_doubt_;
    std::optional<std::string> in_doubt_; ///< operation id of a run whose COMMIT has an unknown outcome
    unsigned runs_ = 0;
    unsigned lost_connections_ = 0;
};

/// Nullopt: run it again.
std::optional<CommittedRun> UnitRunner::run_once()
{
    ++runs_;
    begin();
    const EndOfRun end_of_run{impl_};
    Transaction tx{db_, auth::random_bytes(operation_id_bytes)};
    try {
        if (earlier_run_was_committed()) return CommittedRun::kept;
        unit_(tx);
        revocations_.insert(revocations_.end(), tx.revocations_.begin(), tx.revocations_.end());
        if (earlier_run_was_committed()) return CommittedRun::kept;
    } catch (const std::exception& error) {
        const auto broken_by = impl_.broken_by();
        // What the unit met may be the effect of its own earlier run, as a duplicate is.
        if (!broken_by && earlier_run_was_committed()) return CommittedRun::kept;
        if (!broken_by || *broken_by == Failure::unknown) throw;
        // It would wait as long again; but whether an earlier run was committed is worth more than one wait.
        if (*broken_by == Failure::timed_out && !in_doubt_) give_up(*broken_by, error.what());
        give_up_or_go_on(*broken_by, error.what());
        return std::nullopt;
    }
    return commit(tx);
}

void UnitRunner::tell_revocations() const
{
    if (!db_.tell_) return;
    for (const auto& revocation : revocations_) db_.tell_(revocation);
}

void UnitRunner::begin()
{
    try {
        impl_.begin();
    } catch (const DatabaseUnavailable& error) {
        if (in_doubt_) throw OutcomeUnknown{std::string{"COMMIT of unknown outcome, then: "} + error.what()};
        throw;
    }
}

std::optional<CommittedRun> UnitRunner::commit(const Transaction& tx)
{
    if (const auto broken_by = impl_.broken_by()) {
        give_up_or_go_on(*broken_by, "a statement failed and the unit went on");
        return std::nullopt;
    }
    try {
        impl_.commit();
        recorded_ = tx.recorded_;
        return CommittedRun::last;
    } catch (const StatementFailed& failed) {
        const bool did_nothing = failed.failure() == Failure::conflict || failed.failure() == Failure::unfit;
        if (!did_nothing && tx.recorded_.empty())
            throw OutcomeUnknown{std::string{"COMMIT of unknown outcome: "} + failed.what()};
        if (!did_nothing) {
            in_doubt_ = tx.operation_id_;
            recorded_in_doubt_ = tx.recorded_;
            keep_();
        }
        give_up_or_go_on(failed.failure(), failed.what());
        return std::nullopt;
    }
}

/// A locking read: it waits while the earlier run's connection is still at its COMMIT.
bool UnitRunner::earlier_run_was_committed()
{
    if (!in_doubt_) return false;
    const auto found = list(
        db_, [](const Row& row) { return row.integer(0); },
        "SELECT 1 FROM audit_event WHERE operation_id = ? LIMIT 1 LOCK IN SHARE MODE", *in_doubt_);
    return !found.empty();
}

void UnitRunner::give_up_or_go_on(Failure failure, const std::string& reason)
{
    if (failure != Failure::conflict && failure != Failure::timed_out) ++lost_connections_;
    if (runs_ >= most_runs || lost_connections_ > most_lost_connections) give_up(failure, reason);
}

void UnitRunner::give_up(Failure failure, const std::string& reason) const
{
    if (in_doubt_) throw OutcomeUnknown{"COMMIT of unknown outcome: " + reason};
    if (failure == Failure::conflict) throw TransactionConflict{reason};
    if (failure == Failure::timed_out) throw DatabaseUnavailable{reason};
    throw DatabaseUnreachable{reason};
}

CommittedRun
detail_run_unit(Database& db, const std::function<void(Transaction&)>& unit, const std::function<void()>& keep)
{
    return UnitRunner{db, unit, keep}.run();
}

namespace {

void count(const AuditEvent& event, std::vector<LoggedEvent>& all)
{
    const auto same = std::ranges::find(all, event.kind, [](const LoggedEvent& each) { return each.event.kind; });
    if (same != all.end()) {
        ++same->count;
        return;
    }
    all.push_back(
        {.event = {.kind = event.kind, .account = {}, .client_network = "", .detail = "", .reference = ""},
         .account = ""});
}

} // namespace

void Transaction::introduce(base::AccountId account, const std::string& public_id)
{
    public_ids_.try_emplace(account, public_id);
}

/// The log knows an account by what everybody else knows it by.
std::string Transaction::public_id(const std::optional<base::AccountId>& account)
{
    if (!account) return "";
    if (const auto known = public_ids_.find(*account); known != public_ids_.end()) return known->second;
    const auto found = find_one(
        db_, [](const Row& row) { return row.text(0); }, "SELECT public_id FROM account WHERE id = ?", *account);
    if (found) introduce(*account, *found);
    return found.value_or("");
}

void Transaction::record(const AuditEvent& event, base::Instant now)
{
    (void)execute(
        db_,
        "INSERT INTO audit_event (at, kind, account_id, client_network, detail, reference, actor, unit, reason,"
        " operation_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        now, event.kind, event.account, ascii_that_fits(event.client_network, 64), text_that_fits(event.detail, 500),
        ascii_that_fits(event.reference, 40), text_that_fits(event.actor, 254), text_that_fits(event.unit, 100),
        text_that_fits(event.reason, 500), operation_id_);
    recorded_.push_back({event, public_id(event.account)});
}

bool all_or_nothing(Transaction& tx, const std::function<bool()>& part)
{
    const auto recorded_before = tx.recorded_;
    (void)execute(tx.db(), "SAVEPOINT part");
    if (part()) return true;
    (void)execute(tx.db(), "ROLLBACK TO SAVEPOINT part");
    tx.recorded_ = recorded_before;
    return false;
}

void Transaction::record_all(const std::vector<AuditEvent>& events, base::Instant now)
{
    if (events.empty()) return;
    const auto rows = json_rows(events, [](const AuditEvent& event) -> nlohmann::json {
        const auto account =
            event.account ? nlohmann::json(static_cast<std::uint64_t>(*event.account)) : nlohmann::json(nullptr);
        return {
            {"kind", static_cast<int>(event.kind)},
            {"account", account},
            {"detail", text_that_fits(event.detail, 500)}};
    });
    (void)execute(
        db_,
        "INSERT INTO audit_event (at, kind, account_id, detail, operation_id) SELECT ?, j.kind, j.account, j.detail, ?"
        " FROM JSON_TABLE(?, '$[*]' COLUMNS (kind INT PATH '$.kind', account BIGINT UNSIGNED PATH '$.account',"
        " detail VARCHAR(500) PATH '$.detail')) j",
        now, operation_id_, rows);
    for (const auto& event : events) count(event, recorded_);
}

void Transaction::revoke(const Revocation& revocation, base::Instant now)
{
    (void)execute(
        db_, "INSERT INTO session_revocation (session_id, account_id, at) VALUES (?, ?, ?)", revocation.session,
        revocation.account, now);
    revocations_.push_back(revocation);
}

} // namespace store
