#pragma once

#include "alike/group.hpp"
#include "alike/shape.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace alike {

/// What is attempted. `waiting` is the password of a name that was tried too often: nobody tries it, it comes of `password`.
enum class Step { user_name, password, waiting, forgot, registration };

[[nodiscard]] std::string_view name_of(Step step); ///< in words, for the report
[[nodiscard]] std::string_view key_of(Step step);  ///< one word, for JSON

/// The status of an answer to somebody who cannot be told anything else.
[[nodiscard]] unsigned expected_status(Step step);

/// What one address got for one attempt.
struct Sample {
    double took_ms;
    Shape answer;
    std::optional<Shape> page; ///< behind the answer, when that was a redirect
};

/// The attempts at one step: in each round one of each kind, in random order.
struct Series {
    Step step;
    std::vector<Kind> kinds;
    std::vector<std::vector<Sample>> rounds; ///< samples in the order of `kinds`
};

/// The series with the rounds in which everybody had to wait put into a series of their own, which may be empty.
[[nodiscard]] std::vector<Series> with_waiting_apart(Series series);

} // namespace alike
