#include "setup/secrets.hpp"

#include "auth/key_life.hpp"
#include "auth/secret.hpp"
#include "base/wiped_memory.hpp"

#include <toml++/toml.h>

#include <sstream>

namespace setup {
namespace {

constexpr std::size_t password_bytes = 24;

toml::array new_keys(base::Instant now)
{
    const auto today = std::chrono::floor<std::chrono::days>(now);
    const auto entries = auth::with_next_in_use(auth::with_next({}, today), today).value();
    toml::array keys;
    for (const auto& entry : entries) keys.push_back(auth::to_text(entry));
    return keys;
}

std::string new_password()
{
    return auth::base64url(auth::random_bytes(password_bytes));
}

} // namespace

app::Content new_secrets(const base::Password& mail_password, base::Instant now)
{
    const base::WipedMemory wiped;
    toml::table root{
        {"keys", new_keys(now)},
        {"database", toml::table{
                         {"pages_password", new_password()},
                         {"background_password", new_password()},
                         {"admin_password", new_password()}}}};
    if (!mail_password.empty()) root.insert("mail", toml::table{{"password", mail_password.reveal()}});
    // Double quotes, as in conf/secrets.example.toml.
    const auto flags = toml::toml_formatter::default_flags & ~toml::format_flags::allow_literal_strings;
    std::ostringstream text;
    text << "# Made by asiointi-admin setup; docs/keys.md says how each is replaced.\n"
         << toml::toml_formatter{root, flags} << '\n';
    return app::Content{std::move(text).str()};
}

} // namespace setup
