#include "flow/import_batch.hpp"

#include "store/link_tokens.hpp"

#include <algorithm>

namespace flow {
namespace {

using store::AuditKind;
using store::LegacyStatus;

constexpr int most_tries = 3;

bool moves(const ImportPlan& plan)
{
    return plan.renew && plan.renew->email.key != plan.account->email_key;
}

bool was_linked(const ImportGroup& group, const std::string& portal_id)
{
    return std::ranges::any_of(group.members, [&](const ImportMember& member) {
        return member.user.facts.portal_id == portal_id && member.recorded && member.recorded->account;
    });
}

/// Counts a group as its plan has it.
void add(BatchOutcome& outcome, const DecidedGroup& decided)
{
    const auto& [group, plan] = decided;
    outcome.accounts_created += plan.create ? 1 : 0;
    outcome.accounts_renewed += plan.renew ? 1 : 0;
    outcome.passwords_imported += plan.password ? 1 : 0;
    outcome.has_moved = outcome.has_moved || moves(plan);
    outcome.rows_written += static_cast<unsigned>(plan.rows.size());
    for (const auto& row : plan.rows)
        if (row.status == LegacyStatus::linked && !was_linked(group, row.portal_id)) ++outcome.users_linked;
    for (const auto status : plan.outcomes) ++outcome.by_status[status];
    outcome.findings.insert(outcome.findings.end(), plan.findings.begin(), plan.findings.end());
}

/// Writes many decided groups with few statements.
class Writing {
public:
    Writing(
        store::Transaction& tx, std::vector<DecidedGroup> groups, const ReadyPasswords& passwords, base::Instant now)
        : tx_{tx}, now_{now}, passwords_{passwords}, groups_{std::move(groups)}
    {
    }

    struct Result {
        BatchOutcome outcome;
        std::vector<std::size_t> left; ///< groups of which nothing was written, since somebody else was faster
    };

    Result write()
    {
        create_accounts();
        for (std::size_t i = 0; i < groups_.size(); ++i) {
            if (take_account(i))
                write_group(i);
            else
                result_.left.push_back(i);
        }
        store::record_legacy_users(tx_, rows_, now_);
        tx_.record_all(events_, now_);
        return std::move(result_);
    }

private:
    void create_accounts();
    [[nodiscard]] bool take_account(std::size_t i);
    [[nodiscard]] bool renew(std::size_t i);
    void import_password(ImportPlan& plan, base::AccountId account);
    void write_group(std::size_t i);
    void write_rows(const ImportPlan& plan, const std::optional<base::AccountId>& account);
    void record(AuditKind kind, const std::optional<base::AccountId>& account, std::string detail);

    [[nodiscard]] std::optional<std::string> ready_password(const ImportPlan& plan) const
    {
        if (!plan.password) return std::nullopt;
        const auto found = passwords_.find(plan.password->position);
        return found == passwords_.end() ? std::nullopt : std::optional{found->second};
    }

