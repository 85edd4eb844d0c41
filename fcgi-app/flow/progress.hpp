#pragma once

#include "store/progress.hpp"

#include <array>
#include <chrono>
#include <map>

namespace flow {

/// How many residents took each step, in the order of store::MovingStep.
using StepCounts = std::array<unsigned, 7>;

struct Progress {
    StepCounts in_all{};
    std::map<std::chrono::sys_days, StepCounts> by_day{}; ///< in Europe/Helsinki; a day without any step is not there
    store::MovingStand stand{};
};

[[nodiscard]] Progress read_progress(store::Database& db);

} // namespace flow
