#include "flow/import_address.hpp"

#include "store/link_tokens.hpp"

#include <algorithm>
#include <unordered_set>

namespace flow {
namespace {

using store::AuditKind;
using store::LegacyStatus;

constexpr int most_tries = 3;

bool leads_to(const std::vector<store::Account>& accounts, base::AccountId id)
{
    return std::ranges::any_of(accounts, [&](const store::Account& account) { return account.id == id; });
}

ImportGroup read_group(store::Database& db, const std::vector<ImportedUser>& users)
{
    ImportGroup group;
    std::unordered_set<std::string> ids;
    for (const auto& user : users) {
        auto recorded = store::find_legacy_user(db, user.facts.portal_id);
        if (recorded && recorded->account && !leads_to(group.linked, *recorded->account)) {
            if (auto account = store::find_account(db, *recorded->account)) group.linked.push_back(*std::move(account));
        }
        ids.insert(user.facts.portal_id);
        group.members.push_back({user, std::move(recorded)});
    }
    const auto& address = users.front().address;
    if (address) group.at_address = store::find_account_by_email(db, address->key);
    group.holds_all_linked = std::ranges::all_of(group.linked, [&](const store::Account& account) {
        return std::ranges::all_of(store::list_portal_ids(db, account.id), [&](auto& id) { return ids.contains(id); });
    });
    return group;
}

ImportPlan decide(store::Database& db, const std::vector<ImportedUser>& users)
{
    const auto group = read_group(db, users);
    if (!users.front().obstacle) return decide_group(group);
    return decide_obstacle(
        group.members.front(), group.linked.empty() ? std::nullopt : std::optional{group.linked.front()});
}

AddressOutcome outcome_of(const ImportPlan& plan)
{
    AddressOutcome outcome;
    outcome.statuses = plan.outcomes;
    outcome.findings = plan.findings;
    return outcome;
}

/// Nullopt when somebody else was faster and the decision no longer holds. Then nothing has been written.
std::optional<std::optional<base::AccountId>>
make_account(store::Transaction& tx, const ImportPlan& plan, base::Instant now)
{
    if (plan.create) {
        const auto created = store::create_account(tx, *plan.create, now);
        if (!created) return std::nullopt;
        tx.record({AuditKind::account_imported, created, "", "from the old portal", ""}, now);
        return created;
    }
    if (plan.renew) {
        const auto id = plan.account.value().id;
        if (!store::renew_imported_account(tx, id, *plan.renew, now)) return std::nullopt;
        if (plan.renew->email.key != plan.account->email_key) store::end_links(tx, id, plan.account->email_key, now);
        tx.record({AuditKind::account_imported, id, "", "the old portal's present address and names", ""}, now);
        return id;
    }
    return std::optional<base::AccountId>{};
}

void record_row(store::Transaction& tx, const store::LegacyUser& row, base::Instant now)
{
    store::record_legacy_user(tx, row, now);
    const bool is_linked = row.status == LegacyStatus::linked;
    const auto detail = "old user " + row.portal_id + (row.note.empty() ? "" : ": " + row.note);
    tx.record(
        {is_linked ? AuditKind::legacy_user_linked : AuditKind::account_import_refused, row.account, "", detail, ""},
        now);
}

bool was_linked(store::Database& db, const store::LegacyUser& row)
{
    const auto recorded = store::find_legacy_user(db, row.portal_id);
    return recorded && recorded->account;
}

std::optional<AddressOutcome> carry_out(store::Transaction& tx, const ImportPlan& plan, base::Instant now)
{
    const auto account = make_account(tx, plan, now);
    if (!account) return std::nullopt;

    auto outcome = outcome_of(plan);
    outcome.created = plan.create.has_value();
    outcome.renewed = plan.renew.has_value();
    outcome.has_moved = plan.renew && plan.renew->email.key != plan.account->email_key;
    for (auto row : plan.rows) {
        if (row.status == LegacyStatus::linked && !row.account) row.account = *account;
        if (row.account && !was_linked(tx.db(), row)) ++outcome.users_linked;
        record_row(tx, row, now);
        ++outcome.rows_written;
    }
    return outcome;
}

} // namespace

AddressOutcome import_address(store::Database& db, const std::vector<ImportedUser>& users, base::Instant now)
{
    const auto first = decide(db, users);
    if (!first.changes_something()) return outcome_of(first);

    for (int tries = 0; tries < most_tries; ++tries) {
        // Decided again inside: a resident may have registered or set a password since.
        auto outcome = store::in_transaction(
            db, [&](store::Transaction& tx) { return carry_out(tx, decide(tx.db(), users), now); });
        if (outcome) return *std::move(outcome);
    }
    throw store::DatabaseError{"old user " + users.front().facts.portal_id + ": its account changes all the time"};
}

bool retire_user(store::Database& db, const store::LegacyUser& user, base::Instant now)
{
    auto row = user;
    row.status = LegacyStatus::closed;
    row.note = "no longer in the portal";
    if (user.account || user.status == LegacyStatus::erased || row == user) return false;
    store::in_transaction(db, [&](store::Transaction& tx) { record_row(tx, row, now); });
    return true;
}

} // namespace flow
