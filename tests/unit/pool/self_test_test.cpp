#include "pool/self_test.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(self_test)

BOOST_AUTO_TEST_CASE(a_self_test_passes_by_returning_however_often_it_is_asked)
{
    pool::SelfTest test{[] {}};
    BOOST_TEST(test.has_passed());
    BOOST_TEST(test.has_passed());
}

BOOST_AUTO_TEST_CASE(a_self_test_that_throws_has_failed_however_often_it_is_asked)
{
    pool::SelfTest test{[] { throw std::runtime_error{"broken"}; }};
    BOOST_TEST(!test.has_passed());
    BOOST_TEST(!test.has_passed());
}

// As the kernel does when it runs out of memory.
BOOST_AUTO_TEST_CASE(a_self_test_that_is_killed_has_failed)
{
    pool::SelfTest test{[] { ::raise(SIGKILL); }};
    BOOST_TEST(!test.has_passed());
}

BOOST_AUTO_TEST_CASE(a_self_test_that_nobody_waits_for_leaves_no_process_behind)
{
    {
        const pool::SelfTest test{[] { ::pause(); }};
    }
    BOOST_TEST(::waitpid(-1, nullptr, WNOHANG) == -1);
}

BOOST_AUTO_TEST_SUITE_END()
