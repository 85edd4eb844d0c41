#pragma once

#include "store/sql.hpp"

#include <cppconn/resultset.h>

namespace store {

/// The connector's row as a Row. For connection.cpp alone.
class ResultRow : public Row {
public:
    explicit ResultRow(sql::ResultSet& result) : result_{result} {}

    /// Moves to the next row; false after the last one.
    [[nodiscard]] bool next() const;

    [[nodiscard]] bool is_null(unsigned column) const override;
    [[nodiscard]] std::string text(unsigned column) const override;
    [[nodiscard]] std::int64_t integer(unsigned column) const override;

private:
    sql::ResultSet& result_;
};

} // namespace store
