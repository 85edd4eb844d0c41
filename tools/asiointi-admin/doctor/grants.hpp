#pragma once

#include "base/settings.hpp"
#include "store/inspection.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace doctor {

/// What sql/grants.sql gives, by its own text, so that there is no second list: for each of "@pages_user",
/// "@background_user" and "@admin_user" the rights on relations of our database ("*" for all of them).
using Grants = std::map<std::string, std::set<store::Right>, std::less<>>;

/// database  its name, as in database.name. Throws std::runtime_error when the text has another form than expected.
[[nodiscard]] Grants read_grants(std::string_view text, const std::string& database);

/// How what a user may do differs from what it should be allowed to do.
struct RightsGap {
    std::vector<std::string> missing;  ///< "UPDATE on account"
    std::vector<std::string> too_many; ///< "DELETE on account", "SELECT on another.*"
};
[[nodiscard]] RightsGap compare_rights(
    const std::set<store::Right>& wanted, const std::vector<store::Right>& given, const std::string& database);

} // namespace doctor
