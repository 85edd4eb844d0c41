#include "flow/erase_accounts.hpp"

#include "base/time.hpp"
#include "flow/fails_alone.hpp"
#include "store/erasure.hpp"

namespace flow {

int erase_accounts(store::Database& db)
{
    constexpr unsigned at_once = 10;
    const auto now = base::now();
    int erased = 0;
    for (const auto& account : store::list_accounts_to_erase(db, at_once, now)) {
        fails_alone("erasure", [&] {
            const auto erase = [&](store::Transaction& tx) { return store::erase_account(tx, account, now); };
            if (store::in_transaction(db, erase)) ++erased;
        });
    }
    return erased;
}

} // namespace flow
