#pragma once

#include "flow/visit.hpp"

#include <string>

namespace flow {

/// Who a person says they are. A company uses the family name alone (DESIGN, Data).
struct Names {
    std::string given;
    std::string family;
};

/// As pages, mails and the portal show it: given name first; "" when there is neither.
[[nodiscard]] std::string full_name(const std::string& given, const std::string& family);

/// The form's fields given_name and family_name, trimmed, NFC.
[[nodiscard]] Names read_names(const http::Fields& form);

/// True when the names may be kept; otherwise what is wrong stands on `page`. Names are judged by their length alone
/// no alphabet, no form.
[[nodiscard]] bool check_names(const Names& names, view::Page& page);

} // namespace flow
