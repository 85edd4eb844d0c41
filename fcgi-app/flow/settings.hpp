#pragma once

#include "flow/visit.hpp"

#include <string>
#include <string_view>

namespace flow {

constexpr const char* settings_path = "/Account/Settings";

/// What the page of the settings says at its top after a change.
enum class Saved : char {
    changes = 'c',
    email = 'e',    ///< the address is another one now
    reopened = 'r', ///< the account will not be erased after all
};

/// /Account/Settings: what there is to change, and what it is now.
[[nodiscard]] http::Response show_settings(const Visit& visit);

/// To the page of the settings, which says what was done.
[[nodiscard]] http::Response to_settings(const Visit& visit, Saved saved);

/// The same for a browser whose session cookie is about to become `binding`.
[[nodiscard]] http::Response to_settings(const Visit& visit, Saved saved, const std::string& binding);

} // namespace flow
