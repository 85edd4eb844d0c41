#pragma once

#include "flow/step.hpp"
#include "view/pages.hpp"

#include <string>

namespace flow {

/// What follows ask_for_mail() when it says no: that an earlier message still holds, and nothing of a new one. The same for
/// known and unknown.
///
/// again_path  the page of the form, for another address.
[[nodiscard]] view::Page mail_limit_page(const Step& step, const std::string& again_path);

} // namespace flow
