#include "alike/group.hpp"

#include "auth/secret.hpp"

#include <algorithm>

namespace alike {
namespace {

/// Looks like nobody's name, and is no secret.
std::string made_up(const std::string& beside, std::string_view use, const std::string& domain)
{
    constexpr std::size_t length = 12;
    const auto digest = auth::digest(std::string{use} + '\n' + beside);
    return "koe." + auth::base32(auth::bytes_of(digest)).substr(0, length) + '@' + domain;
}

Group made_up_group(Kind kind, const Group& beside, const std::string& domain)
{
    Group group{kind, {}};
    for (const auto& address : beside.addresses) group.addresses.push_back(made_up(address, name_of(kind), domain));
    return group;
}

} // namespace

std::string_view name_of(Kind kind)
{
    switch (kind) {
    case Kind::unknown:
        return "unknown";
    case Kind::unknown_again:
        return "unknown, once more";
    case Kind::known:
        return "known";
    case Kind::without_password:
        return "without password";
    case Kind::locked:
        return "locked";
    case Kind::closed:
        break;
    }
    return "closed";
}

std::vector<Group> groups_to_compare(const std::vector<Group>& given, const std::string& domain)
{
    std::vector<Group> groups;
    std::ranges::copy_if(given, std::back_inserter(groups), [](const Group& each) { return !each.addresses.empty(); });
    std::size_t shortest = most_addresses;
    for (const auto& group : groups) shortest = std::min(shortest, group.addresses.size());
    for (auto& group : groups) group.addresses.resize(shortest);
    const auto beside = groups.at(0);
    groups.insert(groups.begin(), made_up_group(Kind::unknown_again, beside, domain));
    groups.insert(groups.begin(), made_up_group(Kind::unknown, beside, domain));
    return groups;
}

} // namespace alike
