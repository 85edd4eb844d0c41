#include "kokkola.hpp"
#include "view/markers.hpp"
#include "view/template_set.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <unistd.h>

using kokkola::Language;

namespace {

const std::string pragma = "{{%AUTOESCAPE context=\"HTML\"}}\n";

/// A folder of templates of its own, with one page and one part.
struct Folder {
    Folder() : path{std::filesystem::temp_directory_path() / ("asiointi-view-" + std::to_string(::getpid()))}
    {
        std::filesystem::create_directories(path / "pages/parts");
        std::filesystem::create_directories(path / "static");
        write("static/a.css", "p{}");
        write("pages/frame.tpl", pragma + "<main>{{CONTENT}}</main>");
        write("pages/parts/one.tpl", pragma + "one");
    }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void write(const std::string& name, const std::string& content) const { std::ofstream{path / name} << content; }

    [[nodiscard]] std::string flat(const std::string& page) const
    {
        write("pages/page.tpl", page);
        return view::Markers{path.string(), kokkola::texts()}.flatten("page", Language::fi).html.substr(pragma.size());
    }

    std::filesystem::path path;
};

struct Refused {
    const char* why;
    std::string page;
    friend std::ostream& operator<<(std::ostream& out, const Refused& r) { return out << r.why; }
};

const Refused refused[] = {
    {"no auto-escaping", "<p>"},
    {"escaping switched off for one variable", pragma + "{{USER:none}}"},
    {"an include that ctemplate would read at run time", pragma + "{{>OTHER}}"},
    {"a text that no catalogue has", pragma + "{{T login.titel}}"},
    {"a link without brackets in the text", pragma + "{{T login.title -> /x}}"},
    {"brackets in the text without a link", pragma + "{{T login.register}}"},
    {"a plural without its number", pragma + "{{T login.remember_hint}}"},
    {"a number that is no constant", pragma + "{{T login.remember_hint #remembered_weeks}}"},
    {"a text marker that is none", pragma + "{{T login.title => /x}}"},
    {"a part that does not exist", pragma + "{{PART two}}"},
    {"a static file that does not exist", pragma + "{{ASSET b.css}}"},
    {"a text marker without its key", pragma + "{{T}}"},
    {"a look that the installation has not", pragma + "{{LOOK emblem}}"},
    {"a language that is none", pragma + "{{CURRENT se}}"},
    {"a marker without an end", pragma + "{{T login.title"},
};

const Refused unparsable[] = {
    {"an attribute without quotes", pragma + "<a href={{URL}}>"},
    {"a section that is not closed", pragma + "{{#A}}<p>"},
    {"an unknown modifier", pragma + "{{A:nonsense}}"},
    {"a marker that is not closed", pragma + "{{A<p>"},
    {"a marker of ours that nobody resolved", pragma + "{{T login.title}}"},
};

bool names_page_and_language(const std::runtime_error& error)
{
    return std::string{error.what()}.starts_with("pages/page.tpl, fi: ");
}

} // namespace

BOOST_AUTO_TEST_SUITE(markers)

BOOST_AUTO_TEST_CASE(texts_parts_and_files_are_put_in_when_a_template_is_loaded)
{
    const Folder folder;
    BOOST_TEST(folder.flat(pragma + "<p>{{T login.title}}</p>") == "<p>Kirjautuminen</p>");
    BOOST_TEST(folder.flat(pragma + "{{TITLE login.title}}{{PART one}}") == "<main>one</main>");
    BOOST_TEST(folder.flat(pragma + "{{LANG}}") == "fi");
    BOOST_TEST(folder.flat(pragma + "{{T mail.username_line}}") == "Käyttäjätunnus: {{EMAIL}}");
    BOOST_TEST(folder.flat(pragma + "{{T login.remember_hint #remembered_days}}")
                   .starts_with("Valinta on voimassa 30 päivää."));
}

