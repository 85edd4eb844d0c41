#include "flow/attempt_keys.hpp"

#include "flow/device_cookie.hpp"

namespace flow {
namespace {

auth::Digest throttle_digest(const base::Settings& settings, const std::string& kind, const std::string& value)
{
    return auth::keyed_digest(settings.counting_key, "throttle-" + kind, value);
}

auth::Digest device_key(
    const base::Settings& settings, base::AccountId account, std::uint32_t password_generation,
    const auth::Digest& device)
{
    auto whose = std::to_string(static_cast<std::uint64_t>(account)) + " " + std::to_string(password_generation) + " ";
    return throttle_digest(settings, "device", whose.append(auth::bytes_of(device)));
}

/// Whoever has no account is looked for as well, so that the statements are the same for all.
std::optional<auth::Digest> known_device_key(const Visit& visit, const std::optional<store::Account>& owner)
{
    const auto device = auth::digest(this_device(visit));
    const auto account = owner ? owner->id : base::AccountId{};
    const auto known = store::find_device(visit.app.db, account, device, visit.now());
    if (!known || known->password_generation != owner->password_generation) return std::nullopt;
    return device_key(visit.app.settings, account, owner->password_generation, device);
}

} // namespace

auth::Digest name_key(const base::Settings& settings, const std::string& user_name)
{
    const auto email = auth::parse_email_address(user_name);
    return throttle_digest(settings, "name", email ? email->key : auth::user_name_key(user_name));
}

store::OwnerKeys
owner_keys(store::Database& db, const base::Settings& settings, const store::Account& account, base::Instant now)
{
    constexpr unsigned most = 20;
    store::OwnerKeys keys{.name = name_key(settings, account.email)};
    for (const auto& device : store::list_devices(db, account.id, account.password_generation, most, now))
        keys.devices.push_back(device_key(settings, account.id, account.password_generation, device));
    return keys;
}

store::AttemptKeys
attempt_keys(const Visit& visit, const std::string& user_name, const std::optional<store::Account>& owner)
{
    const auto& settings = visit.app.settings;
    const auto name = name_key(settings, user_name);
    return {
        .name = name,
        .network = throttle_digest(settings, "network", network(visit)),
        .both = throttle_digest(settings, "both", network(visit).append(" ").append(auth::bytes_of(name))),
        .device = known_device_key(visit, owner)};
}

} // namespace flow
