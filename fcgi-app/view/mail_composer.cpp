#include "view/mail_composer.hpp"

namespace view {

void MailComposer::about_link(std::initializer_list<std::string_view> more)
{
    std::vector<MailLine> lines{valid_until(), line("mail.asked_at")};
    for (const auto key : more) lines.push_back(line(key));
    lines.push_back(line("mail.link_begins"));
    add(MailBlockStyle::paragraph, std::move(lines));
}

void MailComposer::closing()
{
    add(MailBlockStyle::paragraph, {line("mail.automatic"), line("mail.trouble")});
    add(MailBlockStyle::paragraph, {line("mail.regards"), line("mail.signature")});
    if (!facts_.not_me_link.empty()) add(MailBlockStyle::small, {line("mail.not_me", facts_.not_me_link)});
    add(MailBlockStyle::small, {line("support.line")});
    other_languages();
}

void MailComposer::other_languages()
{
    std::vector<MailLine> lines;
    for (const auto other : base::all_languages) {
        if (other == language_) continue;
        lines.push_back(
            {texts_.get(other, Text{"language.name"}) + ':', page("/Account/Login", other), base::code(other)});
    }
    add(MailBlockStyle::small, std::move(lines));
}

} // namespace view
