#include "flow/erase_accounts.hpp"

#include "base/time.hpp"
#include "store/erasure.hpp"

namespace flow {

int erase_accounts(store::Database& db)
{
    constexpr unsigned at_once = 10;
    const auto now = base::now();
    int erased = 0;
    for (const auto& account : store::list_accounts_to_erase(db, at_once, now)) {
        const bool is_erased =
            store::in_transaction(db, [&](store::Transaction& tx) { return store::erase_account(tx, account, now); });
        if (!is_erased) continue;
        ++erased;
    }
    return erased;
}

} // namespace flow
