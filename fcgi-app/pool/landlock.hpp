#pragma once

#include "pool/confine.hpp"

namespace pool {

/// The version of Landlock that this kernel speaks; 0 when it has none, or has it switched off.
[[nodiscard]] int landlock_version();

/// Leaves this process reading of rights.readable and what is in it, connecting to rights.ports, and nothing else of files
/// and TCP: as far as the kernel's version of Landlock goes, which may be not at all. Needs no_new_privs.
/// Throws std::system_error.
void restrict_files(const Rights& rights);

} // namespace pool
