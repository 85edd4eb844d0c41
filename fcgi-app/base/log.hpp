#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace base {

enum class LogLevel { debug, info, warning, error };

/// One named value of a log line. There is no conversion from a secret type, so a secret does not compile here.
struct LogField {
    LogField(std::string_view n, std::string_view v) : name{n}, value{std::string{v}} {}
    LogField(std::string_view n, const char* v) : name{n}, value{std::string{v}} {}
    LogField(std::string_view n, const std::string& v) : name{n}, value{v} {}
    template <std::integral Integer>
    LogField(std::string_view n, Integer v) : name{n}, value{static_cast<std::int64_t>(v)}
    {
    }

    std::string_view name;
    std::variant<std::string, std::int64_t> value;
};

/// Sets up logging for this process: JSON lines on standard error, one object for each event, with
/// "time" (UTC, RFC 3339, milliseconds), "level", "process" and "event" first. Control characters and invalid
/// UTF-8 in values are escaped or replaced, so a value can never forge a line.
///
/// process  "supervisor", "pages", "check", "background" or "admin".
void start_log(std::string_view process, LogLevel least = LogLevel::info);

/// The same for a command that a person runs: warnings and errors on standard error, and everything from info on in the
/// system's log (syslog, facility authpriv), where it stays when the terminal is closed. There each line is the
/// same JSON object.
void start_command_log();

/// The reference number of the request in hand, repeated in every line until it is set to "".
void set_log_reference(std::string_view reference);

/// Writes one line. `event` is a stable name in snake_case that monitoring can rely on.
void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});

} // namespace base
