#pragma once

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

/// Many rows for one statement: a literal with JSON_TABLE takes the array behind its '?' apart, so that SQL stays checked
/// text and a thousand rows cost one call. Texts are UTF-8; anything else is a defect of the caller.
namespace store {

[[nodiscard]] inline nlohmann::json json_value(const std::optional<std::string>& text)
{
    return text ? nlohmann::json(*text) : nlohmann::json(nullptr);
}

template <class Item, class ToJson>
[[nodiscard]] std::string json_rows(const std::vector<Item>& items, ToJson to_json)
{
    auto rows = nlohmann::json::array();
    for (const auto& item : items) rows.push_back(to_json(item));
    return rows.dump();
}

} // namespace store
