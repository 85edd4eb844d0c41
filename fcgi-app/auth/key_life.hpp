#pragma once

#include "base/key_ring.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A key as a file holds it, with its life: "BASE64 made 2026-11-20 used 2026-11-26 retired 2027-11-26". Each
/// word with its day may be missing: a key alone is one that somebody wrote there by hand.
namespace auth {

using Day = std::chrono::sys_days;

struct KeyEntry {
    base::Key key;
    std::optional<Day> made{};
    std::optional<Day> used{};    ///< since then it makes new values
    std::optional<Day> retired{}; ///< since then it makes none
};

enum class KeyState {
    next,     ///< accepted, and makes nothing yet: so every host knows it before one uses it
    current,  ///< makes new values
    verifying ///< makes nothing more; what it made holds
};

/// Nullopt for everything else. Days are in the order made, used, retired.
[[nodiscard]] std::optional<KeyEntry> parse_key_entry(std::string_view text);

/// The line of the file. It holds the key.
[[nodiscard]] std::string to_text(const KeyEntry& entry);

/// By which people and stored hashes call a key: 10 characters of a-z2-7, from which nobody can tell the key.
[[nodiscard]] std::string key_name(const base::Key& key);

/// Of each entry, in their order. One that is made and not used is next, one that is retired verifies; of all others the first
/// is current, and those behind it verify.
[[nodiscard]] std::vector<KeyState> states_of(const std::vector<KeyEntry>& entries);

/// The current one first, then those that verify, then the next one.
[[nodiscard]] base::KeyRing ring_of(const std::vector<KeyEntry>& entries);

/// A new key that is next. A second one in a row takes the place of the first: nothing was made with that.
[[nodiscard]] std::vector<KeyEntry> with_next(std::vector<KeyEntry> entries, Day today);

/// The next key becomes current, and the current one verifies from today on. Nullopt when there is none next.
[[nodiscard]] std::optional<std::vector<KeyEntry>> with_next_in_use(std::vector<KeyEntry> entries, Day today);

/// Nothing new is made with any key from today on; what was made holds.
[[nodiscard]] std::vector<KeyEntry> all_retired(std::vector<KeyEntry> entries, Day today);

/// True for a key that verifies and was retired `keep` days ago or earlier.
[[nodiscard]] bool is_over(const KeyEntry& entry, KeyState state, std::chrono::days keep, Day today);

} // namespace auth
