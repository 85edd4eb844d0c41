#include "flow/import_batch.hpp"

#include "flow/import_writing.hpp"
#include "store/import_accounts.hpp"

#include <algorithm>
#include <iterator>

namespace flow {
namespace {

using store::AuditKind;
using store::LegacyStatus;

constexpr int most_tries = 3;

/// Decided again inside: a resident may have registered or set a password since.
WrittenGroups
write(store::Database& db, const std::vector<ImportUsers>& groups, const ReadyPasswords& passwords, base::Instant now)
{
    return store::in_transaction(db, [&](store::Transaction& tx) {
        return write_groups(tx, decide_groups(tx.db(), groups, store::RowLock::for_update, now), passwords, now);
    });
}

/// Somebody has given this address up in this very moment, and may take it back: a later run decides.
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
    } catch (const store::DatabaseUnreachable&) {
        throw;
    } catch (const store::DatabaseUnavailable&) {
        for (const auto& group : groups) write_alone(db, group, passwords, now, outcome);
    }
}

store::AuditEvent retired(const store::LegacyUser& row)
{
    return {
        .kind = AuditKind::account_import_refused,
        .account = std::nullopt,
        .client_network = "",
        .detail = "old user " + row.portal_id + ": " + row.note,
        .reference = ""};
}

} // namespace

BatchOutcome import_batch(
    store::Database& db, const std::vector<ImportUsers>& groups, ImportPasswords& passwords, bool apply,
    base::Instant now)
{
    BatchOutcome outcome;
    std::vector<ImportUsers> changing;
    std::vector<DecidedGroup> plans;
    auto decided = decide_groups(db, groups, store::RowLock::none, now);
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
        row.note = store::note_of_gone;
        if (!before.account && before.status != LegacyStatus::erased && row != before) rows.push_back(std::move(row));
    }
    if (!apply || rows.empty()) return static_cast<unsigned>(rows.size());
    return store::in_transaction(db, [&](store::Transaction& tx) {
        std::vector<std::string> ids;
        std::ranges::transform(rows, std::back_inserter(ids), &store::LegacyUser::portal_id);
        // A resident may have added such a user to an account meanwhile.
        for (const auto& present : store::list_legacy_users(tx.db(), ids, store::RowLock::for_update))
            if (present.account)
                std::erase_if(rows, [&](const auto& row) { return row.portal_id == present.portal_id; });
        std::vector<store::AuditEvent> events;
        std::ranges::transform(rows, std::back_inserter(events), retired);
        store::record_legacy_users(tx, rows, now);
        tx.record_all(events, now);
        return static_cast<unsigned>(rows.size());
    });
}

} // namespace flow
