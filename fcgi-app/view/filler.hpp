#pragma once

#include "view/template_set.hpp"

namespace view {

/// Fills one template, or one section of it. A name that the template does not have is a std::logic_error: ctemplate
/// itself would leave it out in silence.
class Filler {
public:
    /// template_name  for what is thrown. All three outlive this object.
    Filler(const TemplateNames& names, const std::string& template_name, ctemplate::TemplateDictionary& values)
        : names_{names}, template_name_{template_name}, values_{values}
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

    const TemplateNames& names_;
    const std::string& template_name_;
    ctemplate::TemplateDictionary& values_;
};

} // namespace view
