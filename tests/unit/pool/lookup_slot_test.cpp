#include "pool/lookup_slot.hpp"

#include "child_process.hpp"
#include "events.hpp"

#include <boost/test/unit_test.hpp>

#include <thread>

namespace {

using namespace std::chrono_literals;
using pool::take_lookup_slot;

/// What another process gets: a mutex knows its owner by the thread.
bool another_gets_one(pool::Shared& shared, unsigned slots, std::chrono::milliseconds patience)
{
    bool got = false;
    std::thread{[&] { got = take_lookup_slot(shared, slots, patience).has_value(); }}.join();
    return got;
}

} // namespace

BOOST_AUTO_TEST_SUITE(lookup_slot)

BOOST_AUTO_TEST_CASE(there_are_as_many_as_asked_for_and_each_comes_free_with_its_holder)
{
    const auto shared = pool::map_shared();
    {
        const auto first = take_lookup_slot(*shared, 2, 0ms);
        BOOST_REQUIRE(first);
        BOOST_TEST(another_gets_one(*shared, 2, 0ms));
        BOOST_TEST(!another_gets_one(*shared, 1, 0ms));
        BOOST_TEST(!another_gets_one(*shared, 1, 5ms));
    }
    BOOST_TEST(another_gets_one(*shared, 1, 0ms));
}

BOOST_AUTO_TEST_CASE(there_is_one_at_least)
{
    const auto shared = pool::map_shared();
    BOOST_TEST(take_lookup_slot(*shared, 0, 0ms).has_value());
}

BOOST_AUTO_TEST_CASE(a_holder_that_is_killed_gives_it_back)
{
    const auto shared = pool::map_shared();
    const Events events;
    ChildProcess holder{[&] {
        const auto slot = take_lookup_slot(*shared, 1, 0ms);
        events.tell(slot ? 'T' : 'R');
        return ::pause();
    }};
    BOOST_REQUIRE(events.next('T'));
    BOOST_TEST(!another_gets_one(*shared, 1, 0ms));
    holder.send(SIGKILL);
    (void)holder.wait();
    BOOST_TEST(another_gets_one(*shared, 1, 1000ms));
}

BOOST_AUTO_TEST_SUITE_END()
