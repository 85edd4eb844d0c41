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

std::vector<double> differences(unsigned seed, std::size_t rounds, double first_ms, double second_ms)
{
    Noise noise{seed};
    std::vector<double> all;
    for (std::size_t round = 0; round < rounds; ++round) all.push_back(noise.time(second_ms) - noise.time(first_ms));
    return all;
}

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

// The worked example of the normal approximation: ten differences, of which Wilcoxon's interval of 95 % leaves out eight
// means of two at each end.
BOOST_AUTO_TEST_CASE(the_interval_of_ten_differences_is_that_of_the_textbook)
{
    const auto shift = alike::find_shift({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.05).value();
    BOOST_TEST(shift.estimate == 5.5, tolerance(1e-9));
    BOOST_TEST(shift.low == 3, tolerance(1e-9));
    BOOST_TEST(shift.high == 8, tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(too_few_rounds_say_nothing)
{
    for (std::size_t rounds = 0; rounds < 5; ++rounds)
        BOOST_TEST(!alike::find_shift(std::vector<double>(rounds, 1.0), 0.05).has_value(), rounds);
    BOOST_TEST(alike::find_shift(std::vector<double>(8, 1.0), 0.05).has_value());
    // The error of one comparison in sixty.
    BOOST_TEST(!alike::find_shift(std::vector<double>(17, 1.0), 0.01 / 60).has_value());
    BOOST_TEST(alike::find_shift(std::vector<double>(20, 1.0), 0.01 / 60).has_value());
}

BOOST_AUTO_TEST_CASE(one_outlier_moves_nothing)
{
    auto values = differences(1, 40, 50, 50);
    const auto before = alike::find_shift(values, 0.001).value();
    values[3] = 1e6;
    const auto after = alike::find_shift(values, 0.001).value();
    BOOST_TEST(std::abs(after.estimate - before.estimate) < 1);
    BOOST_TEST(after.high < 20);
}

BOOST_AUTO_TEST_CASE(equal_series_are_called_different_no_more_often_than_the_error_allows)
{
    int missed = 0;
    for (unsigned seed = 0; seed < 1000; ++seed) {
        const auto shift = alike::find_shift(differences(seed, 25, 50, 50), 0.02).value();
        missed += shift.low > 0 || shift.high < 0;
    }
    BOOST_TEST(missed <= 30); // 20 are expected
    BOOST_TEST(missed >= 5);  // and an interval that is always too wide would find nothing
}

BOOST_AUTO_TEST_CASE(a_difference_of_a_fifth_is_found_in_every_noise)
{
    for (unsigned seed = 0; seed < 200; ++seed) {
        const auto shift = alike::find_shift(differences(seed, 30, 50, 60), 0.01 / 60).value();
        BOOST_TEST(shift.low > 0, seed);
        BOOST_TEST(shift.estimate > 2.5, seed);
    }
}

BOOST_AUTO_TEST_SUITE_END()
