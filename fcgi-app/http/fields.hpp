#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

/// The fields of a query or of a form body, decoded once. A field that was given twice is as good as absent,
/// so nobody can rely on which of the two is read.
class Fields {
public:
    Fields() = default;
    explicit Fields(std::vector<std::pair<std::string, std::string>> fields) : fields_{std::move(fields)} {}

    /// The value of the field; nullopt when it is absent or given more than once. Names are case-sensitive.
    [[nodiscard]] std::optional<std::string> find(std::string_view name) const;

    /// The same, with names compared without regard to ASCII case: for the query names of old links.
    [[nodiscard]] std::optional<std::string> find_any_case(std::string_view name) const;

    /// The value, or "" when absent or doubled: for refilling a form.
    [[nodiscard]] std::string value_or_empty(std::string_view name) const;

    /// True when the name occurs at least once, in any ASCII case.
    [[nodiscard]] bool mentions(std::string_view name) const;

    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

} // namespace http
