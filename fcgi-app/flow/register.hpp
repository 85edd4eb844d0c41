#pragma once

#include "flow/problem.hpp"

/// "Luo uusi käyttäjätunnus": asks for the address alone; the mailed link leads to name and password
/// (register_confirm.hpp). The page says the same whether the address has an account or not.
namespace flow {

[[nodiscard]] http::Response show_register(const Visit& visit);
[[nodiscard]] http::Response post_register(const Visit& visit);
[[nodiscard]] http::Response register_again(const Visit& visit, Problem problem);

} // namespace flow
