#include "base/color.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(a_color_is_six_hexadecimal_digits)
{
    for (const auto* good : {"#000000", "#24503a", "#FFFFFF"}) BOOST_TEST(base::is_color(good), good);
    for (const auto* bad : {"", "#", "#fff", "24503a", "#24503g", "#24503a0", "red", " #24503a", "#24503a;"})
        BOOST_TEST(!base::is_color(bad), bad);
}

BOOST_AUTO_TEST_CASE(contrast_is_that_of_wcag) // the pairs of WCAG's own examples: 21, 4.54 and 4.48
{
    BOOST_TEST(base::contrast("#000000", "#ffffff") == 21.0, boost::test_tools::tolerance(0.001));
    BOOST_TEST(base::contrast("#ffffff", "#000000") == 21.0, boost::test_tools::tolerance(0.001));
    BOOST_TEST(base::contrast("#767676", "#ffffff") == 4.54, boost::test_tools::tolerance(0.001));
    BOOST_TEST(base::contrast("#777777", "#ffffff") == 4.48, boost::test_tools::tolerance(0.001));
    BOOST_TEST(base::contrast("#24503a", "#24503a") == 1.0, boost::test_tools::tolerance(0.001));
}
