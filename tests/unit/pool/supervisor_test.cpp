#include "pool/supervisor.hpp"

#include "child_process.hpp"
#include "events.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/syscall.h>

namespace {

using namespace std::chrono_literals;

/// Waits for SIGTERM as a worker does.
void wait_for_stop()
{
    pollfd stop{pool::stop_signal_fd(), POLLIN, 0};
    while (::poll(&stop, 1, -1) <= 0) {
    }
}

/// Tells 'S' when it starts, 'T' when it is asked to stop, 'E' when it ends.
int obedient(const Events& events, int generation)
{
    events.tell('S', generation);
    wait_for_stop();
    events.tell('T', generation);
    events.tell('E', generation);
    return 0;
}

pool::Generation of(std::function<int(int)> run, unsigned processes = 1)
{
    return {{{"pages", processes, std::move(run), ""}}, "", 1s};
}

/// A supervisor in a process of its own. load gets the number of the reading, from 1.
class Pool {
public:
    explicit Pool(std::function<pool::Generation(int reading)> load)
        : process_{[load = std::move(load)] {
              const auto shared = pool::map_shared();
              int reading = 0;
              try {
                  return pool::supervise(*shared, [&] { return load(++reading); });
              } catch (const std::exception&) {
                  return 7;
              }
          }}
    {
    }

