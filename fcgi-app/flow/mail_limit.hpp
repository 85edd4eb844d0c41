#pragma once

#include "base/settings.hpp"
#include "flow/step.hpp"
#include "view/pages.hpp"

#include <chrono>
#include <string>

namespace flow {

/// For so long after a mail with a way in was asked for, that one or the one just before it has a link that works. A limit of
/// mails may refuse another one for no longer: otherwise whoever asks ten times in somebody's name shuts the owner out for
/// the rest of the day. The same for known and unknown.
[[nodiscard]] std::chrono::seconds earlier_mail_holds(const base::Settings& settings);

/// What follows ask_for_mail() when it says no: that an earlier message still holds, and nothing of a new one. The same for
/// known and unknown.
///
/// again_path  the page of the form, for another address.
[[nodiscard]] view::Page mail_limit_page(const Step& step, const std::string& again_path);

} // namespace flow