    store::Transaction& tx_;
    base::Instant now_;
    const ReadyPasswords& passwords_;
    std::vector<DecidedGroup> groups_;
    std::map<std::size_t, std::optional<base::AccountId>> accounts_{}; ///< of each group, where it has one
    std::vector<store::LegacyUser> rows_{};
    std::vector<store::AuditEvent> events_{};
    Result result_{};
};

void Writing::create_accounts()
{
    std::vector<store::NewAccount> wanted;
    std::vector<std::size_t> wanted_by;
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        const auto& plan = groups_[i].plan;
        if (!plan.create) continue;
        wanted.push_back(*plan.create);
        wanted.back().password_hash = ready_password(plan);
        wanted_by.push_back(i);
    }
    const auto made = store::create_accounts(tx_, wanted, now_);
    for (std::size_t i = 0; i < made.size(); ++i) accounts_[wanted_by[i]] = made[i];
}

/// False when somebody else was faster and the decision no longer holds. Then nothing has been written for the group.
bool Writing::take_account(std::size_t i)
{
    const auto& plan = groups_[i].plan;
    if (plan.create) return accounts_[i].has_value();
    if (plan.renew && !renew(i)) return false;
    if (plan.account) accounts_[i] = plan.account->id;
    return true;
}

bool Writing::renew(std::size_t i)
{
    const auto& plan = groups_[i].plan;
    const auto& account = plan.account.value();
    if (!store::renew_imported_account(tx_, account.id, *plan.renew, now_)) return false;
    if (moves(plan)) store::end_links(tx_, account.id, account.email_key, now_);
    record(AuditKind::account_imported, account.id, "the old portal's present address and names");
    return true;
}

void Writing::import_password(ImportPlan& plan, base::AccountId account)
{
    const auto hash = ready_password(plan);
    const bool is_in = hash && (plan.create || store::import_password(tx_, account, *hash, now_));
    if (is_in)
        record(AuditKind::password_imported, account, "");
    else
        plan.password.reset(); // its owner has set one meanwhile, or it waits for the next run
}

void Writing::write_group(std::size_t i)
{
    auto& plan = groups_[i].plan;
    const auto account = accounts_[i];
    if (plan.create) record(AuditKind::account_imported, account, "from the old portal");
    if (plan.password) import_password(plan, account.value());
    write_rows(plan, account);
    add(result_.outcome, groups_[i]);
}

void Writing::write_rows(const ImportPlan& plan, const std::optional<base::AccountId>& account)
{
    for (auto row : plan.rows) {
        const bool is_linked = row.status == LegacyStatus::linked;
        if (is_linked && !row.account) row.account = account;
        record(
            is_linked ? AuditKind::legacy_user_linked : AuditKind::account_import_refused, row.account,
            "old user " + row.portal_id + (row.note.empty() ? "" : ": " + row.note));
        rows_.push_back(std::move(row));
    }
}

void Writing::record(AuditKind kind, const std::optional<base::AccountId>& account, std::string detail)
{
    events_.push_back(
        {.kind = kind, .account = account, .client_network = "", .detail = std::move(detail), .reference = ""});
}

/// Decided again inside: a resident may have registered or set a password since.
Writing::Result
write(store::Database& db, const std::vector<ImportUsers>& groups, const ReadyPasswords& passwords, base::Instant now)
{
    return store::in_transaction(db, [&](store::Transaction& tx) {
        return Writing{tx, decide_groups(tx.db(), groups, store::RowLock::for_update), passwords, now}.write();
    });
}

void add(BatchOutcome& sum, const BatchOutcome& part)
{
    sum.accounts_created += part.accounts_created;
    sum.accounts_renewed += part.accounts_renewed;
    sum.passwords_imported += part.passwords_imported;
    sum.users_linked += part.users_linked;
    sum.rows_written += part.rows_written;
    sum.has_moved = sum.has_moved || part.has_moved;
    for (const auto& [status, count] : part.by_status) sum.by_status[status] += count;
    sum.findings.insert(sum.findings.end(), part.findings.begin(), part.findings.end());
}

/// Of an address that somebody gave up a few days ago, and may take back, no account is made yet.
void leave(const ImportUsers& group, BatchOutcome& outcome)
{
    for (const auto& user : group) {
        ++outcome.by_status[LegacyStatus::shared_address];
        outcome.findings.push_back({user.position, ImportReason::address_reserved});
    }
}

void write_alone(
    store::Database& db, const ImportUsers& group, const ReadyPasswords& passwords, base::Instant now,
    BatchOutcome& outcome)
{
    for (int tries = 0; tries < most_tries; ++tries) {
        const auto result = write(db, {group}, passwords, now);
        if (result.left.empty()) return add(outcome, result.outcome);
    }
    leave(group, outcome);
}

void write_all(
    store::Database& db, const std::vector<ImportUsers>& groups, const ReadyPasswords& passwords, base::Instant now,
    BatchOutcome& outcome)
{
    try {
        const auto result = write(db, groups, passwords, now);
        add(outcome, result.outcome);
        for (const auto i : result.left) write_alone(db, groups[i], passwords, now, outcome);
    } catch (const store::TransactionConflict&) {
        for (const auto& group : groups) write_alone(db, group, passwords, now, outcome);
    }
}

} // namespace

BatchOutcome import_batch(
    store::Database& db, const std::vector<ImportUsers>& groups, ImportPasswords& passwords, bool apply,
    base::Instant now)
{
    BatchOutcome outcome;
    std::vector<ImportUsers> changing;
    std::vector<DecidedGroup> plans;
    auto decided = decide_groups(db, groups, store::RowLock::none);
    outcome.findings = passwords.admit_schemes(decided);
    for (std::size_t i = 0; i < decided.size(); ++i) {
        if (!apply || !decided[i].plan.changes_something()) {
            add(outcome, decided[i]);
            continue;
        }
        changing.push_back(groups[i]);
        plans.push_back(std::move(decided[i]));
    }
    if (!changing.empty()) write_all(db, changing, passwords.prepare(plans), now, outcome);
    return outcome;
}

unsigned retire_users(store::Database& db, const std::vector<store::LegacyUser>& users, bool apply, base::Instant now)
{
    std::vector<store::LegacyUser> rows;
    for (auto row : users) {
        const auto before = row;
        row.status = LegacyStatus::closed;
        row.note = "no longer in the portal";
        if (!before.account && before.status != LegacyStatus::erased && row != before) rows.push_back(std::move(row));
    }
    if (!apply || rows.empty()) return static_cast<unsigned>(rows.size());
    return store::in_transaction(db, [&](store::Transaction& tx) {
        std::vector<std::string> ids;
        for (const auto& row : rows) ids.push_back(row.portal_id);
        // A resident may have added such a user to an account meanwhile.
        for (const auto& present : store::list_legacy_users(tx.db(), ids, store::RowLock::for_update))
            if (present.account)
                std::erase_if(rows, [&](const auto& row) { return row.portal_id == present.portal_id; });
        std::vector<store::AuditEvent> events;
        for (const auto& row : rows)
            events.push_back(
                {.kind = AuditKind::account_import_refused,
                 .account = std::nullopt,
                 .client_network = "",
                 .detail = "old user " + row.portal_id + ": " + row.note,
                 .reference = ""});
        store::record_legacy_users(tx, rows, now);
        tx.record_all(events, now);
        return static_cast<unsigned>(rows.size());
    });
}

} // namespace flow
