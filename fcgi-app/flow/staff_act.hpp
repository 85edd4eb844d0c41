#pragma once

#include "flow/problem.hpp"
#include "store/account_facts.hpp"

#include <string>
#include <string_view>
#include <vector>

/// /Account/Staff/Act: one act of the help desk on one account, with its reason.
namespace flow {

[[nodiscard]] http::Response show_staff_act(const Visit& visit);
[[nodiscard]] http::Response post_staff_act(const Visit& visit);
[[nodiscard]] http::Response staff_act_again(const Visit& visit, Problem problem);

/// The acts that make sense for this account now, by name: "send_link". None on one's own account or another member's.
[[nodiscard]] std::vector<std::string> acts_for(const Visit& visit, const store::AccountFacts& facts);

[[nodiscard]] std::string staff_act_url(const Visit& visit, const std::string& public_id, const std::string& act);

/// The key of what the account's page says after an act; lives for ever.
[[nodiscard]] std::string_view result_key(const std::string& act);

} // namespace flow
