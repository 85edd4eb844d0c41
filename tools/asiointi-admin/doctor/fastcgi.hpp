#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace doctor {

using FastcgiParameters = std::vector<std::pair<std::string, std::string>>;

/// What a pool of workers said to one request.
struct FastcgiAnswer {
    unsigned status = 0; ///< 0: no whole answer; `failure` says why
    std::string failure;
    std::string body;
};

/// Asks as a web server does (FastCGI 1.0, one request without a body on a connection of its own) over a unix socket, and
/// waits no longer than `patience` for each step.
[[nodiscard]] FastcgiAnswer
ask_fastcgi(const std::string& socket, const FastcgiParameters& parameters, std::chrono::seconds patience);

} // namespace doctor
