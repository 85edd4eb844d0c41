#pragma once

#include "view/mail_composer.hpp"

/// What each kind of mail says before its closing: one function a kind, read from top to bottom as the mail is.
namespace view {

void write_password_link(MailComposer& mail);
void write_registration(MailComposer& mail);
void write_already(MailComposer& mail);
void write_unknown(MailComposer& mail);
void write_shared(MailComposer& mail);
void write_password_changed(MailComposer& mail);
void write_email_confirm(MailComposer& mail);
void write_email_taken(MailComposer& mail);
void write_email_changed_old(MailComposer& mail);
void write_email_changed_new(MailComposer& mail);
void write_email_restored(MailComposer& mail);
void write_account_frozen(MailComposer& mail);
void write_new_device(MailComposer& mail);
void write_account_closed(MailComposer& mail);
void write_account_reopened(MailComposer& mail);
void write_sign_in_slowed(MailComposer& mail);
void write_add_old_user(MailComposer& mail);
void write_staff_acted(MailComposer& mail);
void write_staff_change_address(MailComposer& mail);
void write_staff_change_merge(MailComposer& mail);
void write_dormant(MailComposer& mail);
void write_invitation(MailComposer& mail);

} // namespace view
