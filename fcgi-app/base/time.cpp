#include "base/time.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <stdexcept>

namespace base {
namespace {

int number_at(std::string_view text, std::size_t at, std::size_t digits, int most)
{
    int value = 0;
    for (const char c : text.substr(at, digits)) {
        if (c < '0' || c > '9') throw std::invalid_argument{"not a date and time"};
        value = value * 10 + (c - '0');
    }
    if (value > most) throw std::invalid_argument{"not a date and time"};
    return value;
}

} // namespace

Instant now()
{
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::string to_datetime(Instant instant)
{
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{instant - day};
    std::array<char, 32> text{};
    const int length = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d", int{date.year()}, unsigned{date.month()},
        unsigned{date.day()}, static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

Instant from_datetime(std::string_view datetime)
{
    const bool shaped = datetime.size() >= 19 && datetime[4] == '-' && datetime[7] == '-' && datetime[10] == ' ' &&
                        datetime[13] == ':' && datetime[16] == ':' && (datetime.size() == 19 || datetime[19] == '.');
    if (!shaped) throw std::invalid_argument{"not a date and time"};
    const std::chrono::year_month_day date{
        std::chrono::year{number_at(datetime, 0, 4, 9999)},
        std::chrono::month{static_cast<unsigned>(number_at(datetime, 5, 2, 12))},
        std::chrono::day{static_cast<unsigned>(number_at(datetime, 8, 2, 31))}};
    if (!date.ok()) throw std::invalid_argument{"not a date and time"};
    return std::chrono::sys_days{date} + std::chrono::hours{number_at(datetime, 11, 2, 23)} +
           std::chrono::minutes{number_at(datetime, 14, 2, 59)} + std::chrono::seconds{number_at(datetime, 17, 2, 59)};
}

std::string to_date(std::chrono::sys_days day)
{
    return to_datetime(day).substr(0, 10);
}

std::optional<std::chrono::sys_days> parse_day(std::string_view text)
{
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    const char* end = text.data() + text.size();
    const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-' &&
                        std::from_chars(text.data(), end, year).ptr == text.data() + 4 &&
                        std::from_chars(text.data() + 5, end, month).ptr == text.data() + 7 &&
                        std::from_chars(text.data() + 8, end, day).ptr == end;
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!shaped || !date.ok()) return std::nullopt;
    return std::chrono::sys_days{date};
}

} // namespace base
