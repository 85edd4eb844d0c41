#include "flow/activity_words.hpp"

#include "flow/closing.hpp"
#include "flow/staff_changes.hpp"
#include "flow/wrong_password.hpp"
#include "store/dormancy.hpp"

namespace flow {
namespace {

std::string_view words_for_sign_in(const store::Activity& activity)
{
    if (activity.detail == "password given again") return "activity.password_confirmed";
    return activity.detail == "remembered" ? "activity.sign_in_remembered" : "activity.sign_in";
}

bool is_confirmation(const store::Activity& activity)
{
    return activity.kind == store::AuditKind::staff_change_asked && activity.detail == confirmed_by_second_member;
}

} // namespace

// No default: the compiler tells of a kind that is new.
std::string_view activity_words(const store::Activity& activity)
{
    using enum store::AuditKind;
    const bool by_staff = !activity.unit.empty();
    switch (activity.kind) {
    case sign_in:
        return words_for_sign_in(activity);
    case sign_in_failed:
        return activity.detail == asked_again ? "activity.password_wrong" : "activity.sign_in_failed";
    case sign_out:
        return "activity.sign_out";
    case sign_out_everywhere:
        return "activity.sign_out_everywhere";
    case link_sent:
        return "activity.link_sent";
    case password_set:
        return "activity.password_set";
    case password_changed:
        return by_staff ? "activity.password_retired" : "activity.password_changed";
    case account_registered:
        return "activity.registered";
    case account_imported:
        return "activity.imported";
    case legacy_user_linked:
        return activity.detail == "given by the portal" ? "activity.portal_id_given" : "activity.legacy_user_linked";
    case account_locked:
        return "activity.locked";
    case account_unlocked:
        return "activity.unlocked";
    case mail_stopped:
        return "activity.mail_stopped";
    case name_changed:
        return "activity.name_changed";
    case language_changed:
        return "activity.language_changed";
    case email_change_asked:
        return "activity.email_change_asked";
    case email_changed:
        return "activity.email_changed";
    case email_change_undone:
        return "activity.email_change_undone";
    case account_frozen:
        return "activity.frozen";
    case account_closed:
        return activity.detail == closed_as_dormant ? "activity.closed_dormant" : "activity.closed";
    case account_reopened:
        return "activity.reopened";
    case new_device:
        return "activity.new_device";
    case session_ended:
        return "activity.session_ended";
    case other_sessions_ended:
        return "activity.other_sessions_ended";
    case data_copied:
        return "activity.data_copied";
    case request_to_staff:
        return by_staff ? "activity.request_done" : "activity.request_to_staff";
    case sign_in_slowed:
        return "activity.sign_in_slowed";
    case account_viewed:
        return "activity.viewed";
    case staff_change_asked:
        return is_confirmation(activity) ? "activity.staff_change_confirmed" : "activity.staff_change";
    case staff_change_stopped:
        return "activity.staff_change_stopped";
    case accounts_merged:
        return "activity.merged";
    case staff_role_given:
        return "activity.staff_role_given";
    case staff_role_ended:
        return "activity.staff_role_ended";
    case invited:
        return "activity.invited";
    case mail_bounced:
        return "activity.mail_bounced";
    case password_imported:
        return "activity.password_imported";
    case mails_started:
        return "activity.mails_started";
    case mail_retried:
        return "activity.mail_retried";
    case dormancy_told:
        return activity.detail == store::untold_of_dormancy ? "activity.dormancy_untold" : "activity.dormancy_told";
    case staff_searched:
    case password_rehashed:
    case account_import_refused:
    case account_erased:
    case access_refused:
    case form_refused:
    case link_refused:
    case keys_changed:
    case schema_changed:
    case database_restored:
        break;
    }
    return "activity.other";
}

std::string_view activity_words_for_staff(const store::Activity& activity)
{
    using enum store::AuditKind;
    switch (activity.kind) {
    case staff_searched:
        return "staff.trail.searched";
    case account_viewed:
        return "staff.trail.viewed";
    case staff_change_asked:
        return is_confirmation(activity) ? "staff.trail.change_confirmed" : "staff.trail.change_asked";
    case staff_change_stopped:
        return "staff.trail.change_stopped";
    case accounts_merged:
        return "staff.trail.merged";
    case mails_started:
        return "staff.trail.mails_started";
    case mail_retried:
        return "staff.trail.mail_retried";
    case staff_role_given:
        return "staff.trail.role_given";
    case staff_role_ended:
        return "staff.trail.role_ended";
    default: // speaks to nobody
        return activity_words(activity);
    }
}

} // namespace flow
