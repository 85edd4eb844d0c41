#include "view/filler.hpp"

#include <stdexcept>

namespace view {
namespace {

ctemplate::TemplateString as_template_string(std::string_view text)
{
    return {text.data(), text.size()};
}

} // namespace

void Filler::set(std::string_view variable, const std::string& value)
{
    if (!names_.has_variable(variable))
        throw std::logic_error("template " + template_name_ + " has no variable " + std::string{variable});
    values_.SetValue(as_template_string(variable), value);
}

void Filler::show(std::string_view section)
{
    check_section(section);
    values_.ShowSection(as_template_string(section));
}

void Filler::set_or_show(std::string_view name, const std::string& value)
{
    if (!names_.has_variable(name) && names_.has_section(name)) return show(name);
    set(name, value);
}

Filler Filler::add(std::string_view section)
{
    check_section(section);
    return {names_, template_name_, *values_.AddSectionDictionary(as_template_string(section))};
}

void Filler::check_section(std::string_view section) const
{
    if (!names_.has_section(section))
        throw std::logic_error("template " + template_name_ + " has no section " + std::string{section});
}

} // namespace view
