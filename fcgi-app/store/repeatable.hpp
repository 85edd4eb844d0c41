#pragma once

#include "store/database.hpp"

namespace store {

namespace detail {
void execute_repeatable(Database& db, const char* sql, const std::vector<Value>& arguments);
} // namespace detail

/// execute() for a statement that may be run twice without harm: when the connection is lost, and with it the knowledge
/// whether it was done, it is run again on a host that works. How many rows it changed tells nothing then.
template <class... Args>
void execute_repeatable(Database& db, Sql<Args...> sql, const Args&... arguments)
{
    detail::execute_repeatable(db, sql.text(), {to_value(arguments)...});
}

} // namespace store
