#include "flow/bulk_pace.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;

namespace {

/// How many mails a mailer that looks every 300 ms sends within a minute, when any number is due.
unsigned sent_in_a_minute(unsigned per_minute)
{
    flow::BulkPace pace;
    unsigned sent = 0;
    const flow::BulkPace::Time begin{24h};
    for (auto passed = 0ms; passed < 60s; passed += 300ms) {
        while (pace.may_send(begin + passed)) {
            pace.sent(begin + passed, per_minute);
            ++sent;
        }
    }
    return sent;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bulk_pace)

BOOST_AUTO_TEST_CASE(however_many_mails_are_due_they_leave_at_their_rate)
{
    for (const unsigned rate : {1U, 7U, 60U, 600U, 6000U}) {
        const auto sent = sent_in_a_minute(rate);
        const auto in_a_second = rate / 60 + 1; // what is made up for at the beginning, and rounding
        BOOST_TEST(sent >= rate);
        BOOST_TEST(sent <= rate + 2 * in_a_second);
    }
}

BOOST_AUTO_TEST_CASE(a_long_pause_is_not_made_up_for)
{
    flow::BulkPace pace;
    const flow::BulkPace::Time begin{24h};
    pace.sent(begin, 60);
    unsigned at_once = 0;
    while (pace.may_send(begin + 2h)) {
        pace.sent(begin + 2h, 60);
        ++at_once;
    }
    BOOST_TEST(at_once <= 2U);
}

BOOST_AUTO_TEST_CASE(a_rate_of_nothing_is_taken_for_one_a_minute)
{
    flow::BulkPace pace;
    const flow::BulkPace::Time begin{24h};
    pace.sent(begin, 0);
    BOOST_TEST(!pace.may_send(begin + 58s));
    BOOST_TEST(pace.may_send(begin + 60s));
}

BOOST_AUTO_TEST_SUITE_END()
