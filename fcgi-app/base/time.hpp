#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// A moment in UTC, whole seconds: what rules compare and what the database stores.
using Instant = std::chrono::sys_seconds;

/// The present moment. The only place that reads the real-time clock; rules take `now` as an argument.
[[nodiscard]] Instant now();

/// "2026-11-23 08:00:01", UTC: the form in which DATETIME columns are written and read.
[[nodiscard]] std::string to_datetime(Instant instant);

/// The reverse of to_datetime(); a fraction of a second behind it is ignored.
/// Throws std::invalid_argument for anything else.
[[nodiscard]] Instant from_datetime(std::string_view datetime);

/// "2026-11-23"
[[nodiscard]] std::string to_date(std::chrono::sys_days day);

/// The reverse of to_date(); nullopt for anything else, and for a day that is in no calendar.
[[nodiscard]] std::optional<std::chrono::sys_days> parse_day(std::string_view text);

} // namespace base
