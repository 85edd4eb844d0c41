#include "view/metrics_text.hpp"

namespace view {

MetricsText& MetricsText::family(std::string_view name, std::string_view type, std::string_view help)
{
    name_ = name;
    text_.append("# HELP ").append(name).append(" ").append(help).append("\n");
    text_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
    return *this;
}

MetricsText& MetricsText::sample(std::string_view labels, std::uint64_t value)
{
    return part("", labels, std::to_string(value));
}

MetricsText& MetricsText::part(std::string_view suffix, std::string_view labels, std::string_view value)
{
    text_.append(name_).append(suffix);
    if (!labels.empty()) text_.append("{").append(labels).append("}");
    text_.append(" ").append(value).append("\n");
    return *this;
}

std::string metric_seconds(std::uint64_t microseconds)
{
    auto fraction = std::to_string(1'000'000 + microseconds % 1'000'000).substr(1);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    const auto whole = std::to_string(microseconds / 1'000'000);
    return fraction.empty() ? whole : whole + '.' + fraction;
}

} // namespace view
