#include "store/outbox_list.hpp"

#include <limits>

namespace store {
namespace {

OutboxRow read_row(const Row& row)
{
    return {
        .id = static_cast<std::uint64_t>(row.integer(0)),
        .reason = static_cast<MailReason>(row.integer(1)),
        .state = static_cast<MailState>(row.integer(2)),
        .attempts = static_cast<unsigned>(row.integer(3)),
        .kind = row.text(4),
        .recipient = row.text(5),
        .reply = row.text(6),
        .created_at = row.instant(7),
        .next_try_at = row.instant(8),
        .finished_at = row.optional_instant(9)};
}

/// These tell of something that finish_mail() erases: an old name, a browser, a count, what staff did and why. An invitation that
/// died was taken back, and the next wave invites again.
bool needs_what_was_erased(MailReason reason)
{
    switch (reason) {
    case MailReason::new_device:
    case MailReason::sign_in_slowed:
    case MailReason::add_old_user:
    case MailReason::invitation:
    case MailReason::staff_acted:
    case MailReason::staff_change:
        return true;
    default:
        return false;
    }
}

} // namespace

std::vector<OutboxRow> list_outbox(Database& db, MailState state, std::optional<std::uint64_t> before, unsigned most)
{
    return list(
        db, read_row,
        "SELECT id, reason, state, attempts, kind, recipient_key, reply, created_at, next_try_at, finished_at"
        " FROM mail_outbox WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?",
        state, before.value_or(std::numeric_limits<std::int64_t>::max()), most);
}

Revived revive_mail(Transaction& tx, std::uint64_t id, base::Instant now)
{
    const auto reason = find_one(
        tx.db(), [](const Row& row) { return static_cast<MailReason>(row.integer(0)); },
        "SELECT reason FROM mail_outbox WHERE id = ? AND state = ?", id, MailState::dead);
    if (!reason) return Revived::not_dead;
    if (needs_what_was_erased(*reason)) return Revived::forgotten;
    // The time to give up begins anew, too.
    const int changed = execute(
        tx.db(),
        "UPDATE mail_outbox SET state = ?, typed = recipient_key, attempts = 0, next_try_at = ?, created_at = ?,"
        " not_before = NULL, finished_at = NULL WHERE id = ? AND state = ? AND recipient_key <> ''",
        MailState::queued, now, now, id, MailState::dead);
    return changed == 1 ? Revived::queued : Revived::forgotten;
}

bool hasten_mail(Transaction& tx, std::uint64_t id, base::Instant now)
{
    return execute(
               tx.db(), "UPDATE mail_outbox SET next_try_at = ? WHERE id = ? AND state = ? AND next_try_at > ?", now,
               id, MailState::queued, now) == 1;
}

std::optional<base::AccountId> find_account_of_mail(Database& db, std::uint64_t id)
{
    return find_one(
        db, [](const Row& row) { return row.account_id(0); },
        "SELECT account_id FROM mail_outbox WHERE id = ? AND account_id IS NOT NULL", id);
}

} // namespace store
