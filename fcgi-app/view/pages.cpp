#include "view/pages.hpp"

#include "view/braces.hpp"
#include "view/filler.hpp"
#include "view/markers.hpp"

#include <filesystem>
#include <set>
#include <stdexcept>

namespace view {
namespace {

/// The same page in another language, for the links at the top.
std::string in_language(const std::string& here, base::Language language)
{
    const char joint = here.find('?') == std::string::npos ? '?' : '&';
    return here + joint + "lang=" + std::string{base::code(language)};
}

std::string upper(std::string text)
{
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

void put_languages(Filler& filler, const Frame& frame)
{
    for (const auto language : base::all_languages) {
        const auto code = upper(std::string{base::code(language)});
        filler.set("URL_" + code, in_language(frame.here, language));
        if (language == frame.language) filler.show("IN_" + code);
    }
}

void put_person(Filler& filler, const Person& person)
{
    filler.show("PERSON");
    filler.show(person.name == person.email ? "PERSON_NAMELESS" : "PERSON_NAMED");
    filler.set("PERSON_NAME", person.name);
    filler.set("PERSON_EMAIL", person.email);
}

void put_section(Filler& filler, const Section& section)
{
    auto shown = filler.add(section.name);
    for (const auto& [variable, value] : section.values) shown.set(variable, value);
    for (const auto& inner : section.inner) put_section(shown, inner);
}

/// A text with a link on its [bracketed] words.
void put_linked(Filler error, const std::string& text, const std::string& url)
{
    const auto parts = split_brackets(text);
    if (!parts.words) throw std::logic_error("no [words] for a link in \"" + text + '"');
    auto alone = error.add("ERROR_ALONE");
    alone.set("ERROR_BEFORE", parts.before);
    alone.set("ERROR_AFTER", parts.after);
    auto link = alone.add("ERROR_LINK");
    link.set("ERROR_URL", url);
    link.set("ERROR_WORDS", *parts.words);
}

} // namespace

struct Pages::Impl {
    const Texts& texts;
    base::LookSettings look;
    std::string start_url;
    TemplateSet templates;
    std::map<std::string, std::string> titles; ///< by template name; fragments are not in it

    Impl(const std::string& directory, const Texts& the_texts, base::LookSettings the_look, std::string start);

