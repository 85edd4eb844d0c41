#include "flow/staff_sessions.hpp"

#include "flow/staff_record.hpp"
#include "store/sessions.hpp"

namespace flow {

ActOutcome end_sessions(const Desk& desk, const store::Account& account, const std::string& reason)
{
    if (const auto refusal = refuse_act(desk, account)) return *refusal;
    return store::in_transaction(desk.db, [&](store::Transaction& tx) {
        if (store::end_sessions(tx, account.id, std::nullopt, desk.now) == 0) return ActOutcome::nothing_to_do;
        tx.record(staff_event(desk, store::AuditKind::sign_out_everywhere, account.id, "", reason), desk.now);
        return ActOutcome::done;
    });
}

} // namespace flow
