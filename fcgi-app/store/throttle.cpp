#include "store/throttle.hpp"

#include "auth/throttle.hpp"

#include <algorithm>
#include <array>

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

/// In the order of their keys.
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

/// One attempt's counters for statements with three places; one that counts alone stands in all of them.
std::array<Counter, 3> in_three_places(const std::vector<Counter>& counters)
{
    const auto at = [&](std::size_t place) { return counters[std::min(place, counters.size() - 1)]; };
    return {at(0), at(1), at(2)};
}

void read_counter(const Row& row, std::vector<Counter>& counters, base::Instant now)
{
    const auto counter = std::ranges::find(counters, row.digest(0), &Counter::key);
    const auth::Tally tally{.failures = static_cast<unsigned>(row.integer(1)), .since = row.instant(3)};
    counter->tally = auth::still_counts(counter->by, tally, now);
    counter->not_before = row.instant(2);
}

/// Reads the rows, made where they were missing, and locks them until the end of the transaction: in the order of their keys,
/// which is the same for everybody, so attempts queue up and never deadlock.
void lock(Transaction& tx, std::vector<Counter>& counters, base::Instant now)
{
    const auto [a, b, c] = in_three_places(counters);
    (void)execute(
        tx.db(),
        "INSERT INTO throttle (key_digest, failures, not_before, last_at) VALUES (?, 0, ?, ?), (?, 0, ?, ?), (?, 0, ?, "
        "?)"
        " ON DUPLICATE KEY UPDATE failures = failures",
        a.key, now, now, b.key, now, now, c.key, now, now);
    (void)list(
        tx.db(),
        [&](const Row& row) {
            read_counter(row, counters, now);
            return true;
        },
        "SELECT key_digest, failures, not_before, last_at FROM throttle WHERE key_digest IN (?, ?, ?)"
        " ORDER BY key_digest FOR UPDATE",
        a.key, b.key, c.key);
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
        found.is_shut = found.is_shut || auth::closes(counter.by, counter.tally.failures);
        found.wait = std::max(found.wait, remaining_wait(counter, now));
    }
    return found;
}

/// The counter with this attempt as a failure.
Counter counted(Counter counter, base::Instant now)
{
    counter.tally = auth::with_failure(counter.by, counter.tally, now);
    counter.not_before = auth::closes(counter.by, counter.tally.failures)
                             ? never
                             : now + auth::wait_after(counter.by, counter.tally.failures);
    return counter;
}

void write(Transaction& tx, const std::vector<Counter>& counters)
{
    const auto [a, b, c] = in_three_places(counters);
    (void)execute(
        tx.db(),
        "INSERT INTO throttle (key_digest, failures, not_before, last_at) VALUES (?, ?, ?, ?), (?, ?, ?, ?), (?, ?, ?, "
        "?)"
        " ON DUPLICATE KEY UPDATE failures = VALUES(failures), not_before = VALUES(not_before), last_at = "
        "VALUES(last_at)",
        a.key, a.tally.failures, a.not_before, a.tally.since, b.key, b.tally.failures, b.not_before, b.tally.since,
        c.key, c.tally.failures, c.not_before, c.tally.since);
}

/// What follows should the attempt fail.
Reservation reserved(const std::vector<Counter>& counters)
{
    Reservation found;
    for (const auto& counter : counters) {
        if (counter.by == CountedBy::network) continue;
        found.next_wait = std::max(found.next_wait, auth::wait_after(counter.by, counter.tally.failures));
        found.failures = std::max(found.failures, counter.tally.failures);
    }
    return found;
}

/// A row that counts nothing says nothing: a flood of refused attempts must not leave one behind for each name.
void drop_empty(Database& db, const std::array<Counter, 3>& places)
{
    const auto& [a, b, c] = places;
    (void)execute(db, "DELETE FROM throttle WHERE key_digest IN (?, ?, ?) AND failures = 0", a.key, b.key, c.key);
}

/// What stands in "not before" is this attempt's: it was let through, so the one before it had passed.
void take_back(Database& db, const std::vector<Counter>& counters)
{
    const auto places = in_three_places(counters);
    const auto& [a, b, c] = places;
    (void)execute(
        db,
        "UPDATE throttle SET failures = failures - 1, not_before = last_at WHERE key_digest IN (?, ?, ?) AND failures "
        "> 0",
        a.key, b.key, c.key);
    drop_empty(db, places);
}

} // namespace

Reservation reserve_attempt(Database& db, const AttemptKeys& keys, base::Instant now)
{
    return in_transaction(db, [&](Transaction& tx) {
        auto counters = counters_of(keys);
        lock(tx, counters, now);
        forget_with_name(counters);
        if (const auto refused = refusal(counters, now); !refused.may_go_on()) {
            drop_empty(tx.db(), in_three_places(counters));
            return refused;
        }
        for (auto& counter : counters) counter = counted(counter, now);
        write(tx, counters);
        return reserved(counters);
    });
}

/// The network's counter has only this attempt less: others there may be guessing. Where it counts nothing else, its row goes
/// with the other two, or in time with the purge when somebody else there signs in at the same moment.
void clear_attempts(Transaction& tx, const AttemptKeys& keys)
{
    if (keys.device) {
        (void)execute(tx.db(), "DELETE FROM throttle WHERE key_digest = ?", *keys.device);
        return;
    }
    const auto deleted = execute(
        tx.db(), "DELETE FROM throttle WHERE key_digest IN (?, ?, ?) AND (key_digest <> ? OR failures <= 1)", keys.name,
        keys.both, keys.network, keys.network);
    constexpr int all = 3;
    if (deleted == all) return;
    (void)execute(
        tx.db(),
        "UPDATE throttle SET failures = failures - 1, not_before = last_at WHERE key_digest = ? AND failures > 0",
        keys.network);
}

void return_attempt(Database& db, const AttemptKeys& keys)
{
    take_back(db, counters_of(keys));
}

bool forget_failures(Transaction& tx, const auth::Digest& key)
{
    return execute(tx.db(), "DELETE FROM throttle WHERE key_digest = ?", key) == 1;
}

} // namespace store
