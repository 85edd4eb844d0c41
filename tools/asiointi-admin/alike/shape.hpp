#pragma once

#include "probe/http.hpp"

#include <string>
#include <utility>
#include <vector>

namespace alike {

/// All of an answer that may not differ between two addresses: what stands for the address, and what is random, is
/// replaced by its length.
struct Shape {
    unsigned status = 0;
    std::vector<std::pair<std::string, std::string>> headers; ///< in the order in which they came
    std::string body;

    bool operator==(const Shape&) const = default;
};

/// typed  the address that this browser has sent. It is in the page, and sealed in what the product hands from page to
///        page ("s=…" in links, the field "step"), so these are longer by what it is longer.
[[nodiscard]] Shape shape_of(const probe::Answer& answer, const std::string& typed);

/// What the second has otherwise than the first, in a few words; empty when both are alike.
[[nodiscard]] std::string difference(const Shape& first, const Shape& second);

} // namespace alike
