#include "store/audit_event.hpp"

#include <array>

namespace store {
namespace {

/// By number, from 1 on. Monitoring relies on them: never change one.
constexpr std::array<std::string_view, 49> names{
    "sign_in",
    "sign_in_failed",
    "sign_out",
    "sign_out_everywhere",
    "link_sent",
    "password_set",
    "password_changed",
    "account_registered",
    "account_imported",
    "legacy_user_linked",
    "password_rehashed",
    "account_locked",
    "account_unlocked",
    "mail_stopped",
    "account_import_refused",
    "name_changed",
    "language_changed",
    "email_change_asked",
    "email_changed",
    "email_change_undone",
    "account_frozen",
    "account_closed",
    "account_reopened",
    "account_erased",
    "new_device",
    "session_ended",
    "other_sessions_ended",
    "data_copied",
    "request_to_staff",
    "sign_in_slowed",
    "account_viewed",
    "staff_change_asked",
    "staff_change_stopped",
    "accounts_merged",
    "staff_role_given",
    "staff_role_ended",
    "staff_searched",
    "invited",
    "mail_bounced",
    "password_imported",
    "mails_started",
    "access_refused",
    "form_refused",
    "link_refused",
    "mail_retried",
    "keys_changed",
    "schema_changed",
    "database_restored",
    "dormancy_told"};

} // namespace

std::string_view audit_name(AuditKind kind)
{
    const auto place = static_cast<std::size_t>(kind) - 1;
    return place < names.size() ? names.at(place) : "unknown";
}

} // namespace store
