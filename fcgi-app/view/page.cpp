#include "view/pages.hpp"

namespace view {

Page& Page::set(std::string_view variable, std::string value)
{
    values_.emplace_back(variable, std::move(value));
    return *this;
}

Page& Page::show(std::string_view section)
{
    sections_.emplace_back(section);
    return *this;
}

Page& Page::repeat(std::string_view section, std::vector<std::vector<std::pair<std::string_view, std::string>>> rows)
{
    lists_.emplace_back(section, std::move(rows));
    return *this;
}

Page& Page::add(Section section)
{
    nested_.push_back(std::move(section));
    return *this;
}

Page& Page::error(std::string_view field, Text text)
{
    errors_.push_back({std::string{field}, std::move(text), {}});
    return *this;
}

Page& Page::error_with_link(Text text, std::string url)
{
    errors_.push_back({{}, std::move(text), std::move(url)});
    return *this;
}

Page& Page::reference(std::string number)
{
    reference_ = std::move(number);
    return *this;
}

Page& Page::notice(Text text)
{
    notices_.emplace_back(std::move(text), true);
    return *this;
}

Page& Page::remark(Text text)
{
    notices_.emplace_back(std::move(text), false);
    return *this;
}

Page& Page::title(std::string_view key)
{
    title_ = key;
    return *this;
}

} // namespace view
