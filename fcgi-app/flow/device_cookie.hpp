#pragma once

#include "flow/visit.hpp"
#include "store/devices.hpp"

namespace flow {

/// The value by which this browser is known again: the one that it brought, or a new one. Call it once for a visit, and
/// outside of the transaction that remembers it, which may run several times.
[[nodiscard]] base::DeviceId this_device(const Visit& visit);

/// Makes this browser known to the account, in the transaction in which somebody proved to own it.
/// password_generation  of the account after that transaction.
[[nodiscard]] store::Acquaintance remember_device(
    store::Transaction& tx, const Visit& visit, const base::DeviceId& device, base::AccountId account,
    std::uint32_t password_generation);

/// The cookie; it is set on a success alone.
[[nodiscard]] http::SetCookie device_cookie(const base::DeviceId& device);

} // namespace flow
