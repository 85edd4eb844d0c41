#include "app/read_site.hpp"

#include "base/color.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <sstream>

namespace app {
namespace {

namespace fs = std::filesystem;

bool has_no_place_in_a_url(char c)
{
    return static_cast<unsigned char>(c) <= ' ' || std::string_view{"\"'<>\\`{}"}.find(c) != std::string_view::npos;
}

/// "/a/b.css?v=2": a path of this host.
bool is_path(std::string_view text)
{
    return text.starts_with('/') && !text.starts_with("//") && std::ranges::none_of(text, has_no_place_in_a_url);
}

bool is_link(std::string_view text)
{
    constexpr std::string_view https = "https://";
    if (is_path(text)) return true;
    return text.starts_with(https) && text.size() > https.size() && text[https.size()] != '/' &&
           std::ranges::none_of(text, has_no_place_in_a_url);
}

constexpr const char* link_remedy = "Write https://… or a path of this host, such as /palaute.";

void read_file_path(
    TomlReader& toml, std::string_view key, std::string& path, std::initializer_list<std::string_view> endings)
{
    if (!toml.text(key, path)) return;
    const auto file = std::string_view{path}.substr(0, path.find('?'));
    const auto fits = [&](std::string_view ending) { return file.ends_with(ending) && file.size() > ending.size(); };
    if (is_path(path) && std::ranges::any_of(endings, fits)) return;
    std::string remedy = "Write a path of this host, since browsers load nothing from elsewhere here, that ends in ";
    for (const auto ending : endings) remedy.append(remedy.ends_with(' ') ? "" : " or ").append(ending);
    toml.fault(key, "is no path of such a file", remedy + ": /Account/theme/… (docs/theming.md).");
}

/// `ground`: what the colour stands on, or under which it lies.
void read_color(TomlReader& toml, std::string_view key, std::string& color, const std::string& ground)
{
    constexpr double least = 4.5;
    if (!toml.text(key, color)) return;
    if (!base::is_color(color)) return toml.fault(key, "is no colour", R"(Write it as "#24503a".)");
    if (base::contrast(color, ground) >= least) return;
    std::ostringstream what;
    what << "has a contrast of " << std::floor(base::contrast(color, ground) * 100) / 100 << ":1 with " << ground;
    const bool is_on_light = base::contrast(ground, "#000000") > base::contrast(ground, "#ffffff");
    toml.fault(
        key, what.str(),
        std::string{"Choose a "} + (is_on_light ? "darker" : "lighter") +
            " one: reading takes 4.5:1 (WCAG 2.2, 1.4.3).");
}

/// The grounds of templates/mail/mail.tpl.
void read_mail_colors(TomlReader& toml, base::MailColors& colors)
{
    read_color(toml, "site.mail_band", colors.band, "#ffffff");
    read_color(toml, "site.mail_band_dark", colors.band_dark, "#ffffff");
    read_color(toml, "site.mail_link", colors.link, "#f4f6f8");
    read_color(toml, "site.mail_link_dark", colors.link_dark, "#1f2d3a");
}

void read_footer(TomlReader& toml, base::Language language, std::vector<base::FooterLink>& links)
{
    const std::string list = "footer." + std::string{base::code(language)};
    for (std::size_t i = 0, count = toml.count_tables(list); i < count; ++i) {
        const auto here = list + '[' + std::to_string(i) + "].";
        base::FooterLink link;
        toml.require(here + "label", toml.text(here + "label", link.label) && !link.label.empty(), "Add its words.");
        const bool has_url = toml.text(here + "url", link.url);
        toml.require(here + "url", has_url, link_remedy);
        if (has_url && !is_link(link.url)) toml.fault(here + "url", "is no link", link_remedy);
        links.push_back(std::move(link));
    }
}

/// The names without which a page would have a hole.
constexpr std::array required_names{"city", "city_genitive", "service", "service_inessive",
                                    "site", "contact",       "adviser", "privacy_contact"};

/// Those that have a default in the catalogues, or of which nothing is said when they are absent (view/texts.hpp).
constexpr std::array optional_names{
    "start_link",  "feedback",   "feedback_url", "supervisor", "supervisor_contact", "supervisor_url", "controller",
    "legal_basis", "recipients", "transfers",    "phone",      "visit_address",      "hours",          "evaluator"};

/// False when it is absent or no text.
bool read_name(TomlReader& toml, const std::string& key, const std::string& name, base::Names& names)
{
    std::string text;
    if (!toml.text(key, text)) return false;
    if (name.ends_with("_url") && !is_link(text)) toml.fault(key, "is no link", link_remedy);
    names[name] = std::move(text);
    return true;
}

void read_names_in(TomlReader& toml, base::Language language, base::Names& names)
{
    const std::string prefix = "names." + std::string{base::code(language)} + '.';
    for (const auto* name : required_names)
        toml.require(
            prefix + name, read_name(toml, prefix + name, name, names), "Add it: texts in this language need it.");
    for (const auto* name : optional_names) (void)read_name(toml, prefix + name, name, names);
}

void read_gaps(TomlReader& toml, base::StatementSettings& statements)
{
    for (std::size_t i = 0, count = toml.count_tables("statements.gaps"); i < count; ++i) {
        const auto here = "statements.gaps[" + std::to_string(i) + "].";
        auto& gap = statements.gaps.emplace_back();
        for (const auto language : base::all_languages) {
            const auto key = here + std::string{base::code(language)};
            auto& text = gap[static_cast<std::size_t>(language)];
            toml.require(
                key, toml.text(key, text) && !text.empty(),
                "Say in this language what is not accessible, why, and what to use instead.");
        }
    }
}

void read_conformance(TomlReader& toml, base::StatementSettings& statements)
{
    std::size_t word = 0;
    if (toml.choice("statements.conformance", word, {"full", "partial", "none"}))
        statements.conformance = static_cast<base::Conformance>(word);
    if ((statements.conformance == base::Conformance::full) == statements.gaps.empty()) return;
    if (statements.gaps.empty())
        toml.fault(
            "statements.conformance", "names no gap", "List what is not accessible as [[statements.gaps]] (R-211).");
    else
        toml.fault(
            "statements.conformance", "is \"full\", yet there are gaps",
            R"(Write conformance = "partial" above [[statements.gaps]].)");
}

/// Whoever evaluated must be named in each language.
void read_evaluation(TomlReader& toml, base::Settings& settings)
{
    std::size_t word = 0;
    if (toml.choice("statements.evaluation", word, {"self", "external"}))
        settings.statements.evaluated_by_others = word == 1;
    if (!settings.statements.evaluated_by_others) return;
    for (const auto language : base::all_languages)
        toml.require(
            "names." + std::string{base::code(language)} + ".evaluator",
            settings.names[static_cast<std::size_t>(language)].contains("evaluator"),
            "Name who made the external evaluation.");
}

} // namespace

bool is_origin(std::string_view text)
{
    const auto scheme_end = text.find("://");
    if (scheme_end == std::string_view::npos) return false;
    const auto scheme = text.substr(0, scheme_end);
    const auto host = text.substr(scheme_end + 3);
    return (scheme == "https" || scheme == "http") && !host.empty() &&
           host.find_first_of("/?#@ ") == std::string_view::npos;
}

std::string beside(const std::string& file, const std::string& path)
{
    return (fs::path{file}.parent_path() / path).lexically_normal().string();
}

void read_site(TomlReader& toml, base::Settings& settings)
{
    const bool has_base = toml.text("site.base_url", settings.base_url);
    toml.require("site.base_url", has_base, R"(Add base_url = "https://…", the address that residents see.)");
    if (has_base && !is_origin(settings.base_url))
        toml.fault("site.base_url", "is no origin", "Write https://HOST without a path or a slash at the end.");
    if (toml.text("site.start_url", settings.start_url) && !settings.start_url.starts_with('/') &&
        !settings.start_url.starts_with("http"))
        toml.fault("site.start_url", "is no path", R"(Write a path such as "/" or a whole URL.)");
    if (toml.texts("site.return_origins", settings.return_origins) &&
        !std::ranges::all_of(settings.return_origins, is_origin))
        toml.fault("site.return_origins", "holds something that is no origin", "Write https://HOST for each.");
    if (toml.text("site.template_directory", settings.template_directory))
        settings.template_directory = beside(settings.file, settings.template_directory);
    std::error_code error; // a name may also be one that no file can have
    if (!fs::is_directory(fs::path{settings.template_directory} / "pages", error))
        toml.fault(
            "site.template_directory", "has no folder pages", "Name the folder that holds pages, mail and locale.");
    if (toml.text("site.announcement_file", settings.announcement_file))
        settings.announcement_file = beside(settings.file, settings.announcement_file);
}

void read_names(TomlReader& toml, base::Settings& settings)
{
    for (const auto language : base::all_languages)
        read_names_in(toml, language, settings.names[static_cast<std::size_t>(language)]);
}

void read_look(TomlReader& toml, base::LookSettings& look)
{
    read_file_path(toml, "site.theme_css", look.theme_css, {".css"});
    read_file_path(toml, "site.logo", look.logo, {".svg", ".png"});
    read_file_path(toml, "site.icon", look.icon, {".svg", ".png", ".ico"});
    read_mail_colors(toml, look.mail);
    for (const auto language : base::all_languages)
        read_footer(toml, language, look.footer[static_cast<std::size_t>(language)]);
}

void read_statements(TomlReader& toml, base::Settings& settings)
{
    auto& statements = settings.statements;
    const bool has_day = toml.day("statements.updated", statements.updated);
    toml.require("statements.updated", has_day, R"(Add the day when the statement was last checked: "2026-11-23".)");
    if (!toml.day("statements.evaluated", statements.evaluated)) statements.evaluated = statements.updated;
    read_evaluation(toml, settings);
    read_gaps(toml, statements);
    read_conformance(toml, statements);
    toml.duration("statements.logs_kept_days", statements.logs_kept, 1, 3650);
}

} // namespace app
