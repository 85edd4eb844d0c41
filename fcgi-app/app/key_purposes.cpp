#include "app/key_purposes.hpp"

#include "app/key_lists.hpp"
#include "app/signing_keys.hpp"

namespace app {
namespace {

std::string_view list_name(KeyPurpose purpose)
{
    return purpose == KeyPurpose::pepper ? "password.pepper" : "keys";
}

} // namespace

std::string key_file(const base::Settings& settings, KeyPurpose purpose)
{
    return purpose == KeyPurpose::statements ? settings.portal.signing_keys : settings.secrets_file;
}

std::vector<auth::KeyEntry> list_keys(const std::string& file, KeyPurpose purpose)
{
    return purpose == KeyPurpose::statements ? list_signing_keys(file) : list_keys(file, list_name(purpose));
}

void write_keys(
    const std::string& file, KeyPurpose purpose, const std::vector<auth::KeyEntry>& entries, const std::string& like)
{
    if (purpose == KeyPurpose::statements)
        write_signing_keys(file, entries, like);
    else
        replace_keys(file, list_name(purpose), entries);
}

std::optional<std::chrono::days> age_of(const auth::KeyEntry& entry, auth::Day today)
{
    const auto since = entry.used ? entry.used : entry.made;
    return since ? std::optional{today - *since} : std::nullopt;
}

} // namespace app
