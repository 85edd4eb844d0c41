#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace support {

/// Starts a program, found on PATH, with its output appended to `log`. It is killed when this process ends.
[[nodiscard]] pid_t start(const std::vector<std::string>& command, const std::string& log);

/// Starts a program and waits for it; throws with what it wrote when it fails.
void run(const std::vector<std::string>& command, const std::string& log);

/// Sends a signal to a program that start() started and waits until it is gone.
void end_and_wait(pid_t pid, int signal);

/// True while a program that start() started is running.
[[nodiscard]] bool is_running(pid_t pid);

} // namespace support
