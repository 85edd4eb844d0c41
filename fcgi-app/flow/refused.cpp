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
    store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        tx.record(
            {.kind = kind,
             .account = account,
             .client_network = network(visit),
             .detail = detail,
             .reference = visit.request.reference},
            visit.now());
    });
}

} // namespace flow
