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

/// What came from outside stays in its line: it must not write a paragraph of the city's.
std::string one_line(std::string value)
{
    for (auto& c : value)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return value;
}

} // namespace

std::string page_in_language(const std::string& base_url, std::string_view path, base::Language language)
{
    return base_url + std::string{path} + "?lang=" + std::string{base::code(language)};
}

std::string link_in_language(const std::string& link, base::Language language)
{
    return link.empty() ? link : link + "&lang=" + std::string{base::code(language)};
}

MailComposer::MailComposer(
    base::Language language, const MailFacts& facts, const Texts& texts, const std::string& base_url)
    : language_{language}, facts_{facts}, texts_{texts}, base_url_{base_url},
      values_{
          {"email", one_line(facts.email)},
          {"old_name", one_line(facts.old_name)},
          {"new", one_line(facts.new_email)},
          {"new_masked", masked(one_line(facts.new_email))},
          {"browser", one_line(facts.browser)},
          {"system", one_line(facts.system)},
          {"base_url", base_url + '/'},
          {"date", local_date(language, facts.asked_at)},
          {"time", local_time(language, facts.asked_at)},
          {"until_date", local_date(language, facts.expires_at)},
          {"until_time", local_time(language, facts.expires_at)},
          {"erase_date", local_date(language, facts.erase_at)},
          {"action", facts.act.empty() ? "" : texts.get(language, Text{"mail.staff.act." + facts.act})},
          {"unit", one_line(facts.unit)},
          {"reason", one_line(facts.reason)}}
{
}

void MailComposer::list(std::initializer_list<std::string_view> keys)
{
    std::vector<MailLine> lines;
    for (const auto key : keys) lines.push_back(line(key));
    add(MailBlockStyle::paragraph, std::move(lines));
}

void MailComposer::old_name_and_account()
{
    if (facts_.old_name.empty()) return say("mail.add_old.account");
    list({"mail.add_old.old_name", "mail.add_old.account"});
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
    add(MailBlockStyle::small, {line("mail.sender"), line("support.line")});
}

} // namespace view
