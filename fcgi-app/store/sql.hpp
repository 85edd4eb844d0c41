#pragma once

#include "auth/secret.hpp"
#include "base/account_id.hpp"
#include "base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

/// SQL as checked literals. Nothing in this header shows the connector, so only store/*.cpp depends on it.
namespace store {

/// Broken machinery: the database is away, refused, timed out or answered with an error nobody planned for.
/// The message is for the log and never for a visitor.
class DatabaseError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Nobody's fault, and over before long: a statement took longer than it may, or waited too long for others. Answer 503 and let
/// people retry.
class DatabaseUnavailable : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

/// No host can be reached or written to, or the pool knows that it is down: whatever else is tried now fails as well.
class DatabaseUnreachable : public DatabaseUnavailable {
public:
    using DatabaseUnavailable::DatabaseUnavailable;
};

/// The connection was lost at COMMIT, or during a write outside of a transaction, and whether it was done could not be
/// found out. Answer 503, and say so: whoever asked has to look.
class OutcomeUnknown : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

/// SQL text that is a literal with as many '?' as there are arguments; anything else does not compile.
template <class... Args>
class BasicSql {
public:
    // NOLINTNEXTLINE(google-explicit-constructor): the call site reads as SQL
    consteval BasicSql(const char* text) : text_{text}
    {
        std::size_t marks = 0;
        for (const char* c = text; *c != '\0'; ++c) marks += *c == '?' ? 1 : 0;
        if (marks != sizeof...(Args)) throw "number of '?' differs from the number of arguments";
    }
    [[nodiscard]] constexpr const char* text() const { return text_; }

private:
    const char* text_;
};
template <class... Args>
using Sql = BasicSql<std::type_identity_t<Args>...>;

/// A value bound to a '?'. std::monostate is NULL.
using Value = std::variant<std::monostate, std::int64_t, std::uint64_t, std::string>;

[[nodiscard]] inline Value to_value(std::nullopt_t)
{
    return std::monostate{};
}
[[nodiscard]] inline Value to_value(std::string_view text)
{
    return std::string{text};
}
[[nodiscard]] inline Value to_value(const std::string& text)
{
    return text;
}
[[nodiscard]] inline Value to_value(const char* text)
{
    return std::string{text};
}
[[nodiscard]] inline Value to_value(const auth::Digest& digest)
{
    return std::string{auth::bytes_of(digest)};
}
[[nodiscard]] inline Value to_value(base::Instant instant)
{
    return base::to_datetime(instant);
}
[[nodiscard]] inline Value to_value(base::AccountId id)
{
    return static_cast<std::uint64_t>(id);
}
template <std::signed_integral Integer>
[[nodiscard]] Value to_value(Integer number)
{
    return std::int64_t{number};
}
template <std::unsigned_integral Integer>
[[nodiscard]] Value to_value(Integer number)
{
    return std::uint64_t{number};
}
template <class Enum>
requires std::is_enum_v<Enum>
[[nodiscard]] Value to_value(Enum value)
{
    return to_value(static_cast<std::underlying_type_t<Enum>>(value));
}
template <class T>
[[nodiscard]] Value to_value(const std::optional<T>& value)
{
    return value ? to_value(*value) : Value{std::monostate{}};
}

/// The row in hand. Columns are read in order from 0; each accessor throws DatabaseError for a value of another kind.
class Row {
public:
    virtual ~Row() = default;
    [[nodiscard]] virtual bool is_null(unsigned column) const = 0;
    [[nodiscard]] virtual std::string text(unsigned column) const = 0; ///< text or raw bytes; "" for NULL
    [[nodiscard]] virtual std::int64_t integer(unsigned column) const = 0;

    [[nodiscard]] std::optional<std::string> optional_text(unsigned column) const;
    [[nodiscard]] base::Instant instant(unsigned column) const;
    [[nodiscard]] std::optional<base::Instant> optional_instant(unsigned column) const;
    [[nodiscard]] base::AccountId account_id(unsigned column) const;
    [[nodiscard]] auth::Digest digest(unsigned column) const;
};

class Database;

namespace detail {
[[nodiscard]] int execute(Database& db, const char* sql, const std::vector<Value>& arguments);
void query(
    Database& db, const char* sql, const std::vector<Value>& arguments, const std::function<void(const Row&)>& each);
} // namespace detail

/// Runs an INSERT, UPDATE or DELETE. Returns the number of rows it changed: an UPDATE that sets what is there already
/// changes 0. Throws DuplicateKey for a violated unique key, DatabaseError for all else.
template <class... Args>
[[nodiscard]] int execute(Database& db, Sql<Args...> sql, const Args&... arguments)
{
    return detail::execute(db, sql.text(), {to_value(arguments)...});
}

/// All rows, in the order of the statement. `read` makes a result of a Row.
template <class Read, class... Args>
[[nodiscard]] auto list(Database& db, Read read, Sql<Args...> sql, const Args&... arguments)
{
    std::vector<std::invoke_result_t<Read, const Row&>> rows;
    detail::query(db, sql.text(), {to_value(arguments)...}, [&](const Row& row) { rows.push_back(read(row)); });
    return rows;
}

/// At most one row: nullopt when there is none; two are a defect and throw DatabaseError.
template <class Read, class... Args>
[[nodiscard]] auto find_one(Database& db, Read read, Sql<Args...> sql, const Args&... arguments)
{
    std::optional<std::invoke_result_t<Read, const Row&>> found;
    detail::query(db, sql.text(), {to_value(arguments)...}, [&](const Row& row) {
        if (found) throw DatabaseError{std::string{"more than one row: "} + sql.text()};
        found.emplace(read(row));
    });
    return found;
}

/// A unique key already holds this value. Error 1062; an outcome in most places, so callers catch it by name.
class DuplicateKey : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

/// Deadlock (1213), at any statement and at COMMIT too (Galera), after the last repetition.
class TransactionConflict : public DatabaseUnavailable {
public:
    using DatabaseUnavailable::DatabaseUnavailable;
};

} // namespace store
