#pragma once

#include <string_view>

/// The pages behind mailed links: where mails lead, and where these pages go on to (app/routes.cpp has them all).
namespace flow::link_path {

inline constexpr std::string_view recover_password = "/Account/RecoverPassword";
inline constexpr std::string_view not_for_me = "/Account/NotForMe";
inline constexpr std::string_view register_confirm = "/Account/Register/Confirm";
inline constexpr std::string_view confirm_email = "/Account/Settings/Email/Confirm";
inline constexpr std::string_view undo_email_change = "/Account/UndoEmailChange";
inline constexpr std::string_view confirm_old_user = "/Account/Settings/OldUser/Confirm";
inline constexpr std::string_view stop_change = "/Account/StopChange";

} // namespace flow::link_path
