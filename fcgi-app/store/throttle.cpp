#include "store/throttle.hpp"

#include "auth/throttle.hpp"

#include <algorithm>
#include <array>

namespace store {

namespace {

using std::chrono::seconds;

struct Counter {
    auth::Digest key;
    unsigned failures;
    base::Instant not_before;
};

Counter read_counter(const Row& row, base::Instant now)
{
    const bool is_forgotten = row.instant(3) + auth::failure_memory <= now;
    return {
        .key = row.digest(0),
        .failures = is_forgotten ? 0 : static_cast<unsigned>(row.integer(1)),
        .not_before = row.instant(2)};
}

seconds wait_after(const Counter& counter, const AttemptKeys& keys)
{
    return counter.key == keys.name ? auth::wait_after_name_failures(counter.failures)
                                    : auth::wait_after_network_failures(counter.failures);
}

/// Never longer than the rule's wait, so a clock that was set back locks nobody out.
seconds remaining_wait(const Counter& counter, const AttemptKeys& keys, base::Instant now)
{
    return std::clamp(counter.not_before - now, seconds{0}, wait_after(counter, keys));
}

/// Both rows in the order of their keys, made where they were missing, and locked until the end of the transaction.
/// The order is the same for everybody, so attempts queue up and never deadlock.
std::vector<Counter> lock_counters(Transaction& tx, const AttemptKeys& keys, base::Instant now)
{
    const auto [first, second] = std::minmax(keys.name, keys.network);
    (void)execute(
        tx.db(),
        "INSERT INTO throttle (key_digest, failures, not_before, last_at) VALUES (?, 0, ?, ?), (?, 0, ?, ?)"
        " ON DUPLICATE KEY UPDATE failures = failures",
        first, now, now, second, now, now);
    return list(
        tx.db(), [&](const Row& row) { return read_counter(row, now); },
        "SELECT key_digest, failures, not_before, last_at FROM throttle WHERE key_digest IN (?, ?)"
        " ORDER BY key_digest FOR UPDATE",
        first, second);
}

void count_attempt(Transaction& tx, Counter counter, const AttemptKeys& keys, base::Instant now)
{
    ++counter.failures;
    (void)execute(
        tx.db(), "UPDATE throttle SET failures = ?, not_before = ?, last_at = ? WHERE key_digest = ?", counter.failures,
        now + wait_after(counter, keys), now, counter.key);
}

} // namespace

seconds reserve_attempt(Database& db, const AttemptKeys& keys, base::Instant now)
{
    return in_transaction(db, [&](Transaction& tx) {
        const auto counters = lock_counters(tx, keys, now);
        seconds wait{0};
        for (const auto& counter : counters) wait = std::max(wait, remaining_wait(counter, keys, now));
        if (wait > seconds{0}) return wait;
        for (const auto& counter : counters) count_attempt(tx, counter, keys, now);
        return wait;
    });
}

void clear_attempts(Database& db, const AttemptKeys& keys)
{
    (void)execute(db, "DELETE FROM throttle WHERE key_digest = ?", keys.name);
    // The attempt was let through, so the network's own "not before" had passed: what stands there is this attempt's.
    (void)execute(
        db, "UPDATE throttle SET failures = failures - 1, not_before = last_at WHERE key_digest = ? AND failures > 0",
        keys.network);
}

void return_attempt(Database& db, const AttemptKeys& keys)
{
    (void)execute(
        db,
        "UPDATE throttle SET failures = failures - 1, not_before = last_at WHERE key_digest IN (?, ?) AND failures > 0",
        keys.name, keys.network);
}

unsigned name_failures(Database& db, const auth::Digest& name)
{
    return find_one(
               db, [](const Row& row) { return static_cast<unsigned>(row.integer(0)); },
               "SELECT failures FROM throttle WHERE key_digest = ?", name)
        .value_or(0);
}

bool forget_failures(Transaction& tx, const auth::Digest& name)
{
    return execute(tx.db(), "DELETE FROM throttle WHERE key_digest = ?", name) == 1;
}

} // namespace store
