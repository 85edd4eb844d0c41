#include "view/texts.hpp"

#include "view/braces.hpp"

#include <boost/locale.hpp>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

namespace view {
namespace {

constexpr const char* domain = "asiointipalvelu";

constexpr std::array required_constants{
    "city",
    "city_genitive",
    "service",
    "service_inessive",
    "site",
    "contact",
    "adviser",
    "privacy_contact",
    "sender",
    "statement_date",
    "evaluation_date",
    "first_password_hours",
    "recovery_minutes",
    "registration_hours",
    "remembered_days",
    "erase_after_days",
    "idle_minutes",
    "absolute_hours",
    "min_length",
    "max_length",
    "mails_kept_days",
    "trail_days",
    "requests_days",
    "undo_days",
    "links_kept_days",
    "failures_kept_days",
    "logs_kept_days"};

constexpr std::array optional_names{"start_link", "feedback",    "supervisor", "supervisor_contact", "supervisor_url",
                                    "controller", "legal_basis", "recipients", "transfers"};

std::size_t index(base::Language language)
{
    return static_cast<std::size_t>(language);
}

void check_constants(base::Language language, const base::Names& constants)
{
    const std::string table = std::string{" [names."}.append(base::code(language)) + "] ";
    for (const auto* name : required_constants)
        if (!constants.contains(name)) throw std::runtime_error("the texts need" + table + name);
    // A constant becomes part of a template: it must not look like one of its markers.
    for (const auto& [name, value] : constants)
        if (value.find("{{") != std::string::npos)
            throw std::runtime_error(("\"{{\" is not allowed in" + table).append(name));
}

/// A locale that knows our messages and nothing else. It needs no locale of the operating system to be installed.
std::locale load_catalogue(const std::string& directory, base::Language language)
{
    const std::string code{base::code(language)};
    const auto file = std::filesystem::path{directory} / code / "LC_MESSAGES" / std::string{domain}.append(".mo");
    if (!std::filesystem::is_regular_file(file)) throw std::runtime_error("no catalogue " + file.string());
    auto backends = boost::locale::localization_backend_manager::global();
    backends.select("icu");
    boost::locale::generator generate{backends};
    generate.categories(boost::locale::message_facet | boost::locale::information_facet);
    generate.characters(boost::locale::char_facet);
    generate.add_messages_path(directory);
    generate.add_messages_domain(domain);
    auto locale = generate(code + ".UTF-8");
    using Messages = boost::locale::message_format<char>;
    if (!std::has_facet<Messages>(locale) || std::use_facet<Messages>(locale).get(0, nullptr, "login.title") == nullptr)
        throw std::runtime_error("cannot read the catalogue " + file.string());
    return locale;
}

std::optional<std::string> find_constant(const base::Names& constants, std::string_view name)
{
    const auto found = constants.find(name);
    return found == constants.end() ? std::nullopt : std::optional{found->second};
}

std::optional<std::string> find_value(const Text& text, std::string_view name)
{
    if (name == "count" && text.count) return std::to_string(*text.count);
    const auto found = std::ranges::find(text.values, name, &TextValue::name);
    return found == text.values.end() ? std::nullopt : std::optional{found->value};
}

} // namespace

Texts::Texts(const std::string& directory, const std::array<base::Names, base::all_languages.size()>& constants)
    : constants_{constants}
{
    for (const auto language : base::all_languages) {
        check_constants(language, constants_[index(language)]);
        locales_[index(language)] = load_catalogue(directory, language);
        for (const auto* name : optional_names)
            if (auto& all = constants_[index(language)]; !all.contains(name))
                all[name] = source(language, std::string{"names."} + name, "");
    }
}

std::string Texts::message(base::Language language, std::string_view key, std::optional<int> count) const
{
    const auto& messages = std::use_facet<boost::locale::message_format<char>>(locales_[index(language)]);
    const std::string id{key};
    const char* found = count ? messages.get(0, nullptr, id.c_str(), *count) : nullptr;
    if (found == nullptr) found = messages.get(0, nullptr, id.c_str()); // a number in a text with one form
    if (found == nullptr || *found == '\0')
        throw std::logic_error("no text \"" + id + "\" in " + std::string{base::code(language)});
    // Looked up without a number, a text with plural forms would quietly be the singular.
    if (!count && messages.get(0, nullptr, id.c_str(), 2) != nullptr)
        throw std::logic_error("the text \"" + id + "\" needs a number");
    return found;
}

std::string Texts::get(base::Language language, const Text& text) const
{
    const auto value = [&](std::string_view name) {
        auto found = find_value(text, name);
        if (!found) found = find_constant(constants_[index(language)], name);
        if (!found)
            throw std::logic_error("no {" + std::string{name} + "} for the text \"" + std::string{text.key} + '"');
        return found;
    };
    return fill_braces(message(language, text.key, text.count), value);
}

std::string Texts::source(base::Language language, std::string_view key, std::string_view plural_by) const
{
    const auto& constants = constants_[index(language)];
    std::optional<int> count;
    if (!plural_by.empty()) {
        const auto number = find_constant(constants, plural_by);
        if (!number) throw std::logic_error("no constant {" + std::string{plural_by} + '}');
        count = std::stoi(*number);
    }
    return fill_braces(
        message(language, key, count), [&](std::string_view name) { return find_constant(constants, name); });
}

} // namespace view
