#include "flow/import_decision.hpp"

#include "auth/same_person.hpp"

#include <algorithm>

namespace flow {
namespace {

using store::LegacyStatus;

auth::PersonName name_of_user(const ImportMember& member)
{
    return {member.user.facts.given_name, member.user.facts.family_name};
}

bool is_linked(const ImportMember& member)
{
    return member.recorded && member.recorded->account;
}

/// Since an earlier run the portal gave a linked user another address.
bool has_moved(const ImportMember& member)
{
    return is_linked(member) && member.recorded->email_key != member.user.facts.email_key;
}

/// Whose address and names an account gets: a name in both fields before one in a single field, then who was seen last.
const ImportMember& best_known(const std::vector<ImportMember>& members)
{
    const auto has_both_names = [](const ImportMember& m) {
        return !m.user.facts.given_name.empty() && !m.user.facts.family_name.empty();
    };
    return *std::ranges::max_element(members, [&](const ImportMember& a, const ImportMember& b) {
        return std::pair{has_both_names(a), a.user.last_used} < std::pair{has_both_names(b), b.user.last_used};
    });
}

store::NewAccount account_of(const std::vector<ImportMember>& members)
{
    const auto& best = best_known(members).user;
    return {*best.address, best.facts.given_name, best.facts.family_name, best.facts.language, std::nullopt};
}

bool differs(const store::Account& account, const store::NewAccount& present)
{
    return account.email != present.email.typed || account.email_key != present.email.key ||
           account.given_name != present.given_name || account.family_name != present.family_name ||
           account.language != present.language;
}

/// Builds the plan for one group, member by member.
class GroupDecision {
public:
    explicit GroupDecision(const ImportGroup& group) : group_{group}, key_{group.members.front().user.address->key} {}

    ImportPlan decide()
    {
        const auto account = account_of_group();
        if (account && *account == nullptr) return wait_or_keep(ImportReason::two_accounts);
        if (!account) return names_agree({}) ? create() : wait_or_keep(ImportReason::names_differ);
        plan_.account = **account;
        return join(**account);
    }

private:
    /// Nullopt: there is none. A null pointer: there are several.
    [[nodiscard]] std::optional<const store::Account*> account_of_group() const
    {
        if (group_.linked.size() > 1) return nullptr;
        if (group_.linked.empty()) return group_.at_address ? std::optional{&*group_.at_address} : std::nullopt;
        const auto& linked = group_.linked.front();
        if (group_.at_address && group_.at_address->id != linked.id) return nullptr;
        return &linked;
    }

    [[nodiscard]] bool names_agree(const std::optional<auth::PersonName>& further) const
    {
        std::vector<auth::PersonName> names;
        std::ranges::transform(group_.members, std::back_inserter(names), name_of_user);
        if (further) names.push_back(*further);
        return auth::all_same_person(names);
    }

    ImportPlan create()
    {
        plan_.create = account_of(group_.members);
        for (const auto& member : group_.members)
            link(member, std::nullopt, "its names agree with those of the others");
        return std::move(plan_);
    }

    ImportPlan join(const store::Account& account);
    ImportPlan join_under_its_address(const store::Account& account);
    ImportPlan renew(const store::Account& account);
    ImportPlan wait_or_keep(ImportReason reason, LegacyStatus status = LegacyStatus::shared_address);

    void link(const ImportMember& member, std::optional<base::AccountId> account, const char* note);
    void keep(const ImportMember& member);
    void wait(const ImportMember& member, ImportReason reason, LegacyStatus status);
    void find(const ImportMember& member, ImportReason reason);

    const ImportGroup& group_;
    std::string key_;
    ImportPlan plan_;
};

ImportPlan GroupDecision::join(const store::Account& account)
{
    const bool all_linked = std::ranges::all_of(group_.members, is_linked);
    const auto account_name = auth::PersonName{account.given_name, account.family_name};
    const bool agree = names_agree(all_linked ? std::nullopt : std::optional{account_name});
    const bool is_open = account.state == store::AccountState::active && !account.password_hash;

    if (account.state == store::AccountState::closed) {
        return wait_or_keep(ImportReason::account_closed, LegacyStatus::closed);
    }
    // An address that staff have corrected stays, until the portal has news of its own.
    const bool has_news = account.email_key == key_ || std::ranges::any_of(group_.members, has_moved);
    if (agree && is_open && has_news && group_.holds_all_linked) return renew(account);
    if (!agree && !all_linked) {
        return wait_or_keep(names_agree({}) ? ImportReason::account_name_differs : ImportReason::names_differ);
    }
    if (account.email_key != key_) return wait_or_keep(ImportReason::account_elsewhere);
    return join_under_its_address(account);
}

ImportPlan GroupDecision::join_under_its_address(const store::Account& account)
{
    for (const auto& member : group_.members) {
        link(member, account.id, "its names agree with those of the account of this address");
    }
    return std::move(plan_);
}

ImportPlan GroupDecision::renew(const store::Account& account)
{
    auto present = account_of(group_.members);
    if (!present.language) present.language = account.language;
    if (differs(account, present)) plan_.renew = present;
    return join_under_its_address(account);
}

ImportPlan GroupDecision::wait_or_keep(ImportReason reason, LegacyStatus status)
{
    for (const auto& member : group_.members) {
        if (!is_linked(member))
            wait(member, reason, status);
        else
            keep(member);
    }
    return std::move(plan_);
}

void GroupDecision::link(const ImportMember& member, std::optional<base::AccountId> account, const char* note)
{
    auto row = member.user.facts;
    row.status = LegacyStatus::linked;
    row.account = account;
    // Why it was linked once is kept, however the group looks today.
    if (is_linked(member))
        row.note = member.recorded->note;
    else
        row.note = group_.members.size() > 1 || account ? note : "";
    if (row != member.recorded) plan_.rows.push_back(std::move(row));
    plan_.outcomes.push_back(LegacyStatus::linked);
}

/// What was linked once is never taken away here, and its row holds the address that was taken over last.
void GroupDecision::keep(const ImportMember& member)
{
    if (has_moved(member)) {
        find(member, group_.at_address ? ImportReason::two_accounts : ImportReason::address_changed);
    }
    plan_.outcomes.push_back(LegacyStatus::linked);
}

void GroupDecision::wait(const ImportMember& member, ImportReason reason, LegacyStatus status)
{
    auto row = member.user.facts;
    row.status = status;
    row.note = sentence_of(reason);
    if (row != member.recorded) plan_.rows.push_back(std::move(row));
    plan_.outcomes.push_back(status);
    find(member, reason);
}

void GroupDecision::find(const ImportMember& member, ImportReason reason)
{
    const auto& facts = member.user.facts;
    plan_.findings.push_back({facts.portal_id, facts.old_name, facts.email.value_or(""), reason});
}

} // namespace

ImportPlan decide_group(const ImportGroup& group)
{
    return GroupDecision{group}.decide();
}

} // namespace flow
