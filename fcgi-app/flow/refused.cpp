#include "flow/refused.hpp"

#include "base/log.hpp"
#include "store/activity.hpp"

namespace flow {

void note_refused(const Visit& visit, store::AuditKind kind, base::AccountId account, const std::string& detail)
{
    constexpr std::chrono::minutes once_in{1};
    if (store::has_event(visit.app.db, account, kind, visit.now() - once_in)) {
        base::log(
            base::LogLevel::warning, "refused_again", {{"kind", static_cast<int>(kind)}, {"network", network(visit)}});
        return;
    }
    store::in_transaction(visit.app.db, [&](store::Transaction& tx) { record(tx, visit, kind, account, detail); });
}

} // namespace flow
