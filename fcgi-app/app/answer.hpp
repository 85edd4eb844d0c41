#pragma once

#include "flow/app.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

#include <string>

namespace app {

/// Answers one request: route, form token, guard, flow. The only place where exceptions end: whatever breaks becomes a
/// page with a reference number for the visitor, and a log line with the detail for us.
[[nodiscard]] http::Response answer(const http::Request& request, flow::App& app) noexcept;

/// The page for a request that could not even be read (http::Refusal).
[[nodiscard]] http::Response answer_refused(
    const http::Refusal& refusal, const http::RawRequest& raw, const std::string& reference, flow::App& app) noexcept;

} // namespace app
