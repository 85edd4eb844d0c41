#pragma once

#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace view {

/// The names that occur in a template.
struct TemplateNames {
    std::set<std::string, std::less<>> variables; ///< {{variable}}
    std::set<std::string, std::less<>> sections;  ///< {{#section}}

    [[nodiscard]] bool has_variable(std::string_view name) const { return variables.contains(name); }
    [[nodiscard]] bool has_section(std::string_view name) const { return sections.contains(name); }
};

/// Parsed ctemplate templates with the names that occur in them.
class TemplateSet {
public:
    /// Parses a template. Whatever ctemplate has to say about it, a warning included, is a std::runtime_error.
    void add(const std::string& name, const std::string& html);

    [[nodiscard]] bool contains(const std::string& name) const { return names_.contains(name); }
    /// Of a template that must exist. Good for as long as the set.
    [[nodiscard]] const TemplateNames& names(const std::string& name) const { return names_.at(name); }

    [[nodiscard]] std::string expand(const std::string& name, const ctemplate::TemplateDictionary& values) const;

private:
    // Expanding takes a lock in the cache, so it is not const there.
    mutable ctemplate::TemplateCache cache_;
    std::map<std::string, TemplateNames, std::less<>> names_;
};

} // namespace view
