#pragma once

#include "http/response.hpp"
#include "view/texts.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace view {

/// The person whose name and menu stand at the top of a page.
struct Person {
    std::string name; ///< the address again where there is none
    std::string email;
};

/// What every page shows around its content.
struct Frame {
    base::Language language;
    std::string form_token;       ///< for each form of the page
    std::optional<Person> person; ///< absent: nobody is signed in
    std::string here;             ///< path and query of this page without "lang", for the language links
    /// Makes what each form of a signed-in person has (flow/draft.hpp). Called for a page with such a form; empty: none has.
    std::function<std::string()> form_owner{};
    std::string announcement{}; ///< in a box above the page; "": none. Fragments never show it
    bool is_kept_open{};        ///< something is lost with this page: all its links open in other tabs
};

/// One showing of a section, with values and sections of its own.
struct Section {
    std::string_view name;
    std::vector<std::pair<std::string_view, std::string>> values{};
    std::vector<Section> inner{};
};

/// One page to be: the name of its template in templates/pages/ and what goes into it. Every value is escaped by the
/// template for the place where it stands. A variable or section that the template does not have throws
/// std::logic_error when the page is rendered, so a misspelt name is found by the first test that shows the page.
class Page {
public:
    explicit Page(std::string_view name) : name_{name} {}

    Page& set(std::string_view variable, std::string value); ///< {{VARIABLE}}
    Page& show(std::string_view section);                    ///< {{#SECTION}}…{{/SECTION}}, without values of its own
    /// {{#SECTION}}…{{/SECTION}} once for each row of variables. A name in a row that is a section's and no
    /// variable's shows that section in this row.
    Page& repeat(std::string_view section, std::vector<std::vector<std::pair<std::string_view, std::string>>> rows);
    Page& add(Section section); ///< {{#SECTION}}…{{/SECTION}} once, with sections inside
    /// An error: at the field with this name, in the summary at the top with a link to the field, and "Virhe:" in the
    /// title. An empty field name: in the summary alone.
    Page& error(std::string_view field, Text text);
    /// The same, with a link on the [bracketed] words of the text; for the summary alone.
    Page& error_with_link(Text text, std::string url);
    /// Below the errors, the number by which the log knows this request.
    Page& reference(std::string number);
    /// A result at the top: something was done. Announced to screen readers (role=status).
    Page& notice(Text text);
    /// The same for what people should know while nothing has been done.
    Page& remark(Text text);
    /// Another title (and main heading) than the template's own, by key.
    Page& title(std::string_view key);

    [[nodiscard]] bool has_errors() const { return !errors_.empty(); }

private:
    friend class Pages;
    struct Error {
        std::string field;
        Text text;
        std::string url;
    };
    std::string name_;
    std::vector<std::pair<std::string, std::string>> values_;
    std::vector<std::string> sections_;
    std::vector<Section> nested_;
    std::vector<std::pair<std::string, std::vector<std::vector<std::pair<std::string_view, std::string>>>>> lists_;
    std::vector<Error> errors_;
    std::vector<std::pair<Text, bool>> notices_; ///< with whether something was done
    std::optional<std::string> title_;
    std::optional<std::string> reference_;
};

/// All page templates in all languages, parsed before the fork.
///
/// A template is HTML for ctemplate with a few markers of ours, resolved when it is loaded, so that rendering looks up
/// no text (view/markers.hpp lists them all): {{T key}} puts in the text of the catalogue, HTML-escaped; its {variables}
/// become ctemplate variables of the same name in upper case. {{T key -> URL}} makes a link of the [bracketed] words of
/// the text. {{T key #constant}} chooses the plural form by a constant of the installation. Every page stands inside
/// pages/frame.tpl; a template without {{TITLE key}} is a fragment and stands alone.
class Pages {
public:
    /// directory  holds pages/*.tpl and static/; texts outlives this object.
    /// look       what the installation puts around every page.
    /// start_url  where the return link in the footer leads; "": there is none.
    /// Throws std::runtime_error naming the file, and the key where one is missing, for whatever is wrong with a template.
    Pages(
        const std::string& directory, const Texts& texts, const base::LookSettings& look, const std::string& start_url);
    ~Pages();
    Pages(const Pages&) = delete;
    Pages& operator=(const Pages&) = delete;

    [[nodiscard]] http::Response html(http::Status status, const Frame& frame, const Page& page) const;

    /// A fragment without the frame: templates/pages/NAME.tpl alone.
    [[nodiscard]] std::string fragment(const Frame& frame, const Page& page) const;

    [[nodiscard]] const Texts& texts() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace view
