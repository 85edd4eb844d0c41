#include "flow/import_groups.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace flow {
namespace {

/// What the database holds about all groups.
struct OnRecord {
    std::unordered_map<std::string, store::LegacyUser> users;   ///< by portal id
    std::map<base::AccountId, store::Account> accounts;         ///< that any of them is linked to
    std::unordered_map<std::string, store::Account> at_address; ///< by canonical address
    std::multimap<base::AccountId, std::string> portal_ids;     ///< that lead to these accounts
    std::multimap<std::string, base::AccountId> reserved_for;   ///< by canonical address: who may take it back
};

std::vector<base::AccountId> linked_accounts(const OnRecord& on_record)
{
    std::vector<base::AccountId> ids;
    for (const auto& [id, user] : on_record.users)
        if (user.account) ids.push_back(*user.account);
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end()); // clang 14 cannot read std::ranges::unique
    return ids;
}

/// Old users first, then accounts: in the order in which residents' own transactions lock them (store/old_users.cpp).
OnRecord look_up(store::Database& db, const std::vector<ImportUsers>& groups, store::RowLock lock, base::Instant now)
{
    std::vector<std::string> ids;
    std::vector<std::string> addresses;
    for (const auto& users : groups) {
        for (const auto& user : users) ids.push_back(user.facts.portal_id);
        if (users.front().address) addresses.push_back(users.front().address->key);
    }
    OnRecord found;
    for (auto& user : store::list_legacy_users(db, ids, lock)) found.users.emplace(user.portal_id, std::move(user));
    const auto accounts = linked_accounts(found);
    for (auto& account : store::list_accounts(db, accounts, lock))
        found.accounts.emplace(account.id, std::move(account));
    for (auto& account : store::list_accounts_by_email(db, addresses, lock))
        found.at_address.emplace(account.email_key, std::move(account));
    for (auto& [account, id] : store::list_portal_ids_of(db, accounts))
        found.portal_ids.emplace(account, std::move(id));
    for (auto& [address, account] : store::list_reservations(db, addresses, now))
        found.reserved_for.emplace(std::move(address), account);
    return found;
}

template <class Map>
auto find(const Map& map, const typename Map::key_type& key)
{
    const auto found = map.find(key);
    return found == map.end() ? std::nullopt : std::optional{found->second};
}

bool leads_to(const std::vector<store::Account>& accounts, base::AccountId id)
{
    return std::ranges::any_of(accounts, [&](const store::Account& account) { return account.id == id; });
}

/// True when no further old user leads to one of the accounts.
bool hold_all(const ImportUsers& users, const std::vector<store::Account>& linked, const OnRecord& on_record)
{
    std::unordered_set<std::string> ids;
    for (const auto& user : users) ids.insert(user.facts.portal_id);
    return std::ranges::all_of(linked, [&](const store::Account& account) {
        const auto [first, last] = on_record.portal_ids.equal_range(account.id);
        return std::all_of(first, last, [&](const auto& each) { return ids.contains(each.second); });
    });
}

ImportGroup group_of(const ImportUsers& users, const OnRecord& on_record)
{
    ImportGroup group;
    for (const auto& user : users) {
        auto recorded = find(on_record.users, user.facts.portal_id);
        if (recorded && recorded->status == store::LegacyStatus::erased) {
            ++group.erased;
            continue;
        }
        if (recorded && recorded->account && !leads_to(group.linked, *recorded->account)) {
            if (auto account = find(on_record.accounts, *recorded->account))
                group.linked.push_back(*std::move(account));
        }
        group.members.push_back({user, std::move(recorded)});
    }
    if (const auto& address = users.front().address) {
        group.at_address = find(on_record.at_address, address->key);
        const auto [first, last] = on_record.reserved_for.equal_range(address->key);
        std::transform(
            first, last, std::back_inserter(group.reserved_for), [](const auto& each) { return each.second; });
    }
    group.holds_all_linked = hold_all(users, group.linked, on_record);
    return group;
}

} // namespace

std::vector<DecidedGroup>
decide_groups(store::Database& db, const std::vector<ImportUsers>& groups, store::RowLock lock, base::Instant now)
{
    const auto on_record = look_up(db, groups, lock, now);
    std::vector<DecidedGroup> decided;
    for (const auto& users : groups) {
        auto group = group_of(users, on_record);
        auto plan = decide(group);
        decided.push_back({std::move(group), std::move(plan)});
    }
    return decided;
}

} // namespace flow
