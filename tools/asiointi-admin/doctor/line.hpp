#pragma once

#include "probe/finding.hpp"

#include <string>

namespace doctor {

/// One finding in one line, in columns that can be read without colour: outcome, matter, what was found, and for what is
/// wrong the remedy. Control characters become "?".
[[nodiscard]] std::string line_of(const probe::Finding& finding);

} // namespace doctor
