#pragma once

#include "flow/staff_acts.hpp"
#include "flow/visit.hpp"

#include <optional>

/// What the pages of the help desk share: who may open them, and in whose name they act.
namespace flow {

/// What to answer instead to whoever is signed in and may not be here; nullopt for a member of staff whose role holds, on one
/// of the networks of staff.networks. To all but members these pages do not exist.
[[nodiscard]] std::optional<http::Response> refuse_non_staff(const Visit& visit);

/// For a visit that refuse_non_staff() let pass.
[[nodiscard]] Desk desk_of(const Visit& visit);

/// Where a page about this account is, for this browser alone: neither an address nor an id is in the log.
[[nodiscard]] std::string staff_account_url(const Visit& visit, const std::string& public_id);

} // namespace flow
