#pragma once

#include "flow/visit.hpp"

namespace flow {

/// /auth/sign-in: where nginx sends a request to the portal that needs a session and has none. Never reached from outside.
///
/// A page that somebody wants to see leads to the login page and back to its very address. A program gets a plain
/// 401. A form that somebody has sent gets a page in its place that says how to keep it: sign in in another tab,
/// then reload this one, and the browser sends the form again. Nobody loses a permit application.
[[nodiscard]] http::Response show_portal_sign_in(const Visit& visit);

} // namespace flow
