#pragma once

#include <cstdint>

namespace base {

/// The key of an account in our own tables. It never leaves the process: outside, an account is its public id.
enum class AccountId : std::uint64_t {};

} // namespace base
