#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

/// What /metrics tells. All of it lies in the pool's shared memory: each process adds to it, no process keeps any of it,
/// and nothing here says who somebody is.
namespace base {

using Counter = std::atomic<std::uint64_t>;

/// Upper bounds of the buckets; what took longer falls into one more.
constexpr std::array<std::chrono::microseconds::rep, 11> duration_bounds_us{
    1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 500'000, 1'000'000, 5'000'000};

/// How long something took, each time: a histogram.
struct Durations {
    std::array<Counter, duration_bounds_us.size() + 1> counts{};
    Counter sum_us{0};

    void add(std::chrono::steady_clock::duration duration);
};

/// How a sign-in ended. An order of names, not stored anywhere.
enum class SignInOutcome : std::size_t {
    signed_in,
    wrong,     ///< user name or password; also an account that may not sign in
    throttled, ///< refused before the password was looked at
    busy       ///< no hashing slot came free in time
};
constexpr std::size_t sign_in_outcomes = 4;

/// What the portal was told about a visitor.
enum class CheckOutcome : std::size_t { signed_in, not_signed_in, too_weak, unknown };
constexpr std::size_t check_outcomes = 4;

/// One row of the route table.
struct RouteMetrics {
    /// Places of answers by status, as status_place() gives them.
    std::array<Counter, 20> answers{};
    Durations durations;
};

/// Statuses with a place of their own; the last place takes all others.
constexpr std::array<unsigned, 19> counted_statuses{200, 204, 302, 303, 308, 400, 401, 403, 404, 405,
                                                    409, 413, 415, 422, 429, 431, 500, 503, 504};

[[nodiscard]] std::size_t status_place(unsigned status);

/// The connections to the database.
struct DatabaseMetrics {
    Counter connections{0}; ///< made
    Counter failovers{0};   ///< those of them that went to another host than the one before
    Counter unreachable{0}; ///< times that no host worked
    Counter conflicts{0};   ///< statements that met a deadlock; the unit is tried again
    Counter timeouts{0};    ///< statements that took too long, or waited too long for a lock
    Counter lost{0};        ///< statements whose connection broke
    Counter unfit{0};       ///< statements that met a host which is read-only or not ready
    Counter other{0};       ///< statements that failed otherwise; a unique key that did its work is no failure
};

/// Found by the background process in the database, once a minute; the page itself asks nobody.
struct Stand {
    Counter mails_waiting{0};        ///< queued by what residents and staff do
    Counter to_strangers_waiting{0}; ///< the same, to addresses that no account has: they stand back
    Counter oldest_mail_s{0};        ///< age of the oldest that does not stand back; 0 for none
    Counter invitations_waiting{0};  ///< and notices of dormant accounts: they wait for their pace
    Counter dead_mails{0};           ///< given up, and still listed
    Counter sessions{0};             ///< neither ended nor past their absolute end
    std::atomic<std::int64_t> at{0}; ///< Unix time; 0: not looked yet
};

constexpr std::size_t most_routes = 80;

struct Metrics {
    std::array<RouteMetrics, most_routes> routes; ///< in the order of the route table; the last for what is no route
    std::array<Counter, sign_in_outcomes> sign_ins{};
    std::array<Counter, check_outcomes> checks{};
    Counter check_cache_hits{0};
    Counter check_cache_misses{0};
    Durations hashing_waits; ///< for a slot; refusals not counted
    DatabaseMetrics database;
    Stand stand;

    void count(SignInOutcome outcome) { ++sign_ins[static_cast<std::size_t>(outcome)]; }
    void count(CheckOutcome outcome) { ++checks[static_cast<std::size_t>(outcome)]; }
    void count_answer(std::size_t route, unsigned status, std::chrono::steady_clock::duration duration);
};

} // namespace base
