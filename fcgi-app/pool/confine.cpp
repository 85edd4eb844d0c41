#include "pool/confine.hpp"

#include "base/log.hpp"
#include "pool/landlock.hpp"
#include "pool/system_calls.hpp"

#include <array>
#include <cerrno>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>

namespace pool {
namespace {

void require(bool done, const char* what)
{
    if (!done) throw std::system_error{errno, std::generic_category(), what};
}

constexpr std::uint32_t none = 0;
constexpr std::uint32_t of_supervisor = 1U << CAP_CHOWN | 1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH;

/// Leaves at most those of `kept`, which are all among the first 32. Where there is nothing to drop, nothing is called: a
/// service manager's own filter may refuse it.
void drop_capabilities(std::uint32_t kept)
{
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> held{};
    require(::syscall(SYS_capget, &header, held.data()) == 0, "capget");
    const std::uint32_t left = held[0].permitted & kept;
    if (held[0].permitted == left && held[1].permitted == 0) return;
    held = {};
    held[0].effective = held[0].permitted = left;
    require(::syscall(SYS_capset, &header, held.data()) == 0, "capset");
}

/// Neither a core file nor another process of the same user gets to see the secrets in this memory.
void hide_memory()
{
    const rlimit no_core{0, 0};
    require(::setrlimit(RLIMIT_CORE, &no_core) == 0, "setrlimit RLIMIT_CORE");
    require(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0, "prctl PR_SET_DUMPABLE");
}

void refuse_privileges(std::uint32_t kept_capabilities)
{
    require(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "prctl PR_SET_NO_NEW_PRIVS");
    drop_capabilities(kept_capabilities);
    hide_memory();
}

} // namespace

void confine(const Rights& rights)
{
    refuse_privileges(none);
    restrict_files(rights);
    restrict_system_calls(rights);
}

void confine_supervisor()
{
    refuse_privileges(of_supervisor);
    restrict_system_calls_of_supervisor();
    if (landlock_version() == 0)
        base::log(base::LogLevel::warning, "files_not_confined", {{"cause", "this kernel has no Landlock"}});
}

} // namespace pool
