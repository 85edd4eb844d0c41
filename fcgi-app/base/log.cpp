#include "base/log.hpp"

#include "base/text.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/sinks/syslog_sink.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace base {
namespace {

// One process serves one request at a time, so its reference number is the process's.
std::string& reference_in_hand()
{
    static std::string reference;
    return reference;
}

/// A JSON string without its quotes; control characters, quotes and what could end a line are escaped.
void append_json_text(std::string& line, std::string_view text)
{
    static constexpr std::string_view hex = "0123456789abcdef";
    if (!is_utf8(text)) text = "(not UTF-8)";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            line += '\\';
            line += c;
        } else if (byte < 0x20 || byte == 0x7F) {
            line += "\\u00";
            line += hex[byte >> 4U];
            line += hex[byte & 0x0FU];
        } else {
            line += c;
        }
    }
}

void append_member(std::string& line, std::string_view name, std::string_view text)
{
    line += ",\"";
    append_json_text(line, name);
    line += "\":\"";
    // Bidirectional controls and C1 characters are valid JSON, yet can reorder what a person sees in a terminal.
    append_json_text(line, has_control_characters(text) && is_utf8(text) ? percent_encode(text) : std::string{text});
    line += '"';
}

spdlog::level::level_enum to_spdlog(LogLevel level)
{
    switch (level) {
    case LogLevel::debug:
        return spdlog::level::debug;
    case LogLevel::info:
        return spdlog::level::info;
    case LogLevel::warning:
        return spdlog::level::warn;
    case LogLevel::error:
        return spdlog::level::err;
    }
    return spdlog::level::err;
}

void begin(std::string_view process, LogLevel least, std::vector<spdlog::sink_ptr> sinks)
{
    auto logger = std::make_shared<spdlog::logger>("asiointi", sinks.begin(), sinks.end());
    // The message is the inside of the object from "event" on.
    const auto pattern =
        R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","process":")" + std::string{process} + R"(","pid":%P,%v})";
    logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc));
    logger->set_level(to_spdlog(least));
    logger->flush_on(spdlog::level::trace);
    spdlog::set_default_logger(std::move(logger));
}

} // namespace

void start_log(std::string_view process, LogLevel least)
{
    begin(process, least, {std::make_shared<spdlog::sinks::stderr_sink_st>()});
}

void start_command_log()
{
    auto on_terminal = std::make_shared<spdlog::sinks::stderr_sink_st>();
    on_terminal->set_level(spdlog::level::warn);
    constexpr bool as_formatted = true;
    auto in_system_log =
        std::make_shared<spdlog::sinks::syslog_sink_st>("asiointi-admin", 0, LOG_AUTHPRIV, as_formatted);
    begin("admin", LogLevel::info, {std::move(on_terminal), std::move(in_system_log)});
}

void set_log_reference(std::string_view reference)
{
    reference_in_hand() = reference;
}

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields)
{
    auto* logger = spdlog::default_logger_raw();
    if (!logger->should_log(to_spdlog(level))) return;
    std::string line = "\"event\":\"";
    append_json_text(line, event);
    line += '"';
    if (!reference_in_hand().empty()) append_member(line, "reference", reference_in_hand());
    for (const auto& field : fields) {
        if (const auto* text = std::get_if<std::string>(&field.value)) {
            append_member(line, field.name, *text);
        } else {
            line += ",\"" + std::string{field.name} + "\":" + std::to_string(std::get<std::int64_t>(field.value));
        }
    }
    logger->log(to_spdlog(level), spdlog::string_view_t{line});
}

} // namespace base
