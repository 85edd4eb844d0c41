#include "flow/device_cookie.hpp"

#include "auth/secret.hpp"

namespace flow {

base::DeviceId this_device(const Visit& visit)
{
    const auto brought = visit.request.cookie(cookie::device);
    return brought && is_cookie_id(*brought) ? base::DeviceId{*brought} : auth::new_device_id();
}

store::Acquaintance remember_device(
    store::Transaction& tx, const Visit& visit, const base::DeviceId& device, base::AccountId account,
    std::uint32_t password_generation)
{
    return store::remember_device(
        tx,
        {.account = account,
         .device = auth::digest(device),
         .password_generation = password_generation,
         .user_agent = visit.request.user_agent},
        visit.now());
}

http::SetCookie device_cookie(const base::DeviceId& device)
{
    return {std::string{cookie::device}, device.reveal(), std::chrono::seconds{store::device_memory}};
}

} // namespace flow
