#include "base/time.hpp"

#include <array>
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

} // namespace base
