// What people have typed, in our mails: it stands where it belongs and changes nothing around it. The input is a
// byte for the kind, one for the language, and lines: e-mail address, old user name, unit, and reason to the end.
#include "fuzz.hpp"
#include "unit/view/sample_mails.hpp"

#include <array>

using fuzz::promise;

namespace {

/// E-mail address, old user name, unit, reason.
using Typed = std::array<std::string, 4>;

view::MailText rendered(view::MailKind kind, base::Language language, const Typed& typed)
{
    auto facts = kokkola::mail_facts(kokkola::other_official(language));
    facts.email = typed[0];
    facts.old_name = typed[1];
    facts.unit = typed[2];
    facts.reason = typed[3];
    return kokkola::mails().render(kind, language, facts);
}

constexpr std::string_view placeholder = "PLACEHOLDER";

/// Absent where the typed text is: a mail may leave out a line for want of one.
Typed placeholders(const Typed& typed)
{
    Typed result;
    for (std::size_t i = 0; i < typed.size(); ++i)
        if (!typed[i].empty()) result[i] = std::string{placeholder} + static_cast<char>('0' + i);
    return result;
}

std::string on_one_line(std::string text)
{
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; }, ' ');
    return text;
}

std::string filled(std::string_view text, const Typed& typed)
{
    std::string result;
    for (auto at = text.find(placeholder); at != text.npos; at = text.find(placeholder)) {
        result += text.substr(0, at);
        text.remove_prefix(at + placeholder.size());
        result += on_one_line(typed.at(static_cast<std::size_t>(text.front() - '0')));
        text.remove_prefix(1);
    }
    return result.append(text);
}

/// All characters that could begin or end a tag or an attribute.
std::string skeleton(const std::string& html)
{
    std::string signs;
    std::ranges::copy_if(html, std::back_inserter(signs), [](char c) { return fuzz::contains("<>\"'", {&c, 1}); });
    return signs;
}

} // namespace

void examine(std::string_view input)
{
    if (input.size() < 2) return;
    const auto kinds = kokkola::mail_kinds();
    const auto kind = kinds.at(static_cast<unsigned char>(input[0]) % kinds.size());
    const auto language = base::all_languages.at(static_cast<unsigned char>(input[1]) % base::all_languages.size());
    input.remove_prefix(2);
    Typed typed;
    for (auto& text : typed) text = &text == &typed.back() ? input : fuzz::take(input, '\n');

    const auto mail = rendered(kind, language, typed);
    const auto model = rendered(kind, language, placeholders(typed));
    promise(mail.subject == filled(model.subject, typed), "a subject holds what was typed, as it was typed");
    promise(mail.text == filled(model.text, typed), "so does the text, and nothing else changes");
    promise(skeleton(mail.html) == skeleton(model.html), "what was typed is no HTML");
}
