#pragma once

#include "flow/problem.hpp"

/// Where the person is signed in, and signing out there: a device on this page is a session (store/sessions.hpp). By which
/// browsers an account is known is another matter: store/devices.hpp.
namespace flow {

[[nodiscard]] http::Response show_devices(const Visit& visit);
[[nodiscard]] http::Response post_devices(const Visit& visit);
[[nodiscard]] http::Response devices_again(const Visit& visit, Problem problem);

} // namespace flow
