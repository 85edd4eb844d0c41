#include "store/retired_password.hpp"

#include "store/statements.hpp"

namespace store {

bool retire_password(Transaction& tx, base::AccountId id, std::uint32_t expected_generation, base::Instant now)
{
    const int changed = execute(
        tx.db(),
        "UPDATE account SET password_hash = CONCAT('$retired$', password_hash),"
        " password_generation = password_generation + 1, updated_at = ?"
        " WHERE id = ? AND password_generation = ? AND password_hash NOT LIKE '$retired$%'",
        now, id, expected_generation);
    return changed == 1; // NULL is LIKE nothing
}

} // namespace store
