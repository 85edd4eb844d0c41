#pragma once

#include "flow/problem.hpp"
#include "flow/visit.hpp"

#include <span>
#include <string_view>

namespace app {

/// Who may pass. There is no default: a row without a guard does not compile.
enum class Guard {
    anyone,              ///< also with the database away
    signed_in,           ///< others go to the login page and come back
    staff,               ///< a member of the help desk, on its network, with the password given in the last 15 minutes
    password_just_given, ///< signed in, with the password given in the last 15 minutes; others give it, and come back
};

using Handler = http::Response (*)(const flow::Visit&);
/// Shows the form again with what was typed, when its handler may not see it yet.
using Again = http::Response (*)(const flow::Visit&, flow::Problem);

/// One URL: who may pass, what GET shows, what POST does. A null pointer means: 405.
struct Route {
    constexpr Route(std::string_view p, Guard g, Handler on_get) : path{p}, guard{g}, get{on_get} {}
    constexpr Route(std::string_view p, Guard g, Handler on_get, Handler on_post, Again on_problem)
        : path{p}, guard{g}, get{on_get}, post{on_post}, again{on_problem}
    {
    }

    std::string_view path;
    Guard guard;
    Handler get = nullptr;
    Handler post = nullptr;
    Again again = nullptr;
};

/// An address of the system that this one replaces, and where it leads now.
struct Alias {
    std::string_view path;
    std::string_view target;
};

/// The table of contents of the program.
[[nodiscard]] std::span<const Route> routes();
[[nodiscard]] std::span<const Alias> aliases();

/// The row for a path, in any ASCII case and with or without a slash at its end (the old system ran on IIS); null for an unknown one.
[[nodiscard]] const Route* find_route(std::string_view path);
[[nodiscard]] const Alias* find_alias(std::string_view path);

} // namespace app
