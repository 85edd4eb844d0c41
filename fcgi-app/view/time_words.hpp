#pragma once

#include "view/texts.hpp"

namespace view {

/// "tänään klo 14.05", "eilen klo 14.05", "1.9.2023 klo 14.05": when that was, as people in Finland say it at `now`, for
/// the end of a sentence or after a colon.
[[nodiscard]] std::string time_in_words(
    const Texts& texts, base::Language language, std::chrono::sys_seconds instant, std::chrono::sys_seconds now);

} // namespace view
