#include "probe/form.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace probe {
namespace {

std::string without_entities(std::string_view text)
{
    constexpr std::array<std::pair<std::string_view, char>, 6> entities{
        {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}, {"&#x27;", '\''}}};
    std::string result;
    while (!text.empty()) {
        const auto* known =
            std::ranges::find_if(entities, [&](const auto& each) { return text.starts_with(each.first); });
        result += known == entities.end() ? text.front() : known->second;
        text.remove_prefix(known == entities.end() ? 1 : known->first.size());
    }
    return result;
}

/// The inside of the first tag of this name at or behind `from`, and where it ends; nullopt when there is none.
std::optional<std::pair<std::string_view, std::size_t>>
find_tag(std::string_view html, std::string_view name, std::size_t from)
{
    const auto opening = '<' + std::string{name};
    for (auto at = html.find(opening, from); at != html.npos; at = html.find(opening, at + 1)) {
        const auto end = html.find('>', at);
        if (end == html.npos) return std::nullopt;
        const auto inside = html.substr(at + opening.size(), end - at - opening.size());
        if (inside.empty() || inside.front() == ' ') return std::pair{inside, end};
    }
    return std::nullopt;
}

/// Our pages write every attribute in lower case and every value in double quotes.
std::optional<std::string> attribute(std::string_view tag, std::string_view name)
{
    const auto opening = ' ' + std::string{name} + "=\"";
    const auto at = tag.find(opening);
    if (at == tag.npos) return std::nullopt;
    const auto begin = at + opening.size();
    const auto end = tag.find('"', begin);
    if (end == tag.npos) return std::nullopt;
    return without_entities(tag.substr(begin, end - begin));
}

bool is_sent_untouched(std::string_view input)
{
    constexpr std::array<std::string_view, 5> not_sent{"checkbox", "radio", "submit", "button", "file"};
    return std::ranges::find(not_sent, attribute(input, "type").value_or("text")) == not_sent.end();
}

Form read_form(std::string_view tag, std::string_view inside)
{
    Form form{attribute(tag, "action").value_or(""), {}};
    for (auto input = find_tag(inside, "input", 0); input; input = find_tag(inside, "input", input->second)) {
        const auto name = attribute(input->first, "name");
        if (name && is_sent_untouched(input->first))
            form.fields.emplace_back(*name, attribute(input->first, "value").value_or(""));
    }
    return form;
}

} // namespace

bool Form::has(std::string_view name) const
{
    return std::ranges::any_of(fields, [&](const auto& each) { return each.first == name; });
}

void Form::set(std::string_view name, const std::string& value)
{
    for (auto& [each, old] : fields)
        if (each == name) old = value;
}

std::string Form::encoded() const
{
    std::string text;
    for (const auto& [name, value] : fields)
        text += (text.empty() ? "" : "&") + base::percent_encode(name) + '=' + base::percent_encode(value);
    return text;
}

std::optional<Form> form_with(std::string_view html, std::string_view field)
{
    for (auto tag = find_tag(html, "form", 0); tag; tag = find_tag(html, "form", tag->second)) {
        const auto end = html.find("</form>", tag->second);
        auto form = read_form(tag->first, html.substr(tag->second, end == html.npos ? end : end - tag->second));
        if (form.has(field)) return form;
    }
    return std::nullopt;
}

} // namespace probe
