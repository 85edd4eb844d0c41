#include "flow/import_writing.hpp"

#include "store/import_accounts.hpp"
#include "store/link_tokens.hpp"

namespace flow {
namespace {

using store::AuditKind;
using store::LegacyStatus;

class Writing {
public:
    Writing(
        store::Transaction& tx, std::vector<DecidedGroup> groups, const ReadyPasswords& passwords, base::Instant now)
        : tx_{tx}, now_{now}, passwords_{passwords}, groups_{std::move(groups)}
    {
    }

    WrittenGroups write()
    {
        create_accounts();
        for (std::size_t i = 0; i < groups_.size(); ++i) {
            if (take_account(i))
                write_group(i);
            else
                result_.left.push_back(i);
        }
        store::take_turns(tx_, joined_);
        store::record_legacy_users(tx_, rows_, now_);
        tx_.record_all(events_, now_);
        return std::move(result_);
    }

private:
    void create_accounts();
    [[nodiscard]] bool take_account(std::size_t i);
    [[nodiscard]] bool renew(std::size_t i);
    void import_password(ImportPlan& plan, base::AccountId account);
    void write_group(std::size_t i);
    void write_rows(const ImportPlan& plan, const std::optional<base::AccountId>& account);
    void record(AuditKind kind, const std::optional<base::AccountId>& account, std::string detail);

    [[nodiscard]] std::optional<std::string> ready_password(const ImportPlan& plan) const
    {
        if (!plan.password) return std::nullopt;
        const auto found = passwords_.find(plan.password->position);
        return found == passwords_.end() ? std::nullopt : std::optional{found->second};
    }

    store::Transaction& tx_;
    base::Instant now_;
    const ReadyPasswords& passwords_;
    std::vector<DecidedGroup> groups_;
    std::map<std::size_t, std::optional<base::AccountId>> accounts_{}; ///< of each group, where it has one
    std::vector<base::AccountId> joined_{}; ///< accounts that were there before and get another old user
    std::vector<store::LegacyUser> rows_{};
    std::vector<store::AuditEvent> events_{};
    WrittenGroups result_{};
};

void Writing::create_accounts()
{
    std::vector<store::NewAccount> wanted;
    std::vector<std::size_t> wanted_by;
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        const auto& plan = groups_[i].plan;
        if (!plan.create) continue;
        wanted.push_back(*plan.create);
        wanted.back().password_hash = ready_password(plan);
        wanted_by.push_back(i);
    }
    const auto made = store::create_accounts(tx_, wanted, now_);
    for (std::size_t i = 0; i < made.size(); ++i) accounts_[wanted_by[i]] = made[i];
}

/// False when somebody else was faster and the decision no longer holds. Then nothing has been written for the group.
bool Writing::take_account(std::size_t i)
{
    const auto& plan = groups_[i].plan;
    if (plan.create) return accounts_[i].has_value();
    if (plan.renew && !renew(i)) return false;
    if (plan.account) accounts_[i] = plan.account->id;
    return true;
}

bool Writing::renew(std::size_t i)
{
    const auto& plan = groups_[i].plan;
    const auto& account = plan.account.value();
    if (!store::renew_imported_account(tx_, account, *plan.renew, now_)) return false;
    if (moves(plan)) store::end_links(tx_, account.id, account.email_key, now_);
    record(AuditKind::account_imported, account.id, "the old portal's present address and names");
    return true;
}

void Writing::import_password(ImportPlan& plan, base::AccountId account)
{
    const auto hash = ready_password(plan);
    const bool is_in = hash && (plan.create || store::import_password(tx_, account, *hash, now_));
    if (is_in)
        record(AuditKind::password_imported, account, "");
    else
        plan.password.reset(); // its owner has set one meanwhile, or it waits for the next run
}

void Writing::write_group(std::size_t i)
{
    auto& plan = groups_[i].plan;
    const auto account = accounts_[i];
    if (plan.create) record(AuditKind::account_imported, account, "from the old portal");
    if (plan.password) import_password(plan, account.value());
    write_rows(plan, account);
    add(result_.outcome, groups_[i]);
}

void Writing::write_rows(const ImportPlan& plan, const std::optional<base::AccountId>& account)
{
    for (auto row : plan.rows) {
        const bool is_linked = row.status == LegacyStatus::linked;
        if (is_linked && !row.account) row.account = account;
        if (is_linked && row.account && !plan.create) joined_.push_back(*row.account);
        record(
            is_linked ? AuditKind::legacy_user_linked : AuditKind::account_import_refused, row.account,
            "old user " + row.portal_id + (row.note.empty() ? "" : ": " + row.note));
        rows_.push_back(std::move(row));
    }
}

void Writing::record(AuditKind kind, const std::optional<base::AccountId>& account, std::string detail)
{
    events_.push_back(
        {.kind = kind, .account = account, .client_network = "", .detail = std::move(detail), .reference = ""});
}

} // namespace

WrittenGroups write_groups(
    store::Transaction& tx, std::vector<DecidedGroup> groups, const ReadyPasswords& passwords, base::Instant now)
{
    return Writing{tx, std::move(groups), passwords, now}.write();
}

} // namespace flow
