#include "base/metrics.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <numeric>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(metrics)

BOOST_AUTO_TEST_CASE(a_duration_falls_into_the_first_bucket_that_holds_it)
{
    base::Durations durations;
    durations.add(0us);
    durations.add(1ms); // a bound belongs to its own bucket, as Prometheus counts
    durations.add(1001us);
    durations.add(1h);
    BOOST_TEST(durations.counts.front() == 2U);
    BOOST_TEST(durations.counts[1] == 1U);
    BOOST_TEST(durations.counts.back() == 1U);
    BOOST_TEST(durations.sum_us == 3'600'002'001U);
}

BOOST_AUTO_TEST_CASE(a_clock_that_seems_to_go_backwards_counts_as_no_time)
{
    base::Durations durations;
    durations.add(-5ms);
    BOOST_TEST(durations.counts.front() == 1U);
    BOOST_TEST(durations.sum_us == 0U);
}

BOOST_AUTO_TEST_CASE(every_status_has_one_place_and_unknown_ones_share_the_last)
{
    for (std::size_t i = 0; i < base::counted_statuses.size(); ++i)
        BOOST_TEST(base::status_place(base::counted_statuses[i]) == i);
    for (const unsigned status : {0U, 199U, 201U, 418U, 599U})
        BOOST_TEST(base::status_place(status) == base::counted_statuses.size());
}

BOOST_AUTO_TEST_CASE(a_place_beyond_the_table_is_counted_as_no_route)
{
    const auto counted = std::make_unique<base::Metrics>();
    counted->count_answer(10'000, 404, 1ms);
    BOOST_TEST(counted->routes.back().answers[base::status_place(404)] == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
