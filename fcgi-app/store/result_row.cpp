#include "store/result_row.hpp"

#include <cppconn/exception.h>

#include <algorithm>
#include <charconv>

namespace store {

namespace {

[[noreturn]] void unreadable(unsigned column, const char* expected)
{
    throw DatabaseError{"column " + std::to_string(column) + " holds no " + expected};
}

template <class Read>
auto read_column(unsigned column, Read read)
{
    try {
        return read();
    } catch (const sql::SQLException& error) {
        throw DatabaseError{"column " + std::to_string(column) + ": " + error.what()};
    }
}

} // namespace

bool ResultRow::next() const
{
    return read_column(0, [&] { return result_.next(); });
}

bool ResultRow::is_null(unsigned column) const
{
    return read_column(column, [&] { return result_.isNull(column + 1); });
}

std::string ResultRow::text(unsigned column) const
{
    return read_column(column, [&] { return result_.getString(column + 1).asStdString(); });
}

std::int64_t ResultRow::integer(unsigned column) const
{
    const auto digits = text(column); // the connector's getInt64 would read "12abc" as 12 and NULL as 0
    std::int64_t number = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size()) unreadable(column, "whole number");
    return number;
}

std::optional<std::string> Row::optional_text(unsigned column) const
{
    if (is_null(column)) return std::nullopt;
    return text(column);
}

base::Instant Row::instant(unsigned column) const
{
    try {
        return base::from_datetime(text(column));
    } catch (const std::invalid_argument&) {
        unreadable(column, "time");
    }
}

std::optional<base::Instant> Row::optional_instant(unsigned column) const
{
    if (is_null(column)) return std::nullopt;
    return instant(column);
}

base::AccountId Row::account_id(unsigned column) const
{
    return static_cast<base::AccountId>(integer(column));
}

auth::Digest Row::digest(unsigned column) const
{
    const auto bytes = text(column);
    auth::Digest digest{};
    if (bytes.size() != digest.size()) unreadable(column, "digest");
    std::ranges::copy(bytes, digest.begin());
    return digest;
}

} // namespace store
