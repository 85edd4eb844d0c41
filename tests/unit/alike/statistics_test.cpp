#include "alike/statistics.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

namespace {

using boost::test_tools::tolerance;

/// Random numbers that are the same in every run.
class Noise {
public:
    explicit Noise(unsigned seed) : random_{seed} {}
    /// A machine that is disturbed now and then: most answers near `ms`, one in ten several times as slow.
    double time(double ms)
    {
        const double usual = ms * (1 + 0.05 * normal_(random_));
        return often_(random_) == 0 ? usual * 4 : usual;
    }

private:
    std::mt19937 random_;
    std::normal_distribution<double> normal_;
    std::uniform_int_distribution<int> often_{0, 9};
};

/// A first series and a second one, measured in turn.
struct Measured {
    Measured(unsigned seed, std::size_t rounds, double first_ms, double second_ms)
    {
        Noise noise{seed};
        for (std::size_t round = 0; round < rounds; ++round) {
            first.push_back(noise.time(first_ms));
            second.push_back(noise.time(second_ms));
        }
    }
    std::vector<double> first = {};
    std::vector<double> second = {};

    [[nodiscard]] std::optional<alike::Shift> shift(double error) const
    {
        return alike::find_shift(first, second, error);
    }
};

/// The error of one comparison in sixty.
constexpr double small = 0.01 / 60;

} // namespace

BOOST_AUTO_TEST_SUITE(alike_statistics)

BOOST_AUTO_TEST_CASE(quantiles_lie_between_values_in_proportion)
{
    const std::vector<double> values{40, 10, 30, 20};
    BOOST_TEST(alike::quantile(values, 0) == 10);
    BOOST_TEST(alike::quantile(values, 1) == 40);
    BOOST_TEST(alike::quantile(values, 0.1) == 13, tolerance(1e-9));
    BOOST_TEST(alike::median(values) == 25, tolerance(1e-9));
    BOOST_TEST(alike::median({7}) == 7);
}

// Of 25 differences between 6 and 14, Mann and Whitney's interval of 95 % leaves out two at each end.
BOOST_AUTO_TEST_CASE(the_interval_of_five_and_five_values_is_that_of_the_textbook)
{
    const auto shift = alike::find_shift({1, 2, 3, 4, 5}, {11, 12, 13, 14, 15}, 0.05).value();
    BOOST_TEST(shift.estimate == 10, tolerance(1e-9));
    BOOST_TEST(shift.low == 7, tolerance(1e-9));
    BOOST_TEST(shift.high == 13, tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(too_few_values_say_nothing)
{
    const auto says = [](std::size_t count, double error) {
        const std::vector<double> values(count, 1.0);
        return alike::find_shift(values, values, error).has_value();
    };
    for (std::size_t count = 0; count < 4; ++count) BOOST_TEST(!says(count, 0.05), count);
    BOOST_TEST(says(4, 0.05));
    BOOST_TEST(!says(10, small));
    BOOST_TEST(says(11, small));
}

BOOST_AUTO_TEST_CASE(outliers_move_nothing)
{
    Measured measured{1, 40, 50, 50};
    const auto before = measured.shift(small).value();
    for (std::size_t i = 0; i < 4; ++i) measured.second[i] = 1e6;
    const auto after = measured.shift(small).value();
    BOOST_TEST(std::abs(after.estimate - before.estimate) < 2);
    BOOST_TEST(after.high < 20);
}

BOOST_AUTO_TEST_CASE(equal_series_are_called_different_no_more_often_than_the_error_allows)
{
    int missed = 0;
    for (unsigned seed = 0; seed < 1000; ++seed) {
        const auto shift = Measured{seed, 25, 50, 50}.shift(0.02).value();
        missed += shift.low > 0 || shift.high < 0 ? 1 : 0;
    }
    BOOST_TEST(missed <= 30); // 20 are expected
    BOOST_TEST(missed >= 5);  // and an interval that is always too wide would find nothing
}

BOOST_AUTO_TEST_CASE(drift_that_both_series_share_is_no_difference)
{
    int missed = 0;
    for (unsigned seed = 0; seed < 300; ++seed) {
        Measured measured{seed, 25, 50, 50};
        for (std::size_t round = 0; round < 25; ++round) {
            measured.first[round] += 2.0 * static_cast<double>(round);
            measured.second[round] += 2.0 * static_cast<double>(round);
        }
        const auto shift = measured.shift(0.02).value();
        missed += shift.low > 0 || shift.high < 0 ? 1 : 0;
    }
    BOOST_TEST(missed <= 6);
}

BOOST_AUTO_TEST_CASE(a_difference_of_a_fifth_is_found_where_one_answer_in_ten_is_held_up)
{
    int found = 0;
    for (unsigned seed = 0; seed < 200; ++seed) {
        const auto shift = Measured{seed, 30, 50, 60}.shift(small).value();
        found += shift.low > 0 && shift.estimate > 2.5 ? 1 : 0;
    }
    BOOST_TEST(found >= 195);
}

BOOST_AUTO_TEST_SUITE_END()
