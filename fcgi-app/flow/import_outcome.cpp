#include "flow/import_outcome.hpp"

#include <algorithm>

namespace flow {
namespace {

using store::LegacyStatus;

bool was_linked(const ImportGroup& group, const std::string& portal_id)
{
    return std::ranges::any_of(group.members, [&](const ImportMember& member) {
        return member.user.facts.portal_id == portal_id && member.recorded && member.recorded->account;
    });
}

} // namespace

bool moves(const ImportPlan& plan)
{
    return plan.renew && plan.renew->email.key != plan.account->email_key;
}

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

} // namespace flow
