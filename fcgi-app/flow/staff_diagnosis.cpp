#include "flow/staff_diagnosis.hpp"

#include "auth/imported_hash.hpp"
#include "auth/retired_hash.hpp"
#include "flow/old_hashes.hpp"
#include "store/dormancy.hpp"

#include <algorithm>
#include <array>

namespace flow {
namespace {

constexpr std::array<std::string_view, 21> names{"deceased",           "disputed",    "locked",        "closed",
                                                 "password_shut",      "device_shut", "throttled",     "change_waits",
                                                 "change_unconfirmed", "dormant",     "mails_stopped", "bounced",
                                                 "mail_refused",       "mail_waits",  "no_password",   "old_password",
                                                 "old_password_ended", "retired",     "link_open",     "link_expired",
                                                 "nothing_wrong"};

void look_at_state(const store::Account& account, std::vector<Diagnosis>& found)
{
    if (account.state == store::AccountState::closed) found.push_back({Why::closed, account.erase_at});
    if (account.state != store::AccountState::locked) return;
    if (account.state_reason == store::StateReason::deceased)
        found.push_back({Why::deceased});
    else
        found.push_back({store::is_disputed(account) ? Why::disputed : Why::locked});
}

/// A notice that is too old to close the account by says nothing any more.
void look_at_dormancy(const store::AccountFacts& facts, base::Instant now, std::vector<Diagnosis>& found)
{
    if (!facts.dormancy_told_at || facts.account.state != store::AccountState::active) return;
    const auto end = *facts.dormancy_told_at + store::dormancy_notice;
    if (now < end + store::dormancy_notice_holds) found.push_back({Why::dormant, end});
}

/// The newest row that led, or is to lead, to a mail.
void look_at_mails(const store::AccountFacts& facts, std::vector<Diagnosis>& found)
{
    const auto newest = std::ranges::find_if(
        facts.mails, [](const store::MailFact& mail) { return mail.state != store::MailState::not_sent; });
    if (newest == facts.mails.end()) return;
    if (newest->state == store::MailState::dead)
        found.push_back({Why::mail_refused, newest->finished_at, newest->reply});
    // Without a reply it is on its way at this moment.
    if (newest->state == store::MailState::queued && !newest->reply.empty())
        found.push_back({Why::mail_waits, newest->next_try_at, newest->reply});
}

void look_at_links(const store::AccountFacts& facts, base::Instant now, std::vector<Diagnosis>& found)
{
    const auto newest = std::ranges::find(facts.links, store::LinkPurpose::set_password, &store::LinkFact::purpose);
    if (newest == facts.links.end() || newest->used_at || newest->ended_at) return;
    found.push_back({newest->expires_at > now ? Why::link_open : Why::link_expired, newest->expires_at});
}

} // namespace

std::vector<Diagnosis>
diagnose(const store::AccountFacts& facts, const base::ImportSettings& importing, base::Instant now)
{
    std::vector<Diagnosis> found;
    look_at_state(facts.account, found);
    if (facts.failures.password_is_shut) found.push_back({Why::password_shut});
    if (facts.failures.device_is_shut) found.push_back({Why::device_shut});
    if (facts.failures.not_before) found.push_back({Why::throttled, facts.failures.not_before});
    if (facts.waiting)
        found.push_back(
            {store::is_disputed(facts.account) && facts.waiting->confirmed_by.empty() ? Why::change_unconfirmed
                                                                                      : Why::change_waits,
             facts.waiting->what.due_at});
    look_at_dormancy(facts, now, found);
    if (facts.account.mail_stopped) found.push_back({Why::mails_stopped, facts.mail_stopped_at});
    if (facts.bounce)
        found.push_back({Why::bounced, facts.bounce->at, facts.bounce->reply});
    else
        look_at_mails(facts, found);
    const auto& hash = facts.account.password_hash;
    if (!hash) found.push_back({Why::no_password});
    if (hash && auth::is_imported_hash(*hash))
        found.push_back({old_passwords_hold(importing, now) ? Why::old_password : Why::old_password_ended});
    if (auth::retired_hash(facts.account.password_hash)) found.push_back({Why::retired});
    look_at_links(facts, now, found);
    const bool is_fine = std::ranges::all_of(found, [](const Diagnosis& each) {
        return each.why == Why::link_open || each.why == Why::link_expired || each.why == Why::change_waits ||
               each.why == Why::dormant || each.why == Why::old_password;
    });
    if (is_fine) found.push_back({Why::nothing_wrong, facts.last_sign_in});
    return found;
}

std::string_view name(Why why)
{
    return names.at(static_cast<std::size_t>(why));
}

} // namespace flow
