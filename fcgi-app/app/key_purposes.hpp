#pragma once

#include "auth/key_life.hpp"
#include "base/settings.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The keys of an installation by what they are for: docs/keys.md tells the same in words.
namespace app {

enum class KeyPurpose { forms, statements, pepper };

struct PurposeFacts {
    KeyPurpose purpose;
    std::string_view name;
    std::string_view owner; ///< the processes that hold it
    /// So long after its retirement something may live that was made with it; absent: as long as a stored hash has it.
    std::optional<std::chrono::days> keep;
};

/// Bounce marks live as long as the record of their mail; all else of forms is over sooner. A statement lives for a minute.
inline constexpr std::array key_purposes{
    PurposeFacts{
        KeyPurpose::forms, "forms", "pages workers, background process, asiointi-admin", std::chrono::days{31}},
    PurposeFacts{KeyPurpose::statements, "statements", "check workers", std::chrono::days{1}},
    PurposeFacts{KeyPurpose::pepper, "pepper", "pages workers", std::nullopt},
};

/// Where the keys of a purpose are: the secrets file, or the file of signing keys. "" when the settings name none.
[[nodiscard]] std::string key_file(const base::Settings& settings, KeyPurpose purpose);

/// Throws SettingsFaults when the file cannot be read or is faulty.
[[nodiscard]] std::vector<auth::KeyEntry> list_keys(const std::string& file, KeyPurpose purpose);

/// Throws std::system_error when the file cannot be written, std::runtime_error when the rest of it would not stay as it is.
/// like  whose owner and group a new file of signing keys gets.
void write_keys(
    const std::string& file, KeyPurpose purpose, const std::vector<auth::KeyEntry>& entries, const std::string& like);

/// How long a key has been in use, or else how long it has been there; nullopt when nobody wrote that down.
[[nodiscard]] std::optional<std::chrono::days> age_of(const auth::KeyEntry& entry, auth::Day today);

} // namespace app
