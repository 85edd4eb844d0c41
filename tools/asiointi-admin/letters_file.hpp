#pragma once

#include "store/letters.hpp"

#include <string>

namespace admin {

/// Writes everybody whom no mail reaches as CSV: UTF-8 with a byte order mark, ";" between the fields, as spreadsheets in
/// Finland open it, and no field that one would take for a formula. The file is complete or not there; only its owner may
/// read it. Returns how many there are. Needs the memory of a page of them.
[[nodiscard]] unsigned write_letters(store::Database& db, const std::string& file);

/// One field of it, in quotation marks.
[[nodiscard]] std::string csv_field(const std::string& text);

} // namespace admin
