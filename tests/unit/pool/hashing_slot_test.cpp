#include "pool/shared_memory.hpp"
#include "pool/turns.hpp"

#include "child_process.hpp"
#include "events.hpp"

#include <boost/test/unit_test.hpp>

#include <list>
#include <sched.h>
#include <thread>

namespace {

using namespace std::chrono_literals;
using pool::take_hashing_slot;

/// A process that takes a slot, tells 'T', and holds it until it is killed.
int hold_slot(pool::Shared& shared, const Events& events, unsigned slots, unsigned most)
{
    const auto slot = take_hashing_slot(shared, slots, most, 10s);
    events.tell(slot ? 'T' : 'R');
    for (;;) ::pause();
}

/// Takes and frees a slot many times; gives the number of times at which too many held one.
int hash_often(pool::Shared& shared, std::atomic<std::uint32_t>& at_once, std::uint32_t most_at_once)
{
    int violations = 0;
    for (int i = 0; i < 200; ++i) {
        const auto slot = take_hashing_slot(shared, 2, 100, 10s);
        if (!slot || ++at_once > most_at_once) ++violations;
        std::this_thread::yield();
        --at_once;
    }
    return violations;
}

cpu_set_t processors()
{
    cpu_set_t allowed;
    BOOST_REQUIRE(::sched_getaffinity(0, sizeof allowed, &allowed) == 0);
    return allowed;
}

void stay_on(const cpu_set_t& there)
{
    BOOST_REQUIRE(::sched_setaffinity(0, sizeof there, &there) == 0);
}

int first_of(const cpu_set_t& processors)
{
    int cpu = 0;
    while (CPU_ISSET(cpu, &processors) == 0) ++cpu;
    return cpu;
}

/// Comes from the first processor and takes slot 0, which is at home on the last one.
bool begins_elsewhere(pool::Shared& shared)
{
    const auto all = processors();
    cpu_set_t first;
    CPU_ZERO(&first);
    CPU_SET(first_of(all), &first);
    stay_on(first);
    stay_on(all);
    const auto slot = take_hashing_slot(shared, 1, 1, 0ms);
    return slot && ::sched_getcpu() != first_of(all);
}

boost::test_tools::assertion_result has_processors_to_choose_from(boost::unit_test::test_unit_id)
{
    const auto all = processors();
    return CPU_COUNT(&all) > 1;
}

/// Linux before 6.12 does not.
boost::test_tools::assertion_result scheduler_knows_turns(boost::unit_test::test_unit_id)
{
    return pool::turn() > 0ns;
}

} // namespace

BOOST_AUTO_TEST_SUITE(hashing_slot)

BOOST_AUTO_TEST_CASE(a_slot_is_free_again_when_its_holder_lets_go)
{
    const auto shared = pool::map_shared();
    {
        const auto slot = take_hashing_slot(*shared, 1, 1, 0ms);
        BOOST_TEST(slot.has_value());
        BOOST_TEST(shared->hashing_or_waiting == 1U);
    }
    BOOST_TEST(shared->hashing_or_waiting == 0U);
    BOOST_TEST(take_hashing_slot(*shared, 1, 1, 0ms).has_value());
    BOOST_TEST(shared->hashes == 2U);
    BOOST_TEST(shared->hashing_refused == 0U);
}

BOOST_AUTO_TEST_CASE(
    whoever_holds_a_slot_takes_long_turns_on_its_core_and_usual_ones_afterwards,
    *boost::unit_test::precondition(scheduler_knows_turns))
{
    const auto usual = pool::turn();
    const auto shared = pool::map_shared();
    {
        auto slot = take_hashing_slot(*shared, 1, 1, 0ms);
        BOOST_TEST((pool::turn() == 100ms));
        BOOST_TEST(!take_hashing_slot(*shared, 1, 1, 0ms));
        const pool::HashingSlot moved{*std::move(slot)};
        slot.reset();
        BOOST_TEST((pool::turn() == 100ms));
    }
    BOOST_TEST((pool::turn() == usual));
}

BOOST_AUTO_TEST_CASE(a_slot_that_was_moved_is_freed_once)
{
    const auto shared = pool::map_shared();
    {
        auto slot = take_hashing_slot(*shared, 1, 1, 0ms);
        const pool::HashingSlot moved{*std::move(slot)};
        slot.reset();
        BOOST_TEST(shared->hashing_or_waiting == 1U);
    }
    BOOST_TEST(shared->hashing_or_waiting == 0U);
}

