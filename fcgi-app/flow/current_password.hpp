#pragma once

#include "flow/visit.hpp"

namespace flow {

enum class CurrentPassword {
    right,
    refused, ///< missing, wrong, or tried too often: what to do stands on the page
    busy,    ///< no room to hash: answer with show_busy()
};

/// Judges the form's field current_password for whoever is signed in. A wrong one is counted like a failed sign-in: a
/// borrowed computer is no place for guessing.
[[nodiscard]] CurrentPassword check_current_password(const Visit& visit, view::Page& page);

/// Which field is judged, and the keys of the texts that stand at it when nothing was typed, or something wrong.
struct PasswordField {
    std::string_view name;
    std::string_view missing;
    std::string_view wrong;
};

/// A password that is asked for: what it is compared with, and what a wrong one is counted under.
struct AskedPassword {
    std::string user_name; ///< or, where it would let strangers shut the owner out, something that they cannot know
    std::optional<std::string> hash;
    std::optional<store::Account>
        owner{}; ///< whose known browsers have a budget of their own; absent: all are strangers
};

/// The same for any field and any hash.
[[nodiscard]] CurrentPassword
check_password(const Visit& visit, const PasswordField& field, const AskedPassword& asked, view::Page& page);

} // namespace flow
