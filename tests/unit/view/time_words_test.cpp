#include "view/time_words.hpp"

#include "base/time.hpp"
#include "kokkola.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

namespace {

struct Case {
    const char* what;
    const char* instant;
    const char* now;
    const char* words;
    friend std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.what; }
};

const Case cases[] = {
    {"a moment ago", "2026-11-23 12:05:00", "2026-11-23 12:05:30", "tänään klo 14.05"},
    {"the first minute of the day in Finland", "2026-11-22 22:00:00", "2026-11-23 21:59:59", "tänään klo 00.00"},
    {"the minute before it", "2026-11-22 21:59:59", "2026-11-22 22:00:00", "eilen klo 23.59"},
    {"the first minute of yesterday", "2026-11-21 22:00:00", "2026-11-23 21:59:59", "eilen klo 00.00"},
    {"the minute before that", "2026-11-21 21:59:59", "2026-11-23 12:00:00", "21.11.2026 klo 23.59"},
    {"yesterday in another month", "2026-10-31 12:00:00", "2026-11-01 12:00:00", "eilen klo 14.00"},
    {"yesterday before the clocks went back", "2026-10-24 21:30:00", "2026-10-25 22:30:00", "eilen klo 00.30"},
    {"the same day, before they did", "2026-10-24 21:30:00", "2026-10-25 21:30:00", "tänään klo 00.30"},
    {"a clock that is a little ahead", "2026-11-23 12:05:30", "2026-11-23 12:05:00", "tänään klo 14.05"},
    {"a clock that is a day ahead", "2026-11-24 12:05:30", "2026-11-23 12:05:00", "24.11.2026 klo 14.05"},
    {"a year ago to the day", "2025-11-23 12:05:00", "2026-11-23 12:05:00", "23.11.2025 klo 14.05"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(time_words)

//
BOOST_DATA_TEST_CASE(days_are_named_as_people_in_finland_count_them, boost::unit_test::data::make(cases), c)
{
    const auto instant = base::from_datetime(c.instant);
    const auto now = base::from_datetime(c.now);
    BOOST_TEST(view::time_in_words(kokkola::texts(), base::Language::fi, instant, now) == c.words);
}

BOOST_AUTO_TEST_CASE(every_language_has_its_own_words)
{
    const auto now = base::from_datetime("2026-11-23 12:05:00");
    const auto words = [&](base::Language language, int days) {
        return view::time_in_words(kokkola::texts(), language, now - std::chrono::days{days}, now);
    };
    using enum base::Language;
    BOOST_TEST(words(sv, 0) == "i dag kl. 14.05");
    BOOST_TEST(words(sv, 1) == "i går kl. 14.05");
    BOOST_TEST(words(sv, 2) == "21.11.2026 kl. 14.05");
    BOOST_TEST(words(en, 0) == "today at 14:05");
    BOOST_TEST(words(en, 1) == "yesterday at 14:05");
    BOOST_TEST(words(en, 2) == "21 November 2026 at 14:05");
}

BOOST_AUTO_TEST_SUITE_END()
