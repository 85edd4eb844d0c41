#include "store/failure.hpp"
#include "store/sql.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>

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
    {"waiting too long for a lock is out of time", 1205, Failure::timed_out},
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

BOOST_AUTO_TEST_CASE(a_connection_is_used_again_only_when_the_server_has_answered_in_order)
{
    for (const auto good : {Failure::conflict, Failure::timed_out, Failure::duplicate})
        BOOST_TEST(store::leaves_connection_good(good));
    for (const auto bad : {Failure::unfit, Failure::full, Failure::lost, Failure::unknown})
        BOOST_TEST(!store::leaves_connection_good(bad));
}

BOOST_AUTO_TEST_CASE(callers_learn_whose_fault_it_was_and_read_the_number_in_the_words)
{
    const auto thrown = [](int error) { store::throw_public(store::StatementFailed{error, "why"}); };
    BOOST_CHECK_THROW(thrown(1213), store::TransactionConflict);
    BOOST_CHECK_THROW(thrown(1062), store::DuplicateKey);
    for (const int nobodys_fault : {1205, 1969}) {
        BOOST_CHECK_EXCEPTION(thrown(nobodys_fault), store::DatabaseUnavailable, [](const auto& error) {
            return dynamic_cast<const store::DatabaseUnreachable*>(&error) == nullptr; // others can still be served
        });
    }
    for (const int no_database : {1290, 1040, 2013}) BOOST_CHECK_THROW(thrown(no_database), store::DatabaseUnreachable);
    BOOST_CHECK_EXCEPTION(thrown(1146), store::DatabaseError, [](const store::DatabaseError& error) {
        const bool is_passing = dynamic_cast<const store::DatabaseUnavailable*>(&error) != nullptr;
        return !is_passing && std::string{error.what()} == "error 1146: why";
    });
}

BOOST_AUTO_TEST_SUITE_END()
