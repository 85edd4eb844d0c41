#pragma once

#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace view {

/// Parsed ctemplate templates with the names that occur in them.
class TemplateSet {
public:
    /// Parses a template. Whatever ctemplate has to say about it, a warning included, is a std::runtime_error.
    void add(const std::string& name, const std::string& html);

    [[nodiscard]] bool contains(const std::string& name) const { return names_.contains(name); }
    /// Whether {{variable}} or {{#section}} occurs in the template; the template must exist.
    [[nodiscard]] bool has_variable(const std::string& name, std::string_view variable) const;
    [[nodiscard]] bool has_section(const std::string& name, std::string_view section) const;

    [[nodiscard]] std::string expand(const std::string& name, const ctemplate::TemplateDictionary& values) const;

private:
    struct Names {
        std::set<std::string, std::less<>> variables;
        std::set<std::string, std::less<>> sections;
    };

    // Expanding takes a lock in the cache, so it is not const there.
    mutable ctemplate::TemplateCache cache_;
    std::map<std::string, Names, std::less<>> names_;
};

} // namespace view
