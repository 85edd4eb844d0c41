#include "view/mails.hpp"

#include "base/whole_file.hpp"
#include "view/filler.hpp"
#include "view/mail_blocks.hpp"

#include <stdexcept>
#include <utility>

namespace view {
namespace {

const std::string template_name = "mail";

std::string read_template(const std::string& directory)
{
    const auto path = directory + "/mail/mail.tpl";
    auto content = base::whole_file(path);
    if (!content) throw std::runtime_error("cannot read " + path);
    if (!content->starts_with("{{%AUTOESCAPE context=\"HTML\"}}"))
        throw std::runtime_error(path + " is not auto-escaped");
    return *std::move(content);
}

/// text/plain: a URL on a line of its own in < >, so that it survives every mail program.
void append_text(std::string& text, const MailBlock& block)
{
    if (!text.empty()) text += '\n';
    for (const auto& line : block.lines) {
        if (!line.text.empty()) text += line.text + '\n';
        if (!line.url.empty()) text += '<' + line.url + ">\n";
    }
}

std::string as_text(const std::vector<MailPart>& parts)
{
    std::string text;
    for (const auto& part : parts) {
        if (!part.heading.empty()) text.append("\n").append(40, '-').append("\n").append(part.heading).append("\n");
        for (const auto& block : part.blocks) append_text(text, block);
    }
    return text;
}

void put_line(Filler line, const MailLine& content)
{
    if (!content.text.empty()) {
        auto text = line.add("LINE");
        text.set("TEXT", content.text);
        if (!content.language.empty()) text.add("FOREIGN").set("LINE_LANGUAGE", std::string{content.language});
    }
    if (!content.url.empty()) line.add("LINK").set("URL", content.url);
}

std::string_view section(MailBlockStyle style)
{
    switch (style) {
    case MailBlockStyle::paragraph:
        return "PARAGRAPH";
    case MailBlockStyle::link:
        return "BUTTON";
    case MailBlockStyle::small:
        return "SMALL";
    }
    throw std::logic_error("unknown style of a mail block");
}

void put_part(Filler written, const MailPart& part)
{
    written.set("PART_LANGUAGE", std::string{base::code(part.language)});
    if (!part.heading.empty()) written.add("HEADING").set("HEADING_TEXT", part.heading);
    for (const auto& block : part.blocks) {
        auto styled = written.add("BLOCK").add(section(block.style));
        for (const auto& line : block.lines) put_line(styled.add("ROW"), line);
    }
}

void put_colors(Filler& filler, const base::MailColors& colors)
{
    filler.set("BAND", colors.band);
    filler.set("LINK_COLOR", colors.link);
    filler.set("BAND_DARK", colors.band_dark);
    filler.set("LINK_COLOR_DARK", colors.link_dark);
}

} // namespace

struct Mails::Impl {
    const Texts& texts;
    std::string base_url;
    base::MailColors colors;
    TemplateSet templates;
};

Mails::Mails(const std::string& directory, const Texts& texts, const std::string& base_url, base::MailColors colors)
    : impl_{new Impl{texts, base_url, std::move(colors), {}}}
{
    impl_->templates.add(template_name, read_template(directory));
}

Mails::~Mails() = default;

MailText Mails::render(MailKind kind, base::Language language, const MailFacts& facts) const
{
    const auto content = mail_content(kind, language, facts, impl_->texts, impl_->base_url);
    ctemplate::TemplateDictionary values{template_name};
    Filler filler{impl_->templates.names(template_name), template_name, values};
    filler.set("LANGUAGE", std::string{base::code(language)});
    filler.set("SUBJECT", content.subject);
    filler.set("SITE", impl_->texts.get(language, Text{"header.site"}));
    put_colors(filler, impl_->colors);
    for (const auto& part : content.parts) put_part(filler.add("PART"), part);
    return {content.subject, as_text(content.parts), impl_->templates.expand(template_name, values)};
}

} // namespace view
