#include "app/routes.hpp"

#include "app/metrics.hpp"
#include "base/text.hpp"
#include "flow/activity.hpp"
#include "flow/ask_staff.hpp"
#include "flow/change_email.hpp"
#include "flow/change_language.hpp"
#include "flow/change_name.hpp"
#include "flow/change_password.hpp"
#include "flow/close_account.hpp"
#include "flow/confirm_email.hpp"
#include "flow/confirm_old_user.hpp"
#include "flow/confirm_password.hpp"
#include "flow/data_copy.hpp"
#include "flow/devices.hpp"
#include "flow/forgot.hpp"
#include "flow/hand_over.hpp"
#include "flow/history.hpp"
#include "flow/information.hpp"
#include "flow/login.hpp"
#include "flow/logout.hpp"
#include "flow/not_for_me.hpp"
#include "flow/old_user.hpp"
#include "flow/portal_sign_in.hpp"
#include "flow/recover_password.hpp"
#include "flow/register.hpp"
#include "flow/register_confirm.hpp"
#include "flow/settings.hpp"
#include "flow/staff_account.hpp"
#include "flow/staff_act.hpp"
#include "flow/staff_desk.hpp"
#include "flow/staff_trail.hpp"
#include "flow/stop_change.hpp"
#include "flow/undo_email_change.hpp"

#include <algorithm>

namespace app {
namespace {

using enum Guard;
using namespace flow;

// clang-format off
constexpr Route table[] = {
    {"/Account/Login",                anyone,    show_login,            post_login,            login_again},
    {"/Account/Logout",               anyone,    show_logout,           post_logout,           logout_again},
    {"/Account/Register",             anyone,    show_register,         post_register,         register_again},
    {"/Account/Register/Confirm",     anyone,    show_register_confirm, post_register_confirm, register_confirm_again},
    {"/Account/Forgot",               anyone,    show_forgot,           post_forgot,           forgot_again},
    {"/Account/RecoverPassword",      anyone,    show_recover_password, post_recover_password, recover_password_again},
    {"/Account/NotForMe",             anyone,    show_not_for_me,       post_not_for_me,       not_for_me_again},
    {"/Account/UndoEmailChange",      anyone,    show_undo_email_change, post_undo_email_change, undo_email_change_again},
    {"/Account/StopChange",           anyone,    show_stop_change,      post_stop_change,      stop_change_again},
    {"/Account/Settings",             signed_in, show_settings},
    {"/Account/Settings/Name",        signed_in, show_change_name,      post_change_name,      change_name_again},
    {"/Account/Settings/Language",    signed_in, show_change_language,  post_change_language,  change_language_again},
    {"/Account/Settings/Password",    signed_in, show_change_password,  post_change_password,  change_password_again},
    {"/Account/Settings/Email",       signed_in, show_change_email,     post_change_email,     change_email_again},
    {"/Account/Settings/Email/Confirm", anyone,  show_confirm_email,    post_confirm_email,    confirm_email_again},
    {"/Account/Settings/Data",        password_just_given, show_data_copy,       post_data_copy,        data_copy_again},
    {"/Account/Settings/Delete",      signed_in, show_close_account,    post_close_account,    close_account_again},
    {"/Account/Closed",               anyone,    show_closed},
    {"/Account/Settings/Devices",     password_just_given, show_devices, post_devices,         devices_again},
    {"/Account/Settings/History",     signed_in, show_history},
    {"/Account/Settings/Activity",    signed_in, show_activity},
    {"/Account/Settings/OldUser",     signed_in, show_old_user,         post_old_user,         old_user_again},
    {"/Account/Settings/OldUser/Confirm", anyone, show_confirm_old_user, post_confirm_old_user, confirm_old_user_again},
    {"/Account/Settings/OldUser/Staff", signed_in, show_ask_staff,      post_ask_staff,        ask_staff_again},
    {"/Account/ConfirmPassword",      signed_in, show_confirm_password, post_confirm_password, confirm_password_again},
    {"/Account/Staff",                staff,     show_staff_desk,       post_staff_desk,       staff_desk_again},
    {"/Account/Staff/Account",        staff,     show_staff_account},
    {"/Account/Staff/Act",            staff,     show_staff_act,        post_staff_act,        staff_act_again},
    {"/Account/Staff/Acts",           staff,     show_staff_trail},
    {"/Account/HandOver",             signed_in, show_hand_over},
    {"/Account/FormWaits",            anyone,    show_form_waits},
    {"/Account/Help",                 anyone,    show_help},
    {"/Account/Accessibility",        anyone,    show_accessibility},
    {"/Account/Privacy",              anyone,    show_privacy},
    {"/Account/Cookies",              anyone,    show_cookies},
    {"/.well-known/change-password",  anyone,    to_change_password},
    {"/.well-known/jwks.json",        anyone,    show_jwk_set},
    {"/auth/sign-in",                 anyone,    show_portal_sign_in},
    {"/auth/callback",                anyone,    show_callback},
    {"/auth/ended",                   anyone,    show_ended},
    {"/healthz",                      anyone,    show_alive},
    {"/readyz",                       anyone,    show_ready},
    {"/metrics",                      anyone,    show_metrics},
};

constexpr Alias alias_table[] = {
    {"/Account",                "/Account/Settings"},
    {"/Account/LogOn",          "/Account/Login"},
    {"/Account/LogOff",         "/Account/Logout"},
    {"/Account/Manage",         "/Account/Settings"},
    {"/Account/ChangePassword", "/Account/Settings/Password"},
    {"/Account/ForgotPassword", "/Account/Forgot"},
};
// clang-format on

std::string_view without_last_slash(std::string_view path)
{
    return path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
}

template <class Table>
const auto* find_in(const Table& rows, std::string_view path)
{
    const auto wanted = without_last_slash(path);
    const auto row = std::ranges::find_if(
        rows, [&](const auto& each) { return base::equals_ignoring_ascii_case(each.path, wanted); });
    return row == std::end(rows) ? nullptr : &*row;
}

static_assert(std::size(table) < base::most_routes, "base::most_routes is too small");

} // namespace

std::span<const Route> routes()
{
    return table;
}

std::span<const Alias> aliases()
{
    return alias_table;
}

const Route* find_route(std::string_view path)
{
    return find_in(table, path);
}

const Alias* find_alias(std::string_view path)
{
    return find_in(alias_table, path);
}

} // namespace app
