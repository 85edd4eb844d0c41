#include "view/texts.hpp"

namespace view {
namespace {

using std::chrono::sys_seconds;

constexpr std::array month_names{"January", "February", "March",     "April",   "May",      "June",
                                 "July",    "August",   "September", "October", "November", "December"};

/// Summer time begins and ends everywhere in the Union at the same moment: 01:00 UTC on the month's last Sunday.
sys_seconds change_of_time(std::chrono::year year, std::chrono::month month)
{
    return std::chrono::sys_days{year / month / std::chrono::Sunday[std::chrono::last]} + std::chrono::hours{1};
}

bool is_summer_time(sys_seconds instant)
{
    const auto year = std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(instant)}.year();
    return instant >= change_of_time(year, std::chrono::March) && instant < change_of_time(year, std::chrono::October);
}

/// What clocks in Finland show, as if it were UTC.
sys_seconds in_finland(sys_seconds instant)
{
    return instant + std::chrono::hours{is_summer_time(instant) ? 3 : 2};
}

std::string two_digits(long number)
{
    return (number < 10 ? "0" : "") + std::to_string(number);
}

} // namespace

sys_seconds from_local(sys_seconds shown)
{
    const auto in_summer = shown - std::chrono::hours{3};
    return is_summer_time(in_summer) ? in_summer : shown - std::chrono::hours{2};
}

std::chrono::sys_days local_day(sys_seconds instant)
{
    return std::chrono::floor<std::chrono::days>(in_finland(instant));
}

std::string local_date(base::Language language, sys_seconds instant)
{
    const std::chrono::year_month_day date{local_day(instant)};
    const auto day = std::to_string(static_cast<unsigned>(date.day()));
    const auto month = static_cast<unsigned>(date.month());
    const auto year = std::to_string(static_cast<int>(date.year()));
    if (language == base::Language::en) return day + ' ' + month_names.at(month - 1) + ' ' + year;
    return day + '.' + std::to_string(month) + '.' + year;
}

std::string local_time(base::Language language, sys_seconds instant)
{
    const auto local = in_finland(instant);
    const std::chrono::hh_mm_ss clock{local - std::chrono::floor<std::chrono::days>(local)};
    const auto separator = language == base::Language::en ? ":" : ".";
    return two_digits(clock.hours().count()) + separator + two_digits(clock.minutes().count());
}

} // namespace view
