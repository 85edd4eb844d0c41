#pragma once

#include "store/activity.hpp"

#include <string_view>

namespace flow {

/// The key of the text that tells an account's owner what happened.
[[nodiscard]] std::string_view activity_words(const store::Activity& activity);

/// The same for a member of staff, whose account it is not.
[[nodiscard]] std::string_view activity_words_for_staff(const store::Activity& activity);

} // namespace flow
