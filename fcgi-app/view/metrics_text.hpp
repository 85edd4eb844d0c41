#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace view {

/// Writes the text format of Prometheus (version 0.0.4). Names, labels and help are the product's own words: nothing that
/// came from outside belongs here, and nothing is escaped.
class MetricsText {
public:
    static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

    /// Begins a family; its samples follow.
    /// type  counter, gauge or histogram
    MetricsText& family(std::string_view name, std::string_view type, std::string_view help);

    /// labels  "route=\"/Account/Login\",status=\"200\"", or ""
    MetricsText& sample(std::string_view labels, std::uint64_t value);

    /// A sample of a name that begins like the family's: "_bucket", "_sum", "_count".
    MetricsText& part(std::string_view suffix, std::string_view labels, std::string_view value);

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
    std::string name_;
};

/// Microseconds as seconds, "0.0025"; without zeros at the end.
[[nodiscard]] std::string metric_seconds(std::uint64_t microseconds);

} // namespace view
