#pragma once

#include "view/template_set.hpp"

namespace view {

/// Fills one template, or one section of it. A name that the template does not have is a std::logic_error: ctemplate
/// itself would leave it out in silence.
class Filler {
public:
    Filler(const TemplateSet& templates, const std::string& name, ctemplate::TemplateDictionary& values)
        : templates_{templates}, name_{name}, values_{values}
    {
    }

    void set(std::string_view variable, const std::string& value);
    void show(std::string_view section);
    /// A section is shown, anything else set.
    void set_or_show(std::string_view name, const std::string& value);
    /// The section once more, with values of its own.
    [[nodiscard]] Filler add(std::string_view section);

private:
    void check_section(std::string_view section) const;

    const TemplateSet& templates_;
    const std::string& name_;
    ctemplate::TemplateDictionary& values_;
};

} // namespace view
