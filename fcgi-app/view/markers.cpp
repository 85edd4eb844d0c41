#include "view/markers.hpp"

#include "base/whole_file.hpp"
#include "view/text_marker.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <stdexcept>

namespace view {
namespace {

constexpr std::string_view pragma = "{{%AUTOESCAPE context=\"HTML\"}}\n";

std::string read_file(const std::string& path)
{
    auto content = base::whole_file(path);
    if (!content) throw std::runtime_error("cannot read " + path);
    return *std::move(content);
}

/// Where the next marker that begins so stands. A name ends where it ends: {{LANGUAGE}} is no {{LANG}}.
std::size_t find_marker(const std::string& html, const std::string& opening, std::size_t from)
{
    auto start = html.find(opening, from);
    while (start != std::string::npos && html.find_first_of(" }", start) != start + opening.size())
        start = html.find(opening, start + 1);
    return start;
}

/// Replaces each {{WORD arguments}} by what `replace` makes of the arguments.
std::string
resolve(const std::string& html, std::string_view word, const std::function<std::string(const std::string&)>& replace)
{
    const auto opening = "{{" + std::string{word};
    std::string resolved;
    std::size_t position = 0;
    for (auto start = find_marker(html, opening, 0); start != std::string::npos;
         start = find_marker(html, opening, position)) {
        const auto end = html.find("}}", start);
        if (end == std::string::npos) throw std::runtime_error("no end of " + html.substr(start, 30));
        resolved += html.substr(position, start - position);
        const auto arguments = std::min(start + opening.size() + 1, end); // behind the blank
        resolved += replace(html.substr(arguments, end - arguments));
        position = end + 2;
    }
    return resolved + html.substr(position);
}

const std::string& part_of(const Look& look, const std::string& name)
{
    const auto part = look.find(name);
    if (part == look.end()) throw std::runtime_error("there is no look " + name);
    return part->second;
}

/// HTML that says the same and that no template engine reads anything into.
std::string without_markers(std::string html)
{
    for (auto braces = html.find("{{"); braces != std::string::npos; braces = html.find("{{", braces))
        html.replace(braces, 2, "&#123;&#123;");
    return html;
}

/// FNV-1a, 32 bits: names a version of a file; no protection against anybody.
std::string content_hash(std::string_view content)
{
    std::uint32_t hash = 0x811c9dc5;
    for (const char c : content) hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
    std::array<char, 9> hex{};
    (void)std::snprintf(hex.data(), hex.size(), "%08x", hash);
    return hex.data();
}

} // namespace

const std::string& Markers::read_template(const std::string& path)
{
    if (const auto read = templates_.find(path); read != templates_.end()) return read->second;
    const auto content = read_file(directory_ + "/pages/" + path);
    const auto file = "pages/" + path;
    if (!content.starts_with(pragma)) throw std::runtime_error(file + " does not begin with " + std::string{pragma});
    for (const auto* refused : {":none", "{{>"})
        if (content.find(refused) != std::string::npos) throw std::runtime_error((file + " contains ").append(refused));
    return templates_.emplace(path, content.substr(pragma.size())).first->second;
}

std::string Markers::with_parts(std::string html)
{
    // A part may use other parts; a circle ends here instead of never.
    for (int depth = 0; depth < 5 && html.find("{{PART ") != std::string::npos; ++depth)
        html = resolve(html, "PART", [&](const std::string& name) {
            return read_template(std::string{"parts/"}.append(name).append(".tpl"));
        });
    return html;
}

const std::string& Markers::asset(const std::string& file)
{
    if (const auto made = assets_.find(file); made != assets_.end()) return made->second;
    const auto dot = file.rfind('.');
    if (dot == std::string::npos) throw std::runtime_error("{{ASSET " + file + "}} has no suffix");
    const auto hash = content_hash(read_file(directory_ + "/static/" + file));
    const auto url = "/Account/static/" + file.substr(0, dot) + '.' + hash + file.substr(dot);
    return assets_.emplace(file, url).first->second;
}

FlatTemplate Markers::flatten(const std::string& name, base::Language language, const Look& look)
try {
    FlatTemplate flat;
    flat.html = resolve(read_template(name + ".tpl"), "TITLE", [&](const std::string& key) {
        flat.title = key;
        return std::string{};
    });
    if (!flat.title.empty())
        flat.html = resolve(read_template("frame.tpl"), "CONTENT", [&](const auto&) { return flat.html; });
    flat.html = with_parts(std::move(flat.html));
    flat.html = resolve(flat.html, "LANG", [&](const auto&) { return std::string{base::code(language)}; });
    flat.html = resolve(flat.html, "CURRENT", [&](const auto& code) {
        const auto linked = base::language_from_code(code);
        if (!linked) throw std::runtime_error("there is no language " + code);
        return std::string{*linked == language ? " aria-current=\"true\"" : ""};
    });
    flat.html = resolve(flat.html, "ASSET", [&](const auto& file) { return asset(file); });
    flat.html =
        resolve(flat.html, "T", [&](const auto& arguments) { return text_marker(texts_, language, arguments); });
    // Last, so that nothing of an installation's own is taken for a marker.
    flat.html = resolve(flat.html, "LOOK", [&](const auto& part) { return without_markers(part_of(look, part)); });
    flat.html.insert(0, pragma);
    return flat;
} catch (const std::exception& error) {
    throw std::runtime_error("pages/" + name + ".tpl, " + std::string{base::code(language)} + ": " + error.what());
}

} // namespace view
