#include "view/mail_blocks.hpp"

#include "view/mail_writers.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace view {
namespace {

struct Plan {
    MailKind kind;
    std::string_view name;
    std::string_view subject;
    void (*write)(MailComposer& mail);
};

constexpr Plan plans[] = {
    {MailKind::first_password, "first_password", "mail.password_link.subject", write_password_link},
    {MailKind::recovery, "recovery", "mail.password_link.subject", write_password_link},
    {MailKind::registration, "registration", "mail.register.subject", write_registration},
    {MailKind::already, "already", "mail.already.subject", write_already},
    {MailKind::unknown, "unknown", "mail.unknown.subject", write_unknown},
    {MailKind::shared, "shared", "mail.shared.subject", write_shared},
    {MailKind::password_changed, "password_changed", "mail.password_changed.subject", write_password_changed},
    {MailKind::email_confirm, "email_confirm", "mail.email_confirm.subject", write_email_confirm},
    {MailKind::email_taken, "email_taken", "mail.email_taken.subject", write_email_taken},
    {MailKind::email_changed_old, "email_changed_old", "mail.email_changed.subject", write_email_changed_old},
    {MailKind::email_changed_new, "email_changed_new", "mail.email_changed_new.subject", write_email_changed_new},
    {MailKind::email_restored, "email_restored", "mail.email_restored.subject", write_email_restored},
    {MailKind::account_frozen, "account_frozen", "mail.frozen.subject", write_account_frozen},
    {MailKind::new_device, "new_device", "mail.new_device.subject", write_new_device},
    {MailKind::account_closed, "account_closed", "mail.deleted.subject", write_account_closed},
    {MailKind::account_reopened, "account_reopened", "mail.reopened.subject", write_account_reopened},
    {MailKind::sign_in_slowed, "sign_in_slowed", "mail.slowed.subject", write_sign_in_slowed},
    {MailKind::add_old_user, "add_old_user", "mail.add_old.subject", write_add_old_user},
    {MailKind::staff_acted, "staff_acted", "mail.staff.subject", write_staff_acted},
    {MailKind::staff_change_address, "staff_change_address", "mail.staff_change.subject", write_staff_change_address},
    {MailKind::staff_change_merge, "staff_change_merge", "mail.staff_change.merge_subject", write_staff_change_merge},
    {MailKind::dormant, "dormant", "mail.dormant.subject", write_dormant},
    {MailKind::invitation, "invitation", "mail.invite.subject", write_invitation},
};

const Plan& plan(MailKind kind)
{
    const auto* found = std::ranges::find(plans, kind, &Plan::kind);
    if (found == std::end(plans)) throw std::logic_error("nobody has written this kind of mail");
    return *found;
}

MailPart first_part(MailComposer mail, base::Language language, const Plan& plan)
{
    plan.write(mail);
    mail.closing();
    return {language, {}, std::move(mail).blocks()};
}

MailPart second_part(
    base::Language language, const MailFacts& facts, const Texts& texts, const std::string& base_url, const Plan& plan)
{
    auto own = facts;
    own.link = link_in_language(facts.link, language);
    own.not_me_link = link_in_language(facts.not_me_link, language);
    auto part = first_part({language, own, texts, base_url}, language, plan);
    part.heading = texts.get(language, Text{"language.name"});
    return part;
}

/// A line for each language that the mail is not in.
MailBlock other_languages(const std::vector<MailPart>& parts, const Texts& texts, const std::string& base_url)
{
    MailBlock block{MailBlockStyle::small, {}};
    for (const auto other : base::all_languages) {
        if (std::ranges::find(parts, other, &MailPart::language) != parts.end()) continue;
        block.lines.push_back(
            {texts.get(other, Text{"mail.service_in_language"}), page_in_language(base_url, "/Account/Login", other),
             base::code(other)});
    }
    return block;
}

} // namespace

std::string_view name(MailKind kind)
{
    return plan(kind).name;
}

MailContent mail_content(
    MailKind kind, base::Language language, const MailFacts& facts, const Texts& texts, const std::string& base_url)
{
    const MailComposer mail{language, facts, texts, base_url};
    MailContent content{mail.text(plan(kind).subject), {first_part(mail, language, plan(kind))}};
    if (facts.also_in && *facts.also_in != language)
        content.parts.push_back(second_part(*facts.also_in, facts, texts, base_url, plan(kind)));
    content.parts.back().blocks.push_back(other_languages(content.parts, texts, base_url));
    return content;
}

} // namespace view
