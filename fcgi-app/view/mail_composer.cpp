#include "view/mail_composer.hpp"

#include <algorithm>

namespace view {
namespace {

/// "e…@example.com": enough for whoever knows the address. The mail about a change goes to the address that was
/// replaced, and whoever reads that one by now may be a stranger to the new one.
std::string masked(const std::string& address)
{
    std::size_t first = 1;
    while (first < address.size() && (static_cast<unsigned char>(address[first]) & 0xC0U) == 0x80U) ++first;
    const auto at = address.rfind('@');
    return at == std::string::npos ? "…" : address.substr(0, std::min(first, at)) + "…" + address.substr(at);
}

} // namespace

MailComposer::MailComposer(
    base::Language language, const MailFacts& facts, const Texts& texts, const std::string& base_url)
    : language_{language}, facts_{facts}, texts_{texts}, base_url_{base_url},
      values_{
          {"email", facts.email},
          {"old_name", facts.old_name},
          {"new", facts.new_email},
          {"new_masked", masked(facts.new_email)},
          {"browser", facts.browser},
          {"system", facts.system},
          {"base_url", base_url + '/'},
          {"date", local_date(language, facts.asked_at)},
          {"time", local_time(language, facts.asked_at)},
          {"until_date", local_date(language, facts.expires_at)},
          {"until_time", local_time(language, facts.expires_at)},
          {"erase_date", local_date(language, facts.erase_at)}}
{
}

void MailComposer::list(std::initializer_list<std::string_view> keys)
{
    std::vector<MailLine> lines;
    for (const auto key : keys) lines.push_back(line(key));
    add(MailBlockStyle::paragraph, std::move(lines));
}

void MailComposer::browser()
{
    list(
        {facts_.browser.empty() ? "mail.new_device.browser_unknown" : "mail.new_device.browser",
         facts_.system.empty() ? "mail.new_device.system_unknown" : "mail.new_device.system"});
}

void MailComposer::about_link(std::initializer_list<std::string_view> more)
{
    std::vector<MailLine> lines{line("mail.valid_until"), line("mail.asked_at")};
    for (const auto key : more) lines.push_back(line(key));
    lines.push_back(line("mail.link_begins"));
    add(MailBlockStyle::paragraph, std::move(lines));
}

void MailComposer::closing()
{
    list({"mail.automatic", "mail.trouble"});
    list({"mail.regards", "mail.signature"});
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
