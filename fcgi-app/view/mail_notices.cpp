#include "view/mail_writers.hpp"

// Mails that tell the owner of an account what has happened to it.

namespace view {

void write_password_changed(MailComposer& mail)
{
    mail.say("mail.password_changed.body");
    mail.user_name();
    mail.say_with_page("mail.password_changed.not_you", "/Account/Forgot");
}

void write_email_changed_old(MailComposer& mail)
{
    mail.say("mail.email_changed.body");
    mail.list({"mail.email_changed.old_address", "mail.email_changed.new_address"});
    mail.say("mail.email_changed.undo");
    mail.link();
    mail.about_link_of_notice();
    mail.say("mail.email_changed.undo_needs");
}

void write_email_changed_new(MailComposer& mail)
{
    mail.say("mail.email_changed_new.body");
    mail.user_name();
    mail.say_with_page("mail.email_changed_new.sign_in", "/Account/Login");
    mail.say("mail.email_changed_new.not_you");
}

void write_email_restored(MailComposer& mail)
{
    mail.say("mail.email_restored.body");
    mail.say_with_page("mail.email_restored.next", "/Account/Forgot");
    mail.say("mail.email_restored.not_you");
}

/// Goes to both sides of a dispute, so it names neither address.
void write_account_frozen(MailComposer& mail)
{
    mail.say("mail.frozen.body");
    mail.say("mail.frozen.next");
    mail.say("mail.frozen.both");
}

void write_new_device(MailComposer& mail)
{
    mail.say("mail.new_device.body");
    mail.browser();
    mail.user_name();
    mail.say("mail.new_device.was_you");
    mail.say_with_page("mail.new_device.not_you", "/Account/Forgot");
    mail.say("mail.contact_too");
}

/// Whoever reads it need not remember any account of ours, and must not think that somebody is after it.
void write_dormant(MailComposer& mail)
{
    mail.say("mail.dormant.body");
    mail.user_name();
    mail.say("mail.dormant.keep");
    mail.sign_in_link();
    mail.list({"mail.dormant.how", "mail.link_begins"});
    mail.say("mail.deleted.what_stays");
    mail.say("mail.dormant.else");
}

namespace {

void write_dormant_closed(MailComposer& mail)
{
    mail.say("mail.dormant.closed");
    mail.user_name();
    mail.say_with_page("mail.dormant.come_back", "/Account/Login");
    mail.say("mail.deleted.what_stays");
    mail.say("mail.dormant.else");
}

} // namespace

void write_account_closed(MailComposer& mail)
{
    if (mail.was_dormant()) return write_dormant_closed(mail);
    mail.say("mail.deleted.body");
    mail.user_name();
    mail.say_with_page("mail.deleted.come_back", "/Account/Login");
    mail.say("mail.deleted.not_you");
    mail.say("mail.deleted.what_stays");
}

void write_account_reopened(MailComposer& mail)
{
    mail.say("mail.reopened.body");
    mail.user_name();
    mail.say_with_page("mail.new_device.not_you", "/Account/Forgot");
    mail.say("mail.contact_too");
}

void write_staff_acted(MailComposer& mail)
{
    mail.say("mail.staff.body");
    mail.user_name();
    mail.list({"mail.staff.who", "mail.staff.reason"});
    mail.say("mail.staff.not_you");
}

namespace {

void write_staff_change(MailComposer& mail, std::string_view what)
{
    mail.say(what);
    mail.list({"mail.staff_change.now", "mail.staff_change.then", "mail.staff_change.when"});
    mail.list({"mail.staff.who", "mail.staff.reason"});
    mail.say("mail.staff_change.was_you");
    mail.say("mail.staff_change.stop");
    mail.link();
    mail.about_link_of_notice();
}

} // namespace

void write_staff_change_address(MailComposer& mail)
{
    write_staff_change(mail, "mail.staff_change.address");
}

void write_staff_change_merge(MailComposer& mail)
{
    write_staff_change(mail, "mail.staff_change.merge");
}

} // namespace view
