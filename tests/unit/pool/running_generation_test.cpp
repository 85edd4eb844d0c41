#include "pool/running_generation.hpp"

#include "base/exit_status.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

namespace {

using namespace std::chrono_literals;
using pool::Clock;

// Wait statuses as waitpid(2) gives them.
constexpr int clean_end = 0;
constexpr int failed = 1 << 8;
constexpr int ended_by_watchdog = base::watchdog_exit_status << 8;
constexpr int killed = SIGKILL;

/// A generation of processes that exist on paper only; their pids count from 1.
struct OnPaper {
    explicit OnPaper(unsigned processes = 1)
        : running{*shared, pool::Generation{{{"pages", processes, {}, ""}}, "", 20s}, [this](const pool::Role&) {
                      return can_start ? ++newest : -1;
                  }}
    {
        running.start_due(now);
    }

    /// Ends the newest process after it has lived so long, and gives how long its successor has to wait.
    std::chrono::milliseconds pause_after(int status, std::chrono::seconds lived = 0s)
    {
        now += lived;
        BOOST_TEST(running.note_end(newest, status, now));
        const auto begin = now;
        now = running.next_deadline().value();
        running.start_due(now);
        return std::chrono::duration_cast<std::chrono::milliseconds>(now - begin);
    }

    std::shared_ptr<pool::Shared> shared = pool::map_shared();
    bool can_start = true;
    pid_t newest = 0;
    Clock::time_point now{1h};
    pool::RunningGeneration running;
};

} // namespace

BOOST_AUTO_TEST_SUITE(running_generation)

BOOST_AUTO_TEST_CASE(the_pause_doubles_up_to_ten_seconds)
{
    const std::chrono::milliseconds expected[] = {0ms, 100ms, 200ms, 400ms, 800ms, 1600ms, 3200ms, 6400ms, 10s, 10s};
    for (unsigned failures = 0; failures < std::size(expected); ++failures)
        BOOST_TEST(pool::restart_pause(failures).count() == expected[failures].count());
    BOOST_TEST(pool::restart_pause(4'000'000'000U).count() == 10'000);
}

BOOST_AUTO_TEST_CASE(as_many_are_started_as_the_role_wants)
{
    const OnPaper generation{3};
    BOOST_TEST(generation.newest == 3);
    BOOST_TEST(!generation.running.next_deadline());
}

BOOST_AUTO_TEST_CASE(a_clean_end_is_followed_at_once)
{
    OnPaper generation;
    for (int i = 0; i < 5; ++i) BOOST_TEST((generation.pause_after(clean_end) == 0ms));
    BOOST_TEST(generation.shared->worker_restarts == 0U);
}

BOOST_AUTO_TEST_CASE(failures_in_a_row_wait_longer_and_longer)
{
    OnPaper generation;
    BOOST_TEST((generation.pause_after(failed) == 100ms));
    BOOST_TEST((generation.pause_after(killed) == 200ms));
    BOOST_TEST((generation.pause_after(failed, 9s) == 400ms));
    BOOST_TEST((generation.pause_after(clean_end) == 0ms));
    BOOST_TEST((generation.pause_after(failed) == 100ms));
    BOOST_TEST((generation.pause_after(failed, 10s) == 100ms));
    BOOST_TEST(generation.shared->worker_restarts == 5U);
}

BOOST_AUTO_TEST_CASE(the_work_of_the_watchdog_is_counted)
{
    OnPaper generation;
    BOOST_TEST((generation.pause_after(ended_by_watchdog, 30s) == 100ms));
    BOOST_TEST((generation.pause_after(failed) == 200ms));
    BOOST_TEST(generation.shared->watchdog_kills == 1U);
    BOOST_TEST(generation.shared->worker_restarts == 2U);
}

BOOST_AUTO_TEST_CASE(a_process_that_cannot_be_started_is_tried_again)
{
    OnPaper generation;
    generation.can_start = false;
    BOOST_TEST((generation.pause_after(failed) == 100ms));
    BOOST_CHECK(generation.running.next_deadline() == generation.now + 200ms);
    generation.can_start = true;
    generation.running.start_due(generation.now + 199ms);
    BOOST_TEST(generation.running.is_empty());
    generation.running.start_due(generation.now + 200ms);
    BOOST_TEST(!generation.running.is_empty());
}

BOOST_AUTO_TEST_CASE(the_end_of_a_stranger_is_none_of_its_business)
{
    OnPaper generation;
    BOOST_TEST(!generation.running.note_end(77, failed, generation.now));
    BOOST_TEST(!generation.running.is_empty());
}

BOOST_AUTO_TEST_SUITE_END()