    void send(int signal) const { process_.send(signal); }
    [[nodiscard]] bool stops_in_order()
    {
        const int status = process_.wait();
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    [[nodiscard]] int wait() { return process_.wait(); }

private:
    ChildProcess process_;
};

/// How long the scheduler lets this process compute at a stretch; zero where it knows no turns, as Linux before 6.12. The kernel's
/// struct sched_attr has the time as its fourth word of eight bytes.
std::chrono::nanoseconds turn()
{
    std::array<std::uint64_t, 6> attributes{};
    const auto failed = ::syscall(SYS_sched_getattr, 0, attributes.data(), sizeof attributes, 0);
    return std::chrono::nanoseconds{failed == 0 ? attributes[3] : 0};
}

boost::test_tools::assertion_result scheduler_knows_turns(boost::unit_test::test_unit_id)
{
    return turn() > 0ns;
}

} // namespace

BOOST_AUTO_TEST_SUITE(supervisor)

BOOST_AUTO_TEST_CASE(
    a_child_steps_back_and_takes_its_turns_as_its_role_says, *boost::unit_test::precondition(scheduler_knows_turns))
{
    const Events events;
    Pool pool{[&](int) {
        auto generation = of([&events](int) {
            events.tell(turn() == 50ms ? 'L' : 'N');
            wait_for_stop();
            return 0;
        });
        generation.roles.front().niceness = 3;
        generation.roles.front().turn = 50ms;
        return generation;
    }};
    const auto started = events.next().value();
    BOOST_TEST(started.what == 'L');
    const int usual = ::getpriority(PRIO_PROCESS, 0);
    BOOST_TEST(::getpriority(PRIO_PROCESS, static_cast<id_t>(started.pid)) == std::min(usual + 3, 19));
    pool.send(SIGTERM);
    BOOST_TEST(pool.stops_in_order());
}

BOOST_AUTO_TEST_CASE(who_finishes_last_is_asked_when_nobody_else_is_left)
{
    const Events events;
    int release[2]{};
    BOOST_REQUIRE(::pipe(release) == 0);
    Pool pool{[&](int) {
        const auto slow = [&](int) {
            events.tell('S', 1);
            wait_for_stop();
            events.tell('T', 1);
            char go = 0;
            return ::read(release[0], &go, 1) == 1 ? 0 : 1;
        };
        auto generation = of(slow, 2);
        pool::Role last{"hash", 1, [&events](int) { return obedient(events, 2); }, ""};
        last.finishes_last = true;
        generation.roles.push_back(last);
        return generation;
    }};
    for (int i = 0; i < 3; ++i) BOOST_TEST_REQUIRE(events.next('S').has_value());
    pool.send(SIGTERM);
    for (int i = 0; i < 2; ++i) BOOST_TEST(events.next().value().generation == 1);
    BOOST_TEST(::write(release[1], "g", 1) == 1);
    BOOST_TEST(!events.comes_within(200ms)); // one of the others is still there
    BOOST_TEST(::write(release[1], "g", 1) == 1);
    for (int i = 0; i < 2; ++i) BOOST_TEST(events.next().value().generation == 2);
    BOOST_TEST(pool.stops_in_order());
    ::close(release[0]);
    ::close(release[1]);
}

BOOST_AUTO_TEST_CASE(a_killed_child_is_replaced)
{
    const Events events;
    Pool pool{[&](int reading) { return of([&events, reading](int) { return obedient(events, reading); }); }};
    for (int i = 0; i < 3; ++i) {
        const auto started = events.next('S');
        BOOST_TEST_REQUIRE(started.has_value());
        ::kill(started->pid, SIGKILL);
    }
    BOOST_TEST(events.next('S').has_value());
    pool.send(SIGTERM);
    BOOST_TEST(events.next('E').has_value());
    BOOST_TEST(pool.stops_in_order());
}

BOOST_AUTO_TEST_CASE(a_child_that_throws_is_replaced_and_leaves_the_supervisor_alone)
{
    const Events events;
    Pool pool{[&](int) {
        return of([&events](int) -> int {
            events.tell('S');
            throw std::runtime_error{"broken"};
        });
    }};
    for (int i = 0; i < 3; ++i) BOOST_TEST(events.next('S').has_value());
    pool.send(SIGINT);
    BOOST_TEST(pool.stops_in_order());
}

//
BOOST_AUTO_TEST_CASE(the_new_generation_starts_while_the_old_one_still_works)
{
    const Events events;
    const Events release; // the old child ends when the test says so
    const auto load = [&](int reading) {
        return of([&events, &release, reading](int) {
            events.tell('S', reading);
            wait_for_stop();
            events.tell('T', reading);
            if (reading == 1) (void)release.next('R');
            events.tell('E', reading);
            return 0;
        });
    };
    Pool pool{[&](int reading) {
        auto generation = load(reading);
        generation.stop_timeout = 30s;
        return generation;
    }};
    BOOST_TEST(events.next('S').has_value());
    pool.send(SIGHUP);
    const auto started = events.next('S');
    BOOST_TEST_REQUIRE(started.has_value()); // although the old one has not ended
    BOOST_TEST(started->generation == 2);
    release.tell('R');
    const auto ended = events.next('E');
    BOOST_TEST_REQUIRE(ended.has_value());
    BOOST_TEST(ended->generation == 1);
    pool.send(SIGTERM);
    BOOST_TEST(pool.stops_in_order());
}

BOOST_AUTO_TEST_CASE(a_faulty_configuration_leaves_the_old_generation_at_work)
{
    const Events events;
    Pool pool{[&](int reading) {
        events.tell('L', reading);
        if (reading == 2) throw std::runtime_error{"fault"};
        return of([&events, reading](int) { return obedient(events, reading); });
    }};
    const auto first = events.next('S');
    BOOST_TEST_REQUIRE(first.has_value());
    pool.send(SIGHUP);
    BOOST_TEST(events.next('L').value().generation == 2);
    ::kill(first->pid, SIGKILL);
    BOOST_TEST(events.next('S').value().generation == 1);
    pool.send(SIGHUP);
    BOOST_TEST(events.next('S').value().generation == 3);
    pool.send(SIGTERM);
    BOOST_TEST(pool.stops_in_order());
}

BOOST_AUTO_TEST_CASE(a_faulty_configuration_at_the_start_is_the_end)
{
    Pool pool{[](int) -> pool::Generation { throw std::runtime_error{"fault"}; }};
    BOOST_TEST(WEXITSTATUS(pool.wait()) == 7);
}

//
BOOST_AUTO_TEST_CASE(children_start_beside_a_self_test_and_end_when_it_fails)
{
    const Events to_supervisor;
    const Events to_test;
    Pool pool{[&](int) {
        auto generation = of([&](int) {
            to_supervisor.tell('S');
            wait_for_stop();
            to_test.tell('T');
            return 0;
        });
        generation.finish_self_test = [&] {
            (void)to_supervisor.next('S');
            throw std::runtime_error{"fault"};
        };
        return generation;
    }};
    BOOST_TEST(to_test.next('T').has_value());
    BOOST_TEST(WEXITSTATUS(pool.wait()) == 7);
}

BOOST_AUTO_TEST_CASE(a_reading_whose_self_test_fails_starts_nothing_and_leaves_the_old_generation_at_work)
{
    const Events events;
    Pool pool{[&](int reading) {
        auto generation = of([&events, reading](int) { return obedient(events, reading); });
        if (reading == 2)
            generation.finish_self_test = [&events] {
                events.tell('F', 2);
                throw std::runtime_error{"fault"};
            };
        return generation;
    }};
    const auto first = events.next('S');
    BOOST_TEST_REQUIRE(first.has_value());
    pool.send(SIGHUP);
    BOOST_TEST(events.next('F').has_value());
    ::kill(first->pid, SIGKILL);
    BOOST_TEST(events.next('S').value().generation == 1);
    pool.send(SIGTERM);
    BOOST_TEST(pool.stops_in_order());
}

BOOST_AUTO_TEST_CASE(a_child_that_does_not_stop_is_killed)
{
    const Events events;
    Pool pool{[&](int) {
        return of([&events](int) -> int {
            events.tell('S');
            for (;;) ::pause();
        });
    }};
    BOOST_TEST(events.next('S').has_value());
    pool.send(SIGTERM);
    BOOST_TEST(pool.stops_in_order());
}

// Ctrl-C in a terminal reaches every process of the group.
BOOST_AUTO_TEST_CASE(a_child_does_not_end_by_the_signals_of_the_terminal)
{
    const Events events;
    Pool pool{[&](int reading) { return of([&events, reading](int) { return obedient(events, reading); }); }};
    const auto child = events.next('S');
    BOOST_TEST_REQUIRE(child.has_value());
    ::kill(child->pid, SIGINT);
    ::kill(child->pid, SIGHUP);
    pool.send(SIGTERM);
    const auto asked = events.next();
    BOOST_TEST_REQUIRE(asked.has_value());
    BOOST_TEST(asked->what == 'T');
    BOOST_TEST(asked->pid == child->pid);
    BOOST_TEST(pool.stops_in_order());
}

BOOST_AUTO_TEST_CASE(children_finish_when_the_supervisor_is_killed)
{
    const Events events;
    Pool pool{[&](int reading) { return of([&events, reading](int) { return obedient(events, reading); }, 2); }};
    BOOST_TEST(events.next('S').has_value());
    BOOST_TEST(events.next('S').has_value());
    pool.send(SIGKILL);
    (void)pool.wait();
    BOOST_TEST(events.next('E').has_value());
    BOOST_TEST(events.next('E').has_value());
}

BOOST_AUTO_TEST_SUITE_END()
