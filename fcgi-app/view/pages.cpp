#include "view/pages.hpp"

#include "view/braces.hpp"
#include "view/filler.hpp"
#include "view/markers.hpp"

#include <filesystem>
#include <set>
#include <stdexcept>

namespace view {
namespace {

std::string with_language(const std::string& name, base::Language language)
{
    return name + '.' + std::string{base::code(language)};
}

std::string upper(std::string text)
{
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
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

/// What the installation puts around every page in this language.
Look make_look(Markers& markers, base::Language language, const base::LookSettings& look, const std::string& start_url)
{
    Look made;
    const auto make = [&](const std::string& name, const std::function<void(Filler&)>& fill) {
        TemplateSet own;
        own.add(name, markers.flatten("look/" + name, language).html);
        ctemplate::TemplateDictionary values{name};
        Filler filler{own.names(name), name, values};
        fill(filler);
        made[name] = own.expand(name, values);
    };
    make("icon", [&](Filler& filler) {
        if (look.icon.empty()) return filler.show("OUR_ICON");
        filler.add("OWN_ICON").set("ICON_URL", look.icon);
    });
    make("theme", [&](Filler& filler) {
        if (!look.theme_css.empty()) filler.add("THEME").set("THEME_CSS", look.theme_css);
    });
    make("emblem", [&](Filler& filler) {
        if (look.logo.empty()) return filler.show("EMBLEM");
        filler.add("LOGO").set("LOGO_URL", look.logo);
    });
    make("start_link", [&](Filler& filler) {
        if (!start_url.empty()) filler.add("RETURN").set("RETURN_LINK", start_url);
    });
    make("city_links", [&](Filler& filler) {
        for (const auto& [label, url] : look.footer[static_cast<std::size_t>(language)]) {
            auto link = filler.add("FOOTER_LINK");
            link.set("FOOTER_URL", url);
            link.set("FOOTER_LABEL", label);
        }
    });
    return made;
}

} // namespace

struct Pages::Impl {
    const Texts& texts;
    TemplateSet templates;
    std::map<std::string, std::string> headings; ///< by template name with language; fragments are not in it

    Impl(
        const std::string& directory, const Texts& the_texts, const base::LookSettings& look,
        const std::string& start_url);

    [[nodiscard]] std::string render(const Frame& frame, const Page& page) const;
    void add_template(Markers& markers, const std::string& name, base::Language language, const Look& look_of_all);
    void put_frame(Filler& filler, const Frame& frame, const Page& page, const std::string& heading) const;
    void put_content(Filler& filler, const Page& page) const;
    void put_messages(Filler& filler, base::Language language, const Page& page) const;
    void
    put_error(Filler& filler, base::Language language, const Page::Error& error, std::set<std::string>& fields) const;
};

Pages::Impl::Impl(
    const std::string& directory, const Texts& the_texts, const base::LookSettings& look, const std::string& start_url)
    : texts{the_texts}
{
    Markers markers{directory, texts};
    for (const auto language : base::all_languages) {
        const auto look_of_all = make_look(markers, language, look, start_url);
        for (const auto& file : std::filesystem::directory_iterator{directory + "/pages"}) {
            const auto name = file.path().stem().string();
            if (!file.is_regular_file() || file.path().extension() != ".tpl" || name == "frame") continue;
            add_template(markers, name, language, look_of_all);
        }
    }
}

void Pages::Impl::add_template(
    Markers& markers, const std::string& name, base::Language language, const Look& look_of_all)
{
    const auto flat = markers.flatten(name, language, look_of_all);
    templates.add(with_language(name, language), flat.html);
    if (!flat.title.empty()) headings[with_language(name, language)] = texts.get(language, Text{flat.title});
}

void Pages::Impl::put_frame(Filler& filler, const Frame& frame, const Page& page, const std::string& heading) const
{
    filler.set("HEADING", page.title_ ? texts.get(frame.language, Text{*page.title_}) : heading);
    filler.set("LANGUAGE_LINK", frame.here + (frame.here.find('?') == std::string::npos ? '?' : '&'));
    if (frame.is_kept_open) filler.show("KEPT_OPEN");
    if (!frame.announcement.empty()) filler.add("ANNOUNCEMENT").set("ANNOUNCEMENT_TEXT", frame.announcement);
    put_messages(filler, frame.language, page);
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
    const auto name = with_language(page.name_, frame.language);
    if (!templates.contains(name)) throw std::logic_error("no template " + page.name_);
    ctemplate::TemplateDictionary values{name};
    const auto& names = templates.names(name);
    Filler filler{names, name, values};
    if (const auto heading = headings.find(name); heading != headings.end())
        put_frame(filler, frame, page, heading->second);
    if (names.has_variable("FORM_TOKEN")) filler.set("FORM_TOKEN", frame.form_token);
    if (frame.form_owner && names.has_section("OWNED")) filler.add("OWNED").set("FORM_OWNER", frame.form_owner());
    if (frame.person && names.has_section("PERSON")) put_person(filler, *frame.person);
    put_content(filler, page);
    return templates.expand(name, values);
}

Pages::Pages(
    const std::string& directory, const Texts& texts, const base::LookSettings& look, const std::string& start_url)
    : impl_{std::make_unique<Impl>(directory, texts, look, start_url)}
{
}

Pages::~Pages() = default;

http::Response Pages::html(http::Status status, const Frame& frame, const Page& page) const
{
    if (!impl_->headings.contains(with_language(page.name_, frame.language)))
        throw std::logic_error("no page " + page.name_);
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
