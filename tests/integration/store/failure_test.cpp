#include "store/failure.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

namespace {

struct Case {
    const char* sentence;
    int error;
    store::Failure means;
};
std::ostream& operator<<(std::ostream& out, const Case& c)
{
    return out << c.sentence;
}

using store::Failure;
const Case cases[] = {
    {"a lost certification is a conflict", 1213, Failure::conflict},
    {"waiting too long for a lock is a conflict", 1205, Failure::conflict},
    {"a node without a majority is unfit", 1047, Failure::unfit},
    {"a read-only host is unfit", 1290, Failure::unfit},
    {"a refused connection is lost", 2003, Failure::lost},
    {"a time-out is lost", 2013, Failure::lost},
    {"a certificate that proves nothing is lost", 2026, Failure::lost},
    {"a COMMIT that failed on its way to the group has an unknown outcome", 1180, Failure::unknown},
    {"a number that nobody knows is unknown", 65000, Failure::unknown},
};

} // namespace

BOOST_AUTO_TEST_SUITE(failures)

BOOST_DATA_TEST_CASE(an_error_number_means_what_the_table_says, boost::unit_test::data::make(cases), c)
{
    BOOST_TEST((store::classify(c.error) == c.means));
}

BOOST_AUTO_TEST_SUITE_END()
