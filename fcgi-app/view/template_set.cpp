#include "view/template_set.hpp"

#include <iostream>
#include <sstream>
#include <stdexcept>

namespace view {
namespace {

/// ctemplate reports to std::cerr alone; this collects what it says.
class HeardErrors {
public:
    HeardErrors() : before_{std::cerr.rdbuf(heard_.rdbuf())} {}
    ~HeardErrors() { std::cerr.rdbuf(before_); }
    HeardErrors(const HeardErrors&) = delete;
    HeardErrors& operator=(const HeardErrors&) = delete;

    [[nodiscard]] std::string text() const { return heard_.str(); }

private:
    std::ostringstream heard_;
    std::streambuf* before_;
};

/// More than most pages have: a text that grows from nothing is copied eight times on its way there.
constexpr std::size_t usual_size = 8UL * 1024;

constexpr std::string_view name_characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

} // namespace

void TemplateSet::add(const std::string& name, const std::string& html)
{
    const HeardErrors errors;
    const bool parsed = cache_.StringToTemplateCache(name, html, ctemplate::STRIP_BLANK_LINES);
    if (!parsed || !errors.text().empty()) throw std::runtime_error("template " + name + ": " + errors.text());
    auto& names = names_[name];
    for (auto mark = html.find("{{"); mark != std::string::npos; mark = html.find("{{", mark + 2)) {
        const bool is_section = html.compare(mark + 2, 1, "#") == 0;
        const auto start = mark + (is_section ? 3 : 2);
        const auto end = html.find_first_not_of(name_characters, start);
        if (end != start) (is_section ? names.sections : names.variables).insert(html.substr(start, end - start));
    }
}

std::string TemplateSet::expand(const std::string& name, const ctemplate::TemplateDictionary& values) const
{
    std::string html;
    html.reserve(usual_size);
    if (!cache_.ExpandWithData(name, ctemplate::STRIP_BLANK_LINES, &values, nullptr, &html))
        throw std::logic_error("template " + name + " cannot be expanded");
    return html;
}

} // namespace view
