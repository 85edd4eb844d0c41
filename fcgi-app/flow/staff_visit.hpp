#pragma once

#include "flow/staff_acts.hpp"
#include "flow/step.hpp"
#include "flow/visit.hpp"

#include <optional>

/// What the pages of the help desk share: who may open them, and in whose name they act.
namespace flow {

/// What to answer instead to whoever is signed in and may not be here; nullopt for a member of staff whose role holds, on one
/// of the networks of staff.networks. To all but members these pages do not exist.
[[nodiscard]] std::optional<http::Response> refuse_non_staff(const Visit& visit);

/// For a visit that refuse_non_staff() let pass.
[[nodiscard]] Desk desk_of(const Visit& visit);

/// Whose account it is about, and which act, is bound to the member's own account instead of the browser: when the quarter of
/// an hour or the session ends in the middle of the work, the member gives the password and goes on at the same place. What was
/// looked for, and what was done, ends with the session: opening it once more would leave nothing in the trail, or tell wrong.
[[nodiscard]] std::string staff_step_url(const Visit& visit, std::string_view path, const Step& step);
[[nodiscard]] std::string sealed_staff_step(const Visit& visit, const Step& step);

/// Nullopt for what was not made for this page and this member.
[[nodiscard]] std::optional<Step> open_staff_step(const Visit& visit, const std::optional<std::string>& sealed);

/// The step in the query.
[[nodiscard]] std::optional<Step> find_staff_step(const Visit& visit);

/// Where a page about this account is, for this member alone: neither an address nor an id is in the log.
[[nodiscard]] std::string staff_account_url(const Visit& visit, const std::string& public_id);

} // namespace flow