BOOST_AUTO_TEST_CASE(a_killed_holder_frees_its_slot_and_its_place)
{
    const auto shared = pool::map_shared();
    const Events events;
    ChildProcess holder{[&] { return hold_slot(*shared, events, 1, 1); }};
    BOOST_TEST(events.next('T').has_value());
    BOOST_TEST(!take_hashing_slot(*shared, 1, 1, 0ms));
    BOOST_TEST(!take_hashing_slot(*shared, 1, 2, 0ms));

    const pid_t pid = holder.pid();
    holder.send(SIGKILL);
    (void)holder.wait();
    BOOST_TEST(take_hashing_slot(*shared, 1, 2, 0ms).has_value()); // the slot at once, by the kernel
    BOOST_TEST(!take_hashing_slot(*shared, 1, 1, 0ms));            // the place when the supervisor has seen it
    pool::forget_process(*shared, pid);
    BOOST_TEST(shared->hashing_or_waiting == 0U);
    BOOST_TEST(take_hashing_slot(*shared, 1, 1, 0ms).has_value());
}

BOOST_AUTO_TEST_CASE(who_waits_gets_the_slot_of_a_killed_holder)
{
    const auto shared = pool::map_shared();
    const Events events;
    ChildProcess holder{[&] { return hold_slot(*shared, events, 1, 2); }};
    BOOST_TEST(events.next('T').has_value());
    const ChildProcess waiter{[&] { return hold_slot(*shared, events, 1, 2); }};
    holder.send(SIGKILL);
    (void)holder.wait();
    const auto taken = events.next('T');
    BOOST_TEST_REQUIRE(taken.has_value());
    BOOST_TEST(taken->pid == waiter.pid());
}

// The flood of logins must leave workers for everything else.
BOOST_AUTO_TEST_CASE(at_most_so_many_processes_hash_or_wait)
{
    const auto shared = pool::map_shared();
    const Events events;
    std::list<ChildProcess> children;
    for (int i = 0; i < 3; ++i) children.emplace_back([&] { return hold_slot(*shared, events, 1, 3); });
    BOOST_TEST(events.next('T').has_value());
    while (shared->hashing_or_waiting < 3) std::this_thread::yield();
    BOOST_TEST(!take_hashing_slot(*shared, 1, 3, 10s)); // at once: patience is for those in the queue
    BOOST_TEST(shared->hashing_refused == 1U);
    BOOST_TEST(shared->hashing_or_waiting == 3U);
}

BOOST_AUTO_TEST_CASE(patience_ends)
{
    const auto shared = pool::map_shared();
    const auto slot = take_hashing_slot(*shared, 1, 2, 0ms);
    const Events events;
    ChildProcess waiter{[&] { return take_hashing_slot(*shared, 1, 2, 20ms) ? 1 : 0; }};
    BOOST_TEST(waiter.wait() == 0);
    BOOST_TEST(shared->hashing_or_waiting == 1U);
    BOOST_TEST(shared->hashing_refused == 1U);
}

BOOST_AUTO_TEST_CASE(no_more_processes_hash_than_there_are_slots)
{
    const auto shared = pool::map_shared();
    const auto board = pool::map_shared(); // its place for one number that all processes see
    auto& at_once = board->slots_freed;
    std::list<ChildProcess> children;
    for (int i = 0; i < 6; ++i) children.emplace_back([&] { return hash_often(*shared, at_once, 2) == 0 ? 0 : 1; });
    for (auto& child : children) BOOST_TEST(child.wait() == 0);
    BOOST_TEST(shared->hashes == 1200U);
    BOOST_TEST(shared->hashing_or_waiting == 0U);
}

// The scheduler may take it elsewhere at any moment, but it does so seldom.
BOOST_AUTO_TEST_CASE(
    the_hashes_of_a_slot_begin_on_one_processor, *boost::unit_test::precondition(has_processors_to_choose_from))
{
    const auto shared = pool::map_shared();
    int elsewhere = 0;
    for (int i = 0; i < 101; ++i) elsewhere += begins_elsewhere(*shared) ? 1 : 0;
    BOOST_TEST(elsewhere > 50);
}

BOOST_AUTO_TEST_CASE(whoever_has_taken_a_slot_may_go_on_where_there_is_room)
{
    const auto before = processors();
    const auto shared = pool::map_shared();
    const auto slot = take_hashing_slot(*shared, 1, 1, 0ms);
    const auto after = processors();
    BOOST_TEST(CPU_EQUAL(&before, &after));
}

BOOST_AUTO_TEST_CASE(mail_is_announced_over_process_borders_and_never_blocks)
{
    const auto shared = pool::map_shared();
    pollfd waiting{shared->mail_event, POLLIN, 0};
    BOOST_TEST(::poll(&waiting, 1, 0) == 0);
    ChildProcess announcer{[&] {
        for (int i = 0; i < 1000; ++i) pool::announce_mail(*shared);
        return 0;
    }};
    BOOST_TEST(announcer.wait() == 0);
    BOOST_TEST(::poll(&waiting, 1, 0) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
