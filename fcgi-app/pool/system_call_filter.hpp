#pragma once

#include <seccomp.h>

#include <concepts>
#include <initializer_list>
#include <memory>

namespace pool {

/// Conditions on an argument of a system call, counted from 0. The whole 64 bits are compared, of which the kernel may read
/// 32: so a value that only looks like an allowed one is never taken for it.
template <std::integral Value>
[[nodiscard]] constexpr scmp_arg_cmp is(unsigned argument, Value value)
{
    return {argument, SCMP_CMP_EQ, static_cast<scmp_datum_t>(value), 0};
}
[[nodiscard]] constexpr scmp_arg_cmp is_at_least(unsigned argument, scmp_datum_t value)
{
    return {argument, SCMP_CMP_GE, value, 0};
}
[[nodiscard]] constexpr scmp_arg_cmp mask_is(unsigned argument, scmp_datum_t mask, scmp_datum_t value)
{
    return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

/// A filter of system calls in the making (seccomp). Calls are named as in syscalls(2); one that this architecture does not
/// have is passed over. Each rule may have conditions, all of which must hold. Throws std::system_error.
class SystemCallFilter {
public:
    using Conditions = std::initializer_list<scmp_arg_cmp>;

    /// What is not named fails with ENOSYS.
    [[nodiscard]] static SystemCallFilter of_allowed();
    /// What is not named is allowed.
    [[nodiscard]] static SystemCallFilter of_forbidden();

    void allow(const char* call, Conditions when = {});
    void fail(const char* call, unsigned error, Conditions when = {});
    void kill(const char* call, Conditions when = {}); ///< the whole process, by SIGSYS

    /// From now on this process and all that it forks obey; nothing undoes it.
    void install();

private:
    explicit SystemCallFilter(std::uint32_t others);
    void add(std::uint32_t action, const char* call, Conditions when);

    struct Release {
        void operator()(void* filter) const { seccomp_release(filter); }
    };
    std::unique_ptr<void, Release> filter_;
    std::uint32_t others_; ///< what happens to a call that is not named
};

} // namespace pool
