#include "view/mail_writers.hpp"

namespace view {

/// The guide's mail (guide.md, 4): its lines in its order. What is ours follows the link.
void write_password_link(MailComposer& mail)
{
    mail.say("mail.password_link.lead");
    mail.user_name();
    mail.link();
    mail.old_name();
    mail.about_link({"mail.password_link.not_you"});
}

void write_registration(MailComposer& mail)
{
    mail.say("mail.register.body");
    mail.user_name();
    mail.link();
    mail.about_link({});
}

void write_already(MailComposer& mail)
{
    mail.say_with_page("mail.already.body", "/Account/Login");
    mail.user_name();
    mail.say("mail.already.forgot");
    mail.link();
    mail.about_link({"mail.password_link.not_you"});
    mail.say("mail.already.other_person");
}

/// Whoever lost an account to somebody who changed its address asks for a link to the old one first.
void write_reserved(MailComposer& mail)
{
    mail.say("mail.reserved.body");
    mail.say("mail.reserved.undo");
    mail.say_with_page("mail.reserved.was_you", "/Account/Login");
    mail.list({"mail.reserved.later", "mail.asked_at"});
}

void write_unknown(MailComposer& mail)
{
    if (mail.is_reserved()) return write_reserved(mail);
    mail.say_with_page("mail.unknown.body", "/Account/Login");
    mail.list({"mail.asked_at", "mail.shared.not_you"});
}

void write_shared(MailComposer& mail)
{
    mail.say("mail.shared.body");
    mail.list({"mail.asked_at", "mail.shared.not_you"});
}

void write_email_confirm(MailComposer& mail)
{
    mail.say("mail.email_confirm.body");
    mail.link();
    mail.about_link({"mail.email_confirm.not_you"});
}

/// Who asked stays untold: the reader may be a stranger to them.
void write_email_taken(MailComposer& mail)
{
    mail.say("mail.email_taken.body");
    mail.say("mail.asked_at");
    mail.say_with_page("mail.email_taken.sign_in", "/Account/Login");
    mail.say_with_page("mail.email_taken.forgot", "/Account/Forgot");
    mail.say("mail.email_taken.was_you");
    mail.say("mail.email_confirm.not_you");
}

namespace {

/// No password is needed any more to get in: a new one ends all sign-ins, and an owner who did not do this must set it.
void write_guessed_inside(MailComposer& mail)
{
    mail.say_count("mail.slowed.inside");
    mail.user_name();
    mail.list({"mail.slowed.inside_was_you", "mail.slowed.inside_not_you"});
    mail.link();
    mail.about_link_of_notice();
    mail.say("mail.contact_too");
}

} // namespace

void write_sign_in_slowed(MailComposer& mail)
{
    if (mail.while_signed_in()) return write_guessed_inside(mail);
    mail.say_count(mail.has_closed() ? "mail.slowed.closed" : "mail.slowed.body");
    mail.user_name();
    mail.say(mail.has_closed() ? "mail.slowed.open_again" : "mail.slowed.was_you");
    mail.link();
    mail.about_link_of_notice();
    mail.say(mail.has_closed() ? "mail.slowed.known_browsers" : "mail.slowed.not_you");
}

/// The asking user name is shown whole: two names can look the same when they are masked, and the reader must not give
/// the history of their old name to a stranger's.
void write_add_old_user(MailComposer& mail)
{
    mail.say("mail.add_old.body");
    mail.old_name_and_account();
    mail.say("mail.add_old.how");
    mail.link();
    mail.about_link({"mail.add_old.not_you"});
}

/// Read after a week, so nothing in it expires. No link of it stops mails: it carries no proof of who reads it, and the mail
/// that "Jatka" sends has one that does.
void write_invitation(MailComposer& mail)
{
    const bool has_password = mail.with_old_password();
    mail.say(has_password ? "mail.invite.body_old_password" : "mail.invite.body");
    mail.sign_in_link();
    mail.list({has_password ? "mail.invite.how_old_password" : "mail.invite.how", "mail.link_begins"});
    mail.say("mail.invite.not_you");
}

} // namespace view
