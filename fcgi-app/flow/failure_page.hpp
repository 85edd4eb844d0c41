#pragma once

#include "flow/visit.hpp"

namespace flow {

/// The error page for a status, 400 when there is none of its own, with the reference number; nothing is on it yet.
[[nodiscard]] view::Page page_for(const Visit& visit, http::Status status);

/// The page in its frame; with Retry-After when the service is unavailable.
[[nodiscard]] http::Response show_error(const Visit& visit, http::Status status, const view::Page& page);

/// What to answer when serving a request has failed. It asks the database nothing: nobody counts as signed in, and the
/// language is that of the browser or its cookie. A form of ours can be sent once more from this page, with what was typed
/// but for passwords.
[[nodiscard]] http::Response failure_page(const http::Request& request, App& app, http::Status status);

/// The same for a form of which nobody knows whether it has taken effect (store::OutcomeUnknown): it says so, and to look
/// before the form is sent once more. Status 503.
[[nodiscard]] http::Response outcome_unknown_page(const http::Request& request, App& app);

} // namespace flow
