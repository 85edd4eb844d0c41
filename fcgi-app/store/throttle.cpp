#include "store/throttle.hpp"

#include "auth/throttle.hpp"

#include <algorithm>

namespace store {

namespace {

using auth::CountedBy;
using std::chrono::seconds;

/// The "not before" of a password that is closed, so that no purge takes its row for an old one.
constexpr base::Instant never = std::chrono::sys_days{std::chrono::year{9999} / 12 / 31};

struct Counter {
    CountedBy by;
    auth::Digest key;
    auth::Tally tally{};
    base::Instant not_before{};
};

/// In the order of their keys, which is the same for everybody, so attempts queue up and never deadlock.
std::vector<Counter> counters_of(const AttemptKeys& keys)
{
    if (keys.device) return {{.by = CountedBy::device, .key = *keys.device}};
    std::vector<Counter> all{
        {.by = CountedBy::name, .key = keys.name},
        {.by = CountedBy::network, .key = keys.network},
        {.by = CountedBy::both, .key = keys.both}};
    std::ranges::sort(all, {}, &Counter::key);
    return all;
}

/// Reads the counter's row, made where it was missing, and locks it until the end of the transaction.
void lock(Transaction& tx, Counter& counter, base::Instant now)
{
    (void)execute(
        tx.db(),
        "INSERT INTO throttle (key_digest, failures, not_before, last_at) VALUES (?, 0, ?, ?)"
        " ON DUPLICATE KEY UPDATE failures = failures",
        counter.key, now, now);
    const auto row = find_one(
        tx.db(),
        [](const Row& found) {
            const auth::Tally tally{.failures = static_cast<unsigned>(found.integer(0)), .since = found.instant(2)};
            return std::pair{tally, found.instant(1)};
        },
        "SELECT failures, not_before, last_at FROM throttle WHERE key_digest = ? FOR UPDATE", counter.key);
    counter.tally = auth::still_counts(counter.by, row.value().first, now);
    counter.not_before = row->second;
}

/// Every failure of a name from one network is one of the name, too. So whatever makes the name's failures forgotten,
/// which knows of no network, makes these forgotten with them.
void forget_with_name(std::vector<Counter>& counters)
{
    const auto name = std::ranges::find(counters, CountedBy::name, &Counter::by);
    const auto both = std::ranges::find(counters, CountedBy::both, &Counter::by);
    if (name == counters.end() || both == counters.end()) return;
    both->tally.failures = std::min(both->tally.failures, name->tally.failures);
}

/// Never longer than the rule's wait, so a clock that was set back locks nobody out.
seconds remaining_wait(const Counter& counter, base::Instant now)
{
    return std::clamp(counter.not_before - now, seconds{0}, auth::wait_after(counter.by, counter.tally.failures));
}

Reservation refusal(const std::vector<Counter>& counters, base::Instant now)
{
    Reservation found;
    for (const auto& counter : counters) {
        found.is_closed = found.is_closed || auth::closes(counter.by, counter.tally.failures);
        found.wait = std::max(found.wait, remaining_wait(counter, now));
    }
    return found;
}

void count(Transaction& tx, Counter counter, base::Instant now, Reservation& reservation)
{
    const auto tally = auth::with_failure(counter.by, counter.tally, now);
    const auto wait = auth::wait_after(counter.by, tally.failures);
    (void)execute(
        tx.db(), "UPDATE throttle SET failures = ?, not_before = ?, last_at = ? WHERE key_digest = ?", tally.failures,
        auth::closes(counter.by, tally.failures) ? never : now + wait, tally.since, counter.key);
    if (counter.by == CountedBy::network) return;
    reservation.next_wait = std::max(reservation.next_wait, wait);
    reservation.failures = std::max(reservation.failures, tally.failures);
}

/// A row that counts nothing says nothing: a flood of refused attempts must not leave one behind for each name.
void drop_if_empty(Transaction& tx, const Counter& counter)
{
    (void)execute(tx.db(), "DELETE FROM throttle WHERE key_digest = ? AND failures = 0", counter.key);
}

/// What stands in "not before" is this attempt's: it was let through, so the one before it had passed.
void take_back(Transaction& tx, const Counter& counter)
{
    (void)execute(
        tx.db(),
        "UPDATE throttle SET failures = failures - 1, not_before = last_at WHERE key_digest = ? AND failures > 0",
        counter.key);
    drop_if_empty(tx, counter);
}

} // namespace

Reservation reserve_attempt(Database& db, const AttemptKeys& keys, base::Instant now)
{
    return in_transaction(db, [&](Transaction& tx) {
        auto counters = counters_of(keys);
        for (auto& counter : counters) lock(tx, counter, now);
        forget_with_name(counters);
        auto reservation = refusal(counters, now);
        for (const auto& counter : counters) {
            if (reservation.may_go_on())
                count(tx, counter, now, reservation);
            else
                drop_if_empty(tx, counter);
        }
        return reservation;
    });
}

void clear_attempts(Database& db, const AttemptKeys& keys)
{
    in_transaction(db, [&](Transaction& tx) {
        for (const auto& counter : counters_of(keys)) {
            if (counter.by == CountedBy::network)
                take_back(tx, counter);
            else
                (void)execute(tx.db(), "DELETE FROM throttle WHERE key_digest = ?", counter.key);
        }
    });
}

void return_attempt(Database& db, const AttemptKeys& keys)
{
    in_transaction(db, [&](Transaction& tx) {
        for (const auto& counter : counters_of(keys)) take_back(tx, counter);
    });
}

bool forget_failures(Transaction& tx, const auth::Digest& name)
{
    return execute(tx.db(), "DELETE FROM throttle WHERE key_digest = ?", name) == 1;
}

} // namespace store