BOOST_AUTO_TEST_CASE(a_variable_whose_name_begins_like_a_marker_stays_a_variable)
{
    const Folder folder;
    for (const auto* variables : {"{{LANGUAGE}}", "{{LANG_NAME:h}}", "{{TITLE_OF_PAGE}}", "{{T_KEY}}", "{{ASSETS}}"})
        BOOST_TEST(folder.flat(pragma + variables) == variables);
    BOOST_TEST(folder.flat(pragma + "{{LANGUAGE}} {{LANG}} {{LANGS}}") == "{{LANGUAGE}} fi {{LANGS}}");
}

BOOST_AUTO_TEST_CASE(links_are_paths_variables_or_texts)
{
    const Folder folder;
    const auto link = [&](const std::string& url) {
        const auto html = folder.flat(pragma + "{{T login.did_you_mean -> " + url + "}}");
        const auto start = html.find('"') + 1;
        return html.substr(start, html.find('"', start) - start);
    };
    BOOST_TEST(link("/Account/Login") == "/Account/Login");
    BOOST_TEST(link("LOGIN_URL") == "{{LOGIN_URL}}");
    BOOST_TEST(link("/x?a=$NAME") == "/x?a={{NAME:url_query_escape}}");
    BOOST_TEST(link("T a11y.supervisor_url") == "https://www.saavutettavuusvaatimukset.fi/");
}

BOOST_AUTO_TEST_CASE(nothing_in_the_look_of_an_installation_is_taken_for_a_marker)
{
    const Folder folder;
    folder.write("pages/page.tpl", pragma + "<p>{{LOOK emblem}}</p>");
    view::Markers markers{folder.path.string(), kokkola::texts()};
    const auto flat = markers.flatten("page", Language::fi, {{"emblem", "{{T login.title}} {{{EMAIL}}"}});
    BOOST_TEST(flat.html == pragma + "<p>&#123;&#123;T login.title}} &#123;&#123;{EMAIL}}</p>");
    view::TemplateSet templates;
    templates.add("page", flat.html);
    BOOST_TEST(!templates.names("page").has_variable("EMAIL"));
}

BOOST_AUTO_TEST_CASE(an_address_of_a_static_file_changes_with_its_content)
{
    const Folder folder;
    const auto before = folder.flat(pragma + "{{ASSET a.css}}");
    folder.write("static/a.css", "p{color:red}");
    const auto after = folder.flat(pragma + "{{ASSET a.css}}");
    BOOST_TEST(before != after);
    for (const auto& url : {before, after}) {
        BOOST_TEST(url.starts_with("/Account/static/a."));
        BOOST_TEST(url.size() == std::string{"/Account/static/a.01234567.css"}.size());
    }
}

BOOST_AUTO_TEST_CASE(an_installations_name_is_escaped_like_any_text)
{
    auto names = kokkola::names();
    names[0]["contact"] = "A & B <b> neuvonta@example.com";
    const view::Texts texts{kokkola::share + "/locale", names};
    const view::Pages pages{kokkola::share, texts, {}, "/"};
    const auto html = pages.html(http::Status::ok, kokkola::frame(Language::fi), view::Page{"privacy"}).body();
    BOOST_TEST(html.find("A &amp; B &lt;b&gt; <a href=\"mailto:neuvonta@example.com\">") != std::string::npos);
}

// whatever is wrong is found at the start, and the message says where.
BOOST_DATA_TEST_CASE(a_wrong_template_is_refused_when_it_is_loaded, boost::unit_test::data::make(refused), r)
{
    const Folder folder;
    BOOST_CHECK_EXCEPTION((void)folder.flat(r.page), std::runtime_error, names_page_and_language);
}

// what ctemplate only complains about on standard error fails the start too.
BOOST_DATA_TEST_CASE(what_ctemplate_cannot_parse_is_refused, boost::unit_test::data::make(unparsable), r)
{
    view::TemplateSet templates;
    const auto* cerr_before = std::cerr.rdbuf();
    BOOST_CHECK_THROW(templates.add("page", r.page), std::runtime_error);
    BOOST_TEST(std::cerr.rdbuf() == cerr_before);
}

BOOST_AUTO_TEST_SUITE_END()
