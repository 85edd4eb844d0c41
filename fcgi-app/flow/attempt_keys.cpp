#include "flow/attempt_keys.hpp"

namespace flow {
namespace {

auth::Digest throttle_digest(const base::Settings& settings, const std::string& kind, const std::string& value)
{
    return auth::keyed_digest(settings.counting_key, "throttle-" + kind, value);
}

} // namespace

auth::Digest name_key(const base::Settings& settings, const std::string& user_name)
{
    const auto email = auth::parse_email_address(user_name);
    return throttle_digest(settings, "name", email ? email->key : auth::user_name_key(user_name));
}

store::AttemptKeys attempt_keys(const Visit& visit, const std::string& user_name)
{
    return {name_key(visit.app.settings, user_name), throttle_digest(visit.app.settings, "network", network(visit))};
}

} // namespace flow
