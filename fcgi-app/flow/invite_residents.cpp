#include "flow/invite_residents.hpp"

#include "store/invitations.hpp"

#include <algorithm>
#include <span>

namespace flow {
namespace {

constexpr unsigned at_once = 500; ///< in one transaction
constexpr unsigned page = 20'000; ///< accounts that are looked for together: the search costs as much for a few

/// The first time that is free: behind the last invitation that waits.
base::Instant next_turn(store::Database& db, unsigned per_minute, base::Instant now)
{
    const auto last = store::last_invitation_due(db);
    return last ? std::max(now, *last + time_needed(1, per_minute)) : now;
}

void record(store::Transaction& tx, const std::string& what, const std::string& actor, base::Instant now)
{
    tx.record(
        {.kind = store::AuditKind::invited,
         .account = std::nullopt,
         .client_network = "",
         .detail = what,
         .reference = "",
         .actor = actor},
        now);
}

void add(InviteResult& all, const InviteResult& batch)
{
    if (batch.invited == 0) return;
    if (all.invited == 0) all.first_due = batch.first_due;
    all.last_due = batch.last_due;
    all.invited += batch.invited;
}

InviteResult invite_batch(
    store::Transaction& tx, std::span<const base::AccountId> accounts, const InviteOptions& options, base::Instant now)
{
    const auto begin = next_turn(tx.db(), options.per_minute, now);
    InviteResult result{.invited = 0, .first_due = begin, .last_due = begin};
    for (const auto account : accounts) {
        const auto due = begin + std::chrono::seconds{std::int64_t{result.invited} * 60 / options.per_minute};
        const store::NewInvitation invitation{account, options.wave, options.per_minute, due};
        if (!store::invite(tx, invitation, now)) continue;
        ++result.invited;
        result.last_due = due;
    }
    record(tx, "wave " + options.wave + ": " + std::to_string(result.invited) + " queued", options.actor, now);
    return result;
}

} // namespace

std::chrono::seconds time_needed(unsigned mails, unsigned per_minute)
{
    return std::chrono::seconds{(std::int64_t{mails} * 60 + per_minute - 1) / per_minute};
}

unsigned count_invitable(store::Database& db, bool old_passwords_hold, unsigned most)
{
    unsigned count = 0;
    base::AccountId after{0};
    while (count < most) {
        const auto accounts = store::list_invitable(db, old_passwords_hold, after, std::min(page, most - count));
        if (accounts.empty()) break;
        count += static_cast<unsigned>(accounts.size());
        after = accounts.back();
    }
    return count;
}

InviteResult invite_residents(store::Database& db, const InviteOptions& options, base::Instant now)
{
    InviteResult all;
    base::AccountId after{0};
    while (all.invited < options.most) {
        const auto accounts =
            store::list_invitable(db, options.old_passwords_hold, after, std::min(page, options.most - all.invited));
        if (accounts.empty()) break;
        after = accounts.back();
        for (std::span<const base::AccountId> rest{accounts}; !rest.empty();) {
            const auto batch = rest.first(std::min<std::size_t>(at_once, rest.size()));
            rest = rest.subspan(batch.size());
            add(all, store::in_transaction(
                         db, [&](store::Transaction& tx) { return invite_batch(tx, batch, options, now); }));
        }
    }
    return all;
}

unsigned cancel_wave(store::Database& db, const std::string& wave, const std::string& actor, base::Instant now)
{
    unsigned cancelled = 0;
    while (true) {
        const auto batch = store::in_transaction(db, [&](store::Transaction& tx) {
            const auto count = store::cancel_invitations(tx, wave, at_once);
            if (count > 0) record(tx, "wave " + wave + ": " + std::to_string(count) + " taken back", actor, now);
            return count;
        });
        if (batch == 0) return cancelled;
        cancelled += batch;
    }
}

} // namespace flow
