// The one main() of every test program: Boost.Test as a shared library, which compiles far faster than its headers.
#define BOOST_TEST_MODULE asiointipalvelu
#include <boost/test/unit_test.hpp>
