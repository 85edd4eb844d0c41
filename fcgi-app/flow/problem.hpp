#pragma once

#include "flow/visit.hpp"

namespace flow {

/// Why a form is shown again before its handler could look at it.
enum class Problem {
    form_expired, ///< its token does not fit: old, from another tab's sign-in, or forged
    no_cookies,   ///< the browser sent none, so it could never fit
};

/// The status and the message for a problem, put on the page that is shown again.
[[nodiscard]] http::Response show_again(const Visit& visit, Problem problem, view::Page page);

/// The plain page for a status: 400, 403, 404, 405, 413, 415, 429, 500, 503, with the reference number.
[[nodiscard]] http::Response error_page(const Visit& visit, http::Status status);

/// 503 with Retry-After, on the form that was sent, with what was typed: all hashing slots are taken.
[[nodiscard]] http::Response show_busy(const Visit& visit, view::Page page);

} // namespace flow
