#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace store {

/// The statements of a migration: each ends with ";" at the end of a line; lines that begin with "--" are comments.
/// Throws std::runtime_error for text behind the last ";".
[[nodiscard]] std::vector<std::string> statements_of(std::string_view text);

/// The statements of a file for the command-line client, as sql/grants.sql is one: besides, a line "DELIMITER X" says that from
/// there on statements end with X at the end of a line. Throws std::runtime_error for text behind the last one.
[[nodiscard]] std::vector<std::string> client_statements_of(std::string_view text);

} // namespace store
