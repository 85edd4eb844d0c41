#pragma once

#include <functional>
#include <string>

namespace probe {

/// In the order of gravity. There is no default: whoever judges says what it is.
enum class Outcome { ok, skipped, warning, fault };

/// What a rule makes of an answer.
struct Verdict {
    Outcome outcome;
    std::string found;       ///< what came, in a few words
    std::string remedy = {}; ///< what to do about it; empty when nothing is wrong
};

/// One line of the report.
struct Finding {
    std::string area;  ///< the heading above it
    std::string check; ///< what was to be shown, as a sentence
    Outcome outcome;
    std::string found; ///< what was sent and what came, or why nothing was sent
    std::string remedy;
};

using Sink = std::function<void(const Finding&)>;

} // namespace probe
