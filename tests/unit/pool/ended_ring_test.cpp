#include "pool/ended_ring.hpp"
#include "pool/shared_memory.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

BOOST_AUTO_TEST_SUITE(ended_ring)

namespace {

pool::Ended ended(unsigned char session, std::uint64_t account)
{
    pool::Ended one;
    one.session.fill(session);
    one.account = account;
    return one;
}

std::vector<pool::Ended> read(const pool::EndedRing& ring, std::uint64_t& seen)
{
    std::vector<pool::Ended> found;
    BOOST_TEST(pool::catch_up(ring, seen, [&](const pool::Ended& one) { found.push_back(one); }));
    return found;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_reader_sees_each_entry_once_and_in_order)
{
    const auto shared = pool::map_shared();
    std::uint64_t seen = 0;
    pool::tell_ended(shared->ended, ended(1, 10));
    pool::tell_ended(shared->ended, ended(0, 20));
    BOOST_TEST((read(shared->ended, seen) == std::vector{ended(1, 10), ended(0, 20)}));
    BOOST_TEST(read(shared->ended, seen).empty());
    pool::tell_ended(shared->ended, ended(3, 30));
    BOOST_TEST((read(shared->ended, seen) == std::vector{ended(3, 30)}));
}

BOOST_AUTO_TEST_CASE(a_reader_that_fell_behind_is_told_to_trust_nothing)
{
    const auto shared = pool::map_shared();
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i + 1 < pool::ended_ring_size; ++i) pool::tell_ended(shared->ended, ended(1, i));
    BOOST_TEST(read(shared->ended, seen).size() == pool::ended_ring_size - 1);
    for (std::size_t i = 0; i < pool::ended_ring_size; ++i) pool::tell_ended(shared->ended, ended(1, i));
    BOOST_TEST(!pool::catch_up(shared->ended, seen, [](const pool::Ended&) {}));
    BOOST_TEST(read(shared->ended, seen).empty()); // and goes on from there
    pool::tell_ended(shared->ended, ended(9, 9));
    BOOST_TEST((read(shared->ended, seen) == std::vector{ended(9, 9)}));
}

BOOST_AUTO_TEST_CASE(many_writers_lose_nothing)
{
    const auto shared = pool::map_shared();
    constexpr int writers = 4;
    constexpr int each = 500;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < writers; ++i)
            threads.emplace_back([&, i] {
                for (int n = 0; n < each; ++n)
                    pool::tell_ended(
                        shared->ended, ended(static_cast<unsigned char>(i + 1), static_cast<std::uint64_t>(n)));
            });
    }
    std::uint64_t seen = 0;
    std::array<std::uint64_t, writers> next{};
    for (const auto& one : read(shared->ended, seen)) BOOST_TEST(one.account == next.at(one.session[0] - 1U)++);
    for (const auto count : next) BOOST_TEST(count == static_cast<std::uint64_t>(each));
}

BOOST_AUTO_TEST_CASE(a_writer_that_is_killed_does_not_stop_the_others)
{
    const auto shared = pool::map_shared();
    const pid_t child = ::fork();
    if (child == 0) {
        pthread_mutex_lock(&shared->ended.writing);
        ::raise(SIGKILL);
    }
    ::waitpid(child, nullptr, 0);
    pool::tell_ended(shared->ended, ended(5, 50));
    std::uint64_t seen = 0;
    BOOST_TEST((read(shared->ended, seen) == std::vector{ended(5, 50)}));
}

BOOST_AUTO_TEST_SUITE_END()
