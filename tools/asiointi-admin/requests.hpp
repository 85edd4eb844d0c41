#pragma once

#include "base/settings.hpp"

#include <cstdint>
#include <ostream>
#include <string>

namespace admin {

/// Prints what residents have asked staff to do and nobody has dealt with yet, the oldest first. Times are UTC.
void list_requests(const base::Settings& settings, bool as_json, std::ostream& out);

struct DoneCommand {
    std::uint64_t id = 0;
    std::string reason; ///< --reason: what was decided; the resident reads it
    std::string staff;  ///< --staff: who decided; the resident reads it
};

/// Marks a request as dealt with and records it in the trail of its account. Throws std::runtime_error when there is no such
/// request, or reason or name are empty or too long to be kept.
void finish_request(const base::Settings& settings, const DoneCommand& command, std::ostream& out);

} // namespace admin
