#pragma once

#include <string>

namespace pool {

/// True when a process of this machine listens on the unix socket at `path`. Looks into the kernel's list and does not
/// connect, since a connection would start the service where systemd holds its sockets. False, too, for a process in
/// another network namespace and where the list cannot be read.
[[nodiscard]] bool somebody_listens_on(const std::string& path);

} // namespace pool
