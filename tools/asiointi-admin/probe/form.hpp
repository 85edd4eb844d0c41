#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace probe {

/// A form as a browser would send it untouched: without check boxes that are not ticked, and without its buttons.
struct Form {
    std::string action; ///< as it stands in the page, usually relative to it; empty: the page's own address
    std::vector<std::pair<std::string, std::string>> fields;

    [[nodiscard]] bool has(std::string_view name) const;
    void set(std::string_view name, const std::string& value);
    /// application/x-www-form-urlencoded
    [[nodiscard]] std::string encoded() const;
};

/// The first form of a page of ours that has this field; nullopt when there is none.
[[nodiscard]] std::optional<Form> form_with(std::string_view html, std::string_view field);

} // namespace probe
