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
    /// The name's half of the throttle's keys: the user name; of a mailed link its digest, which strangers cannot know, so
    /// that they cannot shut the owner out.
    std::string counted_under;
    std::optional<std::string> hash;
    /// Whose known browsers have a budget of their own, and who is told by mail; absent: all are strangers.
    std::optional<store::Account> owner{};
};

/// The same for any field and any hash.
[[nodiscard]] CurrentPassword
check_password(const Visit& visit, const PasswordField& field, const AskedPassword& asked, view::Page& page);

} // namespace flow
