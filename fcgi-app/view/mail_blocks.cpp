#include "view/mail_blocks.hpp"

#include "view/mail_composer.hpp"

#include <algorithm>

namespace view {
namespace {

/// The guide's mail (guide.md, 4): its lines in its order. What is ours follows the link.
void password_link(MailComposer& mail)
{
    mail.say("mail.password_link.lead");
    mail.user_name();
    mail.link();
    mail.old_name();
    mail.about_link({"mail.password_link.not_you"});
}

void registration(MailComposer& mail)
{
    mail.say("mail.register.body");
    mail.user_name();
    mail.link();
    mail.about_link({});
}

void already(MailComposer& mail)
{
    mail.say_with_page("mail.already.body", "/Account/Login");
    mail.user_name();
    mail.say("mail.already.forgot");
    mail.link();
    mail.about_link({"mail.password_link.not_you"});
    mail.say("mail.already.other_person");
}

void unknown(MailComposer& mail)
{
    mail.say("mail.unknown.body");
    mail.say("mail.asked_at");
}

void shared(MailComposer& mail)
{
    mail.say("mail.shared.body");
    mail.say("mail.asked_at");
}

void password_changed(MailComposer& mail)
{
    mail.say("mail.password_changed.body");
    mail.user_name();
    mail.say_with_page("mail.password_changed.not_you", "/Account/Forgot");
}

struct Plan {
    MailKind kind;
    std::string_view name;
    std::string_view subject;
    void (*write)(MailComposer& mail);
};

constexpr Plan plans[] = {
    {MailKind::first_password, "first_password", "mail.password_link.subject", password_link},
    {MailKind::recovery, "recovery", "mail.password_link.subject", password_link},
    {MailKind::registration, "registration", "mail.register.subject", registration},
    {MailKind::already, "already", "mail.already.subject", already},
    {MailKind::unknown, "unknown", "mail.unknown.subject", unknown},
    {MailKind::shared, "shared", "mail.shared.subject", shared},
    {MailKind::password_changed, "password_changed", "mail.password_changed.subject", password_changed},
};

const Plan& plan(MailKind kind)
{
    return *std::ranges::find(plans, kind, &Plan::kind);
}

} // namespace

std::string_view name(MailKind kind)
{
    return plan(kind).name;
}

MailContent mail_content(
    MailKind kind, base::Language language, const MailFacts& facts, const Texts& texts, const std::string& base_url)
{
    MailComposer mail{language, facts, texts, base_url};
    plan(kind).write(mail);
    mail.closing();
    auto subject = mail.text(plan(kind).subject);
    return {std::move(subject), std::move(mail).blocks()};
}

} // namespace view
