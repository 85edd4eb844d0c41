#pragma once

#include "alike/judge.hpp"

#include <ostream>
#include <vector>

namespace alike {

/// What was compared, beside the steps.
struct Run {
    std::string site;
    std::size_t addresses; ///< of each kind
    bool shows_notice;     ///< the first step tells an address without a password, as the printed guide promises
    unsigned requests;
};

void write_text(std::ostream& out, const Run& run, const std::vector<Judgement>& judgements);

/// {"site", "verdict", "notice", "addresses", "requests", "steps": [{"step", "kinds": [{"kind", "attempts", "tenth_ms", "median_ms",
/// "ninetieth_ms"}], "answers": {"verdict", "differences"}, "times": {"verdict", "comparisons": [{"first", "second",
/// "verdict", "apart_ms", "low_ms", "high_ms", "matters_ms"}]}}]}. With too few attempts the first three are null.
void write_json(std::ostream& out, const Run& run, const std::vector<Judgement>& judgements);

} // namespace alike
