#include "pool/system_call_filter.hpp"

#include <cerrno>
#include <new>
#include <string>
#include <system_error>

namespace pool {
namespace {

void require(int result, const std::string& what)
{
    if (result < 0) throw std::system_error{-result, std::generic_category(), "seccomp: " + what};
}

} // namespace

SystemCallFilter SystemCallFilter::of_allowed()
{
    return SystemCallFilter{SCMP_ACT_ERRNO(ENOSYS)};
}

SystemCallFilter SystemCallFilter::of_forbidden()
{
    return SystemCallFilter{SCMP_ACT_ALLOW};
}

SystemCallFilter::SystemCallFilter(std::uint32_t others) : filter_{seccomp_init(others)}, others_{others}
{
    if (!filter_) throw std::bad_alloc{};
    // Calls of another architecture have other numbers, so the rules would not fit them.
    require(seccomp_attr_set(filter_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS), "foreign architectures");
    constexpr std::uint32_t binary_tree = 2;
    require(seccomp_attr_set(filter_.get(), SCMP_FLTATR_CTL_OPTIMIZE, binary_tree), "order");
}

void SystemCallFilter::allow(const char* call, Conditions when)
{
    if (others_ != SCMP_ACT_ALLOW) add(SCMP_ACT_ALLOW, call, when);
}

void SystemCallFilter::fail(const char* call, unsigned error, Conditions when)
{
    add(SCMP_ACT_ERRNO(error), call, when);
}

void SystemCallFilter::kill(const char* call, Conditions when)
{
    add(SCMP_ACT_KILL_PROCESS, call, when);
}

void SystemCallFilter::add(std::uint32_t action, const char* call, Conditions when)
{
    const int number = seccomp_syscall_resolve_name(call);
    if (number < 0) return;
    const auto conditions = static_cast<unsigned>(when.size());
    require(seccomp_rule_add_array(filter_.get(), action, number, conditions, when.begin()), call);
}

void SystemCallFilter::install()
{
    require(seccomp_load(filter_.get()), "the kernel refuses the filter");
}

} // namespace pool
