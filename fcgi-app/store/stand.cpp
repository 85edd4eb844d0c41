#include "store/stand.hpp"

#include "store/outbox.hpp"

namespace store {
namespace {

struct Queued {
    std::uint64_t mails = 0;
    std::uint64_t oldest_s = 0;
};

Queued read_queued(const Row& row)
{
    return {static_cast<std::uint64_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1))};
}

std::uint64_t read_count(const Row& row)
{
    return static_cast<std::uint64_t>(row.integer(0));
}

} // namespace

void measure_stand(Database& db, base::Stand& stand, base::Instant now)
{
    const auto mails = find_one(
        db, read_queued,
        "SELECT COUNT(*), GREATEST(0, COALESCE(TIMESTAMPDIFF(SECOND, MIN(created_at), ?), 0)) FROM mail_outbox"
        " WHERE state = ? AND in_bulk = 0 AND to_stranger = 0",
        now, MailState::queued);
    const auto to_strangers = find_one(
        db, read_count, "SELECT COUNT(*) FROM mail_outbox WHERE state = ? AND in_bulk = 0 AND to_stranger = 1",
        MailState::queued);
    const auto invitations =
        find_one(db, read_count, "SELECT COUNT(*) FROM mail_outbox WHERE state = ? AND in_bulk = 1", MailState::queued);
    const auto dead = find_one(db, read_count, "SELECT COUNT(*) FROM mail_outbox WHERE state = ?", MailState::dead);
    stand.mails_waiting = mails.value_or(Queued{}).mails;
    stand.oldest_mail_s = mails.value_or(Queued{}).oldest_s;
    stand.to_strangers_waiting = to_strangers.value_or(0);
    stand.invitations_waiting = invitations.value_or(0);
    stand.dead_mails = dead.value_or(0);
    stand.at = std::chrono::system_clock::to_time_t(now);
    // Last, since it reads as many rows as people are signed in: where that takes too long, the mails are counted all the same.
    stand.sessions =
        find_one(db, read_count, "SELECT COUNT(*) FROM session WHERE ended_at IS NULL AND expires_at > ?", now)
            .value_or(0);
}

} // namespace store
