#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace alike {

/// What an address is to the service. `unknown_again` is measured like `unknown` and differs from it in nothing: what lies
/// between these two is the unrest of the machine and the network.
enum class Kind { unknown, unknown_again, known, without_password, locked, closed };

[[nodiscard]] std::string_view name_of(Kind kind); ///< in words, for the report

/// Addresses of one kind, each as often tried as those at the same place in every other group.
struct Group {
    Kind kind;
    std::vector<std::string> addresses;
};

/// The groups to compare: those given that are not empty, behind two groups of made-up addresses at `domain`, which nobody
/// may have. All groups are as long as the shortest of those given, at most most_addresses.
///
/// A made-up address is the same in each run with the same addresses: what was tried today then counts alike for it and for
/// those that it stands beside. Expects at least one group that is not empty.
[[nodiscard]] std::vector<Group> groups_to_compare(const std::vector<Group>& given, const std::string& domain);

constexpr std::size_t most_addresses = 10;

} // namespace alike
