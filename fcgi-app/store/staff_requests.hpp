#pragma once

#include "base/account_id.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What residents ask staff to do, because software must not decide it.
namespace store {

/// Stored; never renumber.
enum class StaffRequestKind : std::uint8_t {
    add_old_user = 1, ///< an old user name is theirs, too
};

constexpr std::size_t max_request_message = 1000; ///< code points

struct NewStaffRequest {
    base::AccountId account;
    StaffRequestKind kind;
    std::string subject; ///< the old user name; at most 255 code points
    std::string message; ///< as the resident wrote it; at most max_request_message
};

/// Call it in the transaction that records the event.
void add_staff_request(Transaction& tx, const NewStaffRequest& request, base::Instant now);

/// How many an account has sent since `since`.
[[nodiscard]] unsigned count_staff_requests(Database& db, base::AccountId account, base::Instant since);

struct StaffRequest {
    std::uint64_t id;
    base::Instant created_at;
    StaffRequestKind kind;
    std::string public_id; ///< of the account
    std::string email;     ///< of the account
    std::string name;      ///< of the account
    std::string subject;
    std::string message;
};

/// Up to `most` of those that wait, the oldest in front.
[[nodiscard]] std::vector<StaffRequest> list_staff_requests(Database& db, unsigned most);

/// Ends a request; whose it was. Nullopt, and nothing changed, when there is no such request or it was done already.
[[nodiscard]] std::optional<base::AccountId> finish_staff_request(Transaction& tx, std::uint64_t id, base::Instant now);

/// Ends all that an account has asked for; how many.
[[nodiscard]] int finish_staff_requests_of(Transaction& tx, base::AccountId account, base::Instant now);
[[nodiscard]] unsigned count_open_staff_requests(Database& db, base::AccountId account);

} // namespace store
