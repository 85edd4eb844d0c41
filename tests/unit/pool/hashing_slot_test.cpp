#include "pool/shared_memory.hpp"

#include "child_process.hpp"
#include "events.hpp"

#include <boost/test/unit_test.hpp>

#include <list>
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
