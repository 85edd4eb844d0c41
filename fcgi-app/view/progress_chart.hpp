#pragma once

#include "view/texts.hpp"

#include <array>
#include <chrono>
#include <string>
#include <vector>

namespace view {

/// So many residents had taken each step by the end of a day: imported, invited, password set, signed in.
struct ChartDay {
    std::chrono::sys_days day;
    std::array<unsigned, 4> until_then;
};

/// Who is not on that way: said in a line of words.
struct ChartAside {
    unsigned bounced;
    unsigned wait_for_human;
    unsigned closed;
};

/// What the city council sees: how far the residents have moved over, as one SVG picture that stands alone. The last day's
/// numbers as bars, and how they grew as lines. It says everything in words too (title and desc), tells the lines apart by
/// their pattern and their labels and not by colour alone, needs no font, script or style from elsewhere, and prints in
/// black and white.
///
/// days  those on which something happened, in their order. The lines need two of them.
[[nodiscard]] std::string progress_chart(
    const std::vector<ChartDay>& days, const ChartAside& aside, std::chrono::sys_days today, const Texts& texts,
    base::Language language);

/// "12 345" with a no-break space, "12,345" in English.
[[nodiscard]] std::string number_in_words(base::Language language, unsigned number);

} // namespace view
