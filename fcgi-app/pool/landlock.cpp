#include "pool/landlock.hpp"

#include "base/descriptor.hpp"

#include <cerrno>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>

namespace pool {
namespace {

// Debian 12's linux/landlock.h knows the second version alone. The numbers of later ones stand here; the kernel never
// changes them (Documentation/userspace-api/landlock.rst), and takes this longer form when what it does not know is 0.
struct Ruleset {
    std::uint64_t files, network, scopes;
};
struct Port {
    std::uint64_t rights, number;
};
constexpr int rule_of_port = 2;
constexpr std::uint64_t connect_tcp = 1U << 1;

constexpr std::uint64_t read_file = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr std::uint64_t read_folder = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;

/// All that this version can forbid.
Ruleset everything(int version)
{
    std::uint64_t files = (1U << 13) - 1;
    if (version >= 2) files |= 1U << 13; // link and rename between folders
    if (version >= 3) files |= 1U << 14; // truncate
    if (version >= 5) files |= 1U << 15; // ioctl on devices
    const std::uint64_t bind_and_connect = version >= 4 ? 3 : 0;
    const std::uint64_t abstract_sockets_and_signals = version >= 6 ? 3 : 0;
    return {files, bind_and_connect, abstract_sockets_and_signals};
}

[[noreturn]] void fail(const char* what)
{
    throw std::system_error{errno, std::generic_category(), what};
}

void allow_reading(int rules, const std::string& path)
{
    const base::Descriptor open{::open(path.c_str(), O_PATH | O_CLOEXEC)};
    struct stat found {};
    if (open.get() < 0 || ::fstat(open.get(), &found) != 0) return; // what is not there cannot be read either
    const landlock_path_beneath_attr beneath{S_ISDIR(found.st_mode) ? read_folder : read_file, open.get()};
    if (::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) != 0)
        fail("landlock_add_rule");
}

void allow_port(int rules, std::uint16_t number)
{
    const Port port{connect_tcp, number};
    if (::syscall(SYS_landlock_add_rule, rules, rule_of_port, &port, 0) != 0) fail("landlock_add_rule");
}

} // namespace

int landlock_version()
{
    const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version < 0 ? 0 : static_cast<int>(version);
}

void restrict_files(const Rights& rights)
{
    const int version = landlock_version();
    if (version == 0) return;
    const auto forbidden = everything(version);
    const base::Descriptor rules{
        static_cast<int>(::syscall(SYS_landlock_create_ruleset, &forbidden, sizeof forbidden, 0))};
    if (rules.get() < 0) fail("landlock_create_ruleset");
    for (const auto& path : rights.readable) allow_reading(rules.get(), path);
    if (forbidden.network != 0)
        for (const auto port : rights.ports) allow_port(rules.get(), port);
    if (::syscall(SYS_landlock_restrict_self, rules.get(), 0) != 0) fail("landlock_restrict_self");
}

} // namespace pool
