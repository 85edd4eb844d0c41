#pragma once

#include "base/log.hpp"
#include "store/sql.hpp"

#include <string_view>

namespace flow {

/// Does one piece of the background work: when it cannot be done it is logged as `background_failed`, and holds up no other
/// piece: neither does a row that somebody else holds. Without any database none can be done, so DatabaseUnreachable passes on. Returns false for work that failed.
template <class Work>
bool fails_alone(std::string_view duty, Work work)
try {
    work();
    return true;
} catch (const store::DatabaseUnreachable&) {
    throw;
} catch (const std::exception& error) {
    base::log(base::LogLevel::error, "background_failed", {{"duty", duty}, {"cause", error.what()}});
    return false;
}

} // namespace flow
