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

/// Its owner has set or used a password here.
bool is_owned(const store::Account& account)
{
    return account.was_used || (account.password_hash && !auth::is_imported_hash(*account.password_hash));
}

/// Builds the plan for one group, member by member.
class GroupDecision {
public:
    explicit GroupDecision(const ImportGroup& group) : group_{group}, key_{group.members.front().user.address->key} {}

    ImportPlan decide()
    {
        const auto account = account_of_group();
        if (account && *account == nullptr) return wait_or_keep(ImportReason::two_accounts);
        if (!account && !names_agree({})) return wait_or_keep(ImportReason::names_differ);
        if (!account && !group_.reserved_for.empty()) return wait_or_keep(ImportReason::address_reserved);
        if (!account) return create();
        plan_.account = **account; // for renew() and keep()
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

    /// Whoever gave the address up and may take it back is somebody else.
    [[nodiscard]] bool is_reserved_from(const store::Account& account) const
    {
        return account.email_key != key_ &&
               std::ranges::any_of(group_.reserved_for, [&](base::AccountId id) { return id != account.id; });
    }

    ImportPlan create()
    {
        plan_.create = account_of(group_.members);
        plan_password(nullptr);
        for (const auto& member : group_.members)
            link(member, std::nullopt, "its names agree with those of the others");
        return std::move(plan_);
    }

    ImportPlan join(const store::Account& account);
    ImportPlan join_under_its_address(const store::Account& account);
    ImportPlan renew(const store::Account& account);
    ImportPlan wait_or_keep(ImportReason reason, LegacyStatus status = LegacyStatus::shared_address);
    void plan_password(const store::Account* account);
    void find_what_differs(const store::Account& account);

    void link(const ImportMember& member, std::optional<base::AccountId> account, const char* note);
    void keep(const ImportMember& member, ImportReason reason);
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
    const bool is_open = is_still_the_portals(account);

    if (account.state == store::AccountState::closed) {
        return wait_or_keep(ImportReason::account_closed, LegacyStatus::closed);
    }
    // An address that staff have corrected stays, until the portal has news of its own.
    const bool has_news = account.email_key == key_ || std::ranges::any_of(group_.members, has_moved);
    if (agree && is_open && has_news && group_.holds_all_linked)
        return is_reserved_from(account) ? wait_or_keep(ImportReason::address_reserved) : renew(account);
    if (!agree && !all_linked) {
        return wait_or_keep(names_agree({}) ? ImportReason::account_name_differs : ImportReason::names_differ);
    }
    if (account.email_key != key_) return wait_or_keep(ImportReason::account_elsewhere);
    if (agree && is_open) plan_password(&account);
    return join_under_its_address(account);
}

ImportPlan GroupDecision::join_under_its_address(const store::Account& account)
{
    for (const auto& member : group_.members) {
        link(member, account.id, "its names agree with those of the account of this address");
    }
    if (is_owned(account)) find_what_differs(account);
    return std::move(plan_);
}

/// What the resident has set differs from what the portal says: never applied, and told until one of them is changed.
void GroupDecision::find_what_differs(const store::Account& account)
{
    const auto& portal = best_known(group_.members).user;
    const auto& facts = portal.facts;
    const bool same = account.given_name == facts.given_name && account.family_name == facts.family_name;
    const bool name =
        !same && !auth::same_person({account.given_name, account.family_name}, {facts.given_name, facts.family_name});
    const bool language = account.language && facts.language && account.language != facts.language;
    if (name && language) plan_.findings.push_back({portal.position, ImportReason::name_and_language_kept});
    if (name && !language) plan_.findings.push_back({portal.position, ImportReason::name_kept});
    if (!name && language) plan_.findings.push_back({portal.position, ImportReason::language_kept});
}

/// Of several old users the password of the one who was seen last. One that came along before stays while it is the same.
void GroupDecision::plan_password(const store::Account* account)
{
    const auto& newest = *std::ranges::max_element(group_.members, {}, [](const ImportMember& member) {
        return std::pair{member.user.password.has_value(), member.user.last_used};
    });
    const auto& password = newest.user.password;
    if (!password) return;
    if (const auto* fault = std::get_if<auth::OldHashFault>(&password->hash)) {
        const bool unreadable = *fault == auth::OldHashFault::unreadable;
        return find(newest, unreadable ? ImportReason::hash_unreadable : ImportReason::hash_too_costly);
    }
    const auto stored =
        account && account->password_hash ? auth::read_imported_hash(*account->password_hash) : std::nullopt;
    if (stored && std::ranges::find(password->marks, stored->mark) != password->marks.end()) return;
    plan_.password = PasswordPlan{newest.user.position, std::get<auth::OldHash>(password->hash), password->marks.at(0)};
}

ImportPlan GroupDecision::renew(const store::Account& account)
{
    plan_password(&account);
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
            keep(member, reason);
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
void GroupDecision::keep(const ImportMember& member, ImportReason reason)
{
    const bool is_elsewhere = plan_.account && is_owned(*plan_.account) && plan_.account->email_key != key_;
    if (reason == ImportReason::address_reserved || reason == ImportReason::two_accounts)
        find(member, reason);
    else if (has_moved(member))
        find(member, group_.at_address ? ImportReason::two_accounts : ImportReason::address_changed);
    else if (is_elsewhere)
        find(member, ImportReason::address_kept);
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
    plan_.findings.push_back({member.user.position, reason});
}

} // namespace

ImportPlan decide_group(const ImportGroup& group)
{
    return GroupDecision{group}.decide();
}

} // namespace flow
