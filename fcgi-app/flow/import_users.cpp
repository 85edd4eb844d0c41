#include "flow/import_users.hpp"

#include "flow/import_address.hpp"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace flow {
namespace {

constexpr std::size_t most_id = 64; ///< characters of the column legacy_user.portal_user_id

/// Which portal users share an address. A million users need about 200 MB.
struct AddressIndex {
    std::unordered_map<std::string, std::vector<std::string>> ids_by_key; ///< in portal order
    std::unordered_set<std::string> ids;
    std::unordered_set<std::string> erased; ///< tombstones: their owners erased their accounts
};

class Import {
public:
    Import(store::Database& db, const ImportOptions& options) : db_{db}, options_{options} {}

    ImportResult run()
    {
        index_addresses();
        // An address that one user gave up may be another's by now, whichever of them comes first.
        while (import_all()) continue;
        retire_users_that_are_gone();
        return std::move(result_);
    }

private:
    void index_addresses();
    [[nodiscard]] bool import_all();
    [[nodiscard]] std::vector<ImportedUser> group_of(const ImportedUser& user) const;
    void retire_users_that_are_gone();
    void add(const AddressOutcome& outcome);

    [[nodiscard]] ImportedUser judged(const store::PortalUser& user) const
    {
        return judge_portal_user(user, options_.now - options_.long_unseen_after);
    }
    void each_portal_user(const std::function<void(const store::PortalUser&)>& use) const;

    store::Database& db_;
    const ImportOptions& options_;
    AddressIndex index_;
    ImportResult result_;
};

void Import::each_portal_user(const std::function<void(const store::PortalUser&)>& use) const
{
    std::optional<std::string> after;
    while (true) {
        const auto users = store::list_portal_users(db_, after, options_.rows_at_once);
        std::ranges::for_each(users, use);
        if (users.size() < options_.rows_at_once) return;
        after = users.back().id;
    }
}

void Import::index_addresses()
{
    const auto erased = store::list_erased_portal_ids(db_);
    index_.erased = {erased.begin(), erased.end()};
    each_portal_user([&](const store::PortalUser& user) {
        if (user.id.empty() || user.id.size() > most_id) {
            throw PortalViewFault{"portal_user has the id \"" + user.id + "\", which is not of 1 to 64 bytes"};
        }
        if (!index_.ids.insert(user.id).second) throw PortalViewFault{"portal_user has the id " + user.id + " twice"};
        if (index_.erased.contains(user.id)) return;
        const auto imported = judged(user);
        if (!imported.obstacle) index_.ids_by_key[imported.address->key].push_back(user.id);
    });
}

/// True when an account got another address, so that a further round may find more to do. Every user moves once at most.
bool Import::import_all()
{
    bool has_moved = false;
    result_.seen = 0;
    result_.by_status.clear();
    result_.findings.clear();
    each_portal_user([&](const store::PortalUser& user) {
        if (index_.erased.contains(user.id)) {
            ++result_.seen;
            ++result_.by_status[store::LegacyStatus::erased];
            return;
        }
        const auto group = group_of(judged(user));
        if (group.empty()) return;
        const auto outcome = import_address(db_, group, options_.now);
        add(outcome);
        has_moved = has_moved || outcome.has_moved;
    });
    return has_moved;
}

/// The users to decide about when this one is met: its whole address when it is the first of it; else none.
std::vector<ImportedUser> Import::group_of(const ImportedUser& user) const
{
    if (!index_.ids.contains(user.facts.portal_id)) return {};
    if (user.obstacle) return {user};
    const auto ids = index_.ids_by_key.find(user.address->key);
    if (ids == index_.ids_by_key.end() || ids->second.front() != user.facts.portal_id) return {};

    std::vector<ImportedUser> group{user};
    std::for_each(ids->second.begin() + 1, ids->second.end(), [&](const std::string& id) {
        const auto other = store::find_portal_user(db_, id);
        if (!other) return;
        auto imported = judged(*other);
        if (!imported.obstacle && imported.address->key == user.address->key) group.push_back(std::move(imported));
    });
    return group;
}

void Import::add(const AddressOutcome& outcome)
{
    result_.accounts_created += outcome.created ? 1 : 0;
    result_.accounts_renewed += outcome.renewed ? 1 : 0;
    result_.users_linked += outcome.users_linked;
    result_.rows_written += outcome.rows_written;
    result_.seen += static_cast<unsigned>(outcome.statuses.size());
    for (const auto status : outcome.statuses) ++result_.by_status[status];
    result_.findings.insert(result_.findings.end(), outcome.findings.begin(), outcome.findings.end());
}

/// An old user who is no longer in the portal must not keep an address waiting for a human.
void Import::retire_users_that_are_gone()
{
    std::string after;
    while (true) {
        const auto users = store::list_legacy_users(db_, after, options_.rows_at_once);
        for (const auto& user : users) {
            if (index_.ids.contains(user.portal_id)) continue;
            ++result_.users_gone;
            if (retire_user(db_, user, options_.now)) ++result_.rows_written;
        }
        if (users.size() < options_.rows_at_once) return;
        after = users.back().portal_id;
    }
}

} // namespace

ImportResult import_users(store::Database& db, const ImportOptions& options)
{
    return Import{db, options}.run();
}

} // namespace flow
