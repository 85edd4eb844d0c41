#pragma once

#include "flow/problem.hpp"

namespace flow {

/// /Account/Settings/Data: everything that the service holds on the person, to read and to print (GDPR Art. 15, R-228).
[[nodiscard]] http::Response show_data_copy(const Visit& visit);

/// The same as a JSON file, with the names and values of the database; the trail says that it was taken.
[[nodiscard]] http::Response post_data_copy(const Visit& visit);
[[nodiscard]] http::Response data_copy_again(const Visit& visit, Problem problem);

} // namespace flow
