#pragma once

#include "pool/confine.hpp"

namespace pool {

/// The list of system calls of a worker, as confine() promises it. Needs no_new_privs. Throws std::system_error.
void restrict_system_calls(const Rights& rights);

/// As confine_supervisor() promises it.
void restrict_system_calls_of_supervisor();

} // namespace pool