    [[nodiscard]] std::string render(const Frame& frame, const Page& page) const;
    void put_frame(Filler& filler, const Frame& frame, const Page& page, const std::string& title) const;
    void put_look(Filler& filler, base::Language language) const;
    void put_content(Filler& filler, const Page& page) const;
    void put_messages(Filler& filler, base::Language language, const Page& page) const;
    void
    put_error(Filler& filler, base::Language language, const Page::Error& error, std::set<std::string>& fields) const;
};

Pages::Impl::Impl(const std::string& directory, const Texts& the_texts, base::LookSettings the_look, std::string start)
    : texts{the_texts}, look{std::move(the_look)}, start_url{std::move(start)}
{
    const Markers markers{directory, texts};
    for (const auto& file : std::filesystem::directory_iterator{directory + "/pages"}) {
        const auto name = file.path().stem().string();
        if (!file.is_regular_file() || file.path().extension() != ".tpl" || name == "frame") continue;
        for (const auto language : base::all_languages) {
            const auto flat = markers.flatten(name, language);
            templates.add(name + '.' + std::string{base::code(language)}, flat.html);
            if (!flat.title.empty()) titles[name] = flat.title;
            if (!flat.title.empty()) (void)texts.get(language, Text{flat.title});
        }
    }
}

void Pages::Impl::put_frame(Filler& filler, const Frame& frame, const Page& page, const std::string& title) const
{
    filler.set("HEADING", texts.get(frame.language, Text{page.title_.value_or(title)}));
    put_languages(filler, frame);
    put_look(filler, frame.language);
    if (frame.is_kept_open) filler.show("KEPT_OPEN");
    if (!frame.announcement.empty()) filler.add("ANNOUNCEMENT").set("ANNOUNCEMENT_TEXT", frame.announcement);
    put_messages(filler, frame.language, page);
}

void Pages::Impl::put_look(Filler& filler, base::Language language) const
{
    if (!look.theme_css.empty()) filler.add("THEME").set("THEME_CSS", look.theme_css);
    if (look.icon.empty())
        filler.show("OUR_ICON");
    else
        filler.add("OWN_ICON").set("ICON_URL", look.icon);
    if (look.logo.empty())
        filler.show("EMBLEM");
    else
        filler.add("LOGO").set("LOGO_URL", look.logo);
    if (!start_url.empty()) filler.add("RETURN").set("RETURN_LINK", start_url);
    for (const auto& [label, url] : look.footer[static_cast<std::size_t>(language)]) {
        auto link = filler.add("FOOTER_LINK");
        link.set("FOOTER_URL", url);
        link.set("FOOTER_LABEL", label);
    }
}

void Pages::Impl::put_content(Filler& filler, const Page& page) const
{
    for (const auto& [variable, value] : page.values_) filler.set(variable, value);
    for (const auto& section : page.sections_) filler.show(section);
    for (const auto& section : page.nested_) put_section(filler, section);
    for (const auto& [section, rows] : page.lists_) {
        for (const auto& row : rows) {
            auto repeated = filler.add(section);
            for (const auto& [name, value] : row) repeated.set_or_show(name, value);
        }
    }
}

void Pages::Impl::put_messages(Filler& filler, base::Language language, const Page& page) const
{
    for (const auto& [text, is_done] : page.notices_) {
        auto notice = filler.add("NOTICE");
        notice.set("NOTICE_TEXT", texts.get(language, text));
        if (is_done) notice.show("DONE");
    }
    if (!page.errors_.empty()) filler.show("ERRORS");
    if (page.reference_) filler.add("REFERENCED").set("REFERENCE", *page.reference_);
    std::set<std::string> fields;
    for (const auto& error : page.errors_) put_error(filler, language, error, fields);
}

void Pages::Impl::put_error(
    Filler& filler, base::Language language, const Page::Error& error, std::set<std::string>& fields) const
{
    const auto text = texts.get(language, error.text);
    auto item = filler.add("ERROR");
    if (!error.url.empty()) return put_linked(item, text, error.url);
    if (error.field.empty()) return item.add("ERROR_ALONE").set("ERROR_BEFORE", text);
    auto link = item.add("ERROR_AT_FIELD");
    link.set("ERROR_FIELD", error.field);
    link.set("ERROR_TEXT", text);
    // A second error of a field stands in the summary alone: the field refers to one text by its id.
    if (fields.insert(error.field).second) filler.add(upper(error.field) + "_ERROR").set("ERROR_TEXT", text);
}

std::string Pages::Impl::render(const Frame& frame, const Page& page) const
{
    const auto name = page.name_ + '.' + std::string{base::code(frame.language)};
    if (!templates.contains(name)) throw std::logic_error("no template " + page.name_);
    ctemplate::TemplateDictionary values{name};
    Filler filler{templates, name, values};
    if (const auto title = titles.find(page.name_); title != titles.end())
        put_frame(filler, frame, page, title->second);
    if (templates.has_variable(name, "FORM_TOKEN")) filler.set("FORM_TOKEN", frame.form_token);
    if (frame.form_owner && templates.has_section(name, "OWNED"))
        filler.add("OWNED").set("FORM_OWNER", frame.form_owner());
    if (frame.person && templates.has_section(name, "PERSON")) put_person(filler, *frame.person);
    put_content(filler, page);
    return templates.expand(name, values);
}

Pages::Pages(const std::string& directory, const Texts& texts, base::LookSettings look, std::string start_url)
    : impl_{std::make_unique<Impl>(directory, texts, std::move(look), std::move(start_url))}
{
}

Pages::~Pages() = default;

http::Response Pages::html(http::Status status, const Frame& frame, const Page& page) const
{
    if (!impl_->titles.contains(page.name_)) throw std::logic_error("no page " + page.name_);
    return http::Response::html(status, impl_->render(frame, page));
}

std::string Pages::fragment(const Frame& frame, const Page& page) const
{
    return impl_->render(frame, page);
}

const Texts& Pages::texts() const
{
    return impl_->texts;
}

} // namespace view
