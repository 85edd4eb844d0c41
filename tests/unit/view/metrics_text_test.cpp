#include "view/metrics_text.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(metrics_text)

BOOST_AUTO_TEST_CASE(a_family_stands_before_its_samples)
{
    view::MetricsText text;
    text.family("mails_total", "counter", "Mails.").sample("", 3).sample("kind=\"a\"", 4);
    text.family("wait_seconds", "histogram", "Waits.").part("_bucket", "le=\"+Inf\"", "1").part("_sum", "", "0.5");
    BOOST_TEST(
        text.text() ==
        "# HELP mails_total Mails.\n# TYPE mails_total counter\nmails_total 3\nmails_total{kind=\"a\"} 4\n"
        "# HELP wait_seconds Waits.\n# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"+Inf\"} 1\n"
        "wait_seconds_sum 0.5\n");
}

BOOST_AUTO_TEST_CASE(microseconds_become_seconds_without_zeros_at_the_end)
{
    BOOST_TEST(view::metric_seconds(0) == "0");
    BOOST_TEST(view::metric_seconds(1) == "0.000001");
    BOOST_TEST(view::metric_seconds(2'500) == "0.0025");
    BOOST_TEST(view::metric_seconds(5'000'000) == "5");
    BOOST_TEST(view::metric_seconds(12'340'000) == "12.34");
}

BOOST_AUTO_TEST_SUITE_END()
