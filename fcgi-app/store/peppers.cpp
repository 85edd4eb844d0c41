#include "store/peppers.hpp"

namespace store {

std::uint64_t count_hashes_with_pepper(Database& db, const std::string& name)
{
    return static_cast<std::uint64_t>(find_one(
                                          db, [](const Row& row) { return row.integer(0); },
                                          "SELECT (SELECT COUNT(*) FROM account WHERE password_hash LIKE"
                                          " CONCAT('$pepper$', ?, '$%')) + (SELECT COUNT(*) FROM email_change WHERE"
                                          " old_password_hash LIKE CONCAT('$pepper$', ?, '$%'))",
                                          name, name)
                                          .value());
}

} // namespace store
