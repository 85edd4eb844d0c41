#include "flow/known_name.hpp"

#include "auth/seal.hpp"

namespace flow {
namespace {

constexpr std::string_view purpose = "known user name";

} // namespace

std::string sign_in_path(const std::vector<base::Key>& keys, std::string_view user_name)
{
    return "/Account/Login?name=" + auth::seal(keys, purpose, "", user_name);
}

std::string known_name(const Visit& visit)
{
    const auto sealed = visit.request.query.find("name");
    if (!sealed) return "";
    return auth::unseal(visit.app.settings.keys, purpose, "", *sealed).value_or("");
}

} // namespace flow
