#include "pool/system_calls.hpp"

#include "pool/system_call_filter.hpp"

#include <cerrno>
#include <initializer_list>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pool {
namespace {

/// What the C library, OpenSSL, the database's and the mail's libraries and we need to compute, to wait, to read files and
/// to talk over sockets that are open. A library that tries a newer call first finds ENOSYS and takes an older one, so an
/// update of a library stops nothing.
constexpr const char* ordinary[] = {
    // memory; mmap and mprotect have conditions
    "brk", "madvise", "membarrier", "mincore", "mlock", "mlock2", "mremap", "munlock", "munmap",
    // files and descriptors
    "access", "close", "close_range", "dup", "dup2", "dup3", "eventfd2", "faccessat", "faccessat2", "fadvise64",
    "fcntl", "fstat", "fstatfs", "getcwd", "getdents64", "lseek", "lstat", "newfstatat", "open", "openat", "pipe",
    "pipe2", "pread64", "preadv", "read", "readlink", "readlinkat", "readv", "signalfd4", "stat", "statfs", "statx",
    "write", "writev",
    // sockets; whatever opens or connects one, and ioctl, have conditions
    "getpeername", "getsockname", "getsockopt", "recvfrom", "recvmmsg", "recvmsg", "sendmmsg", "sendmsg", "sendto",
    "setsockopt", "shutdown",
    // waiting and time
    "alarm", "clock_getres", "clock_gettime", "clock_nanosleep", "epoll_create1", "epoll_ctl", "epoll_pwait",
    "epoll_wait", "getitimer", "gettimeofday", "nanosleep", "pause", "poll", "ppoll", "pselect6", "restart_syscall",
    "select", "setitimer", "time", "timerfd_create", "timerfd_settime", "times",
    // signals to itself; tgkill has a condition
    "rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait",
    "sigaltstack",
    // locks between threads and between processes
    "futex", "get_robust_list", "rseq", "set_robust_list", "set_tid_address",
    // about itself, and its end
    "arch_prctl", "exit", "exit_group", "getcpu", "getegid", "geteuid", "getgid", "getgroups", "getpgrp", "getpid",
    "getppid", "getrandom", "getrlimit", "getrusage", "gettid", "getuid", "sched_getaffinity", "sched_getattr",
    "sched_yield", "sysinfo", "uname"};

/// No honest code in these processes makes them: whoever does is in the wrong place, and must not get a second try.
constexpr const char* of_intruders[] = {
    // other programs, and what other processes hold
    "execve", "execveat", "kcmp", "pidfd_getfd", "pidfd_open", "process_madvise", "process_vm_readv",
    "process_vm_writev", "ptrace",
    // another view of the system
    "chroot", "fsconfig", "fsmount", "fsopen", "fspick", "mount", "mount_setattr", "move_mount", "name_to_handle_at",
    "open_by_handle_at", "open_tree", "pivot_root", "setns", "umount2", "unshare",
    // parts of the kernel whose faults are used to break out of it
    "add_key", "bpf", "io_uring_enter", "io_uring_register", "io_uring_setup", "keyctl", "modify_ldt",
    "perf_event_open", "personality", "request_key", "userfaultfd", "vmsplice",
    // code that lies in no file
    "memfd_create", "memfd_secret",
    // the machine
    "acct", "adjtimex", "clock_adjtime", "clock_settime", "delete_module", "finit_module", "init_module", "ioperm",
    "iopl", "kexec_file_load", "kexec_load", "quotactl", "reboot", "sethostname", "settimeofday", "swapoff", "swapon",
    "syslog"};

/// A worker is never another user; the supervisor's library calls may set what is set already.
constexpr const char* of_intruders_in_workers[] = {"fork",      "vfork",     "setfsgid", "setfsuid",
                                                   "setgid",    "setgroups", "setregid", "setresgid",
                                                   "setresuid", "setreuid",  "setuid"};

constexpr int families_with_a_name = 64; // the kernel has 46 so far

/// Memory is never writable and executable at once, nor the one after the other: code comes from files alone.
void add_rules_of_memory(SystemCallFilter& filter)
{
    constexpr unsigned both = PROT_WRITE | PROT_EXEC;
    for (const unsigned harmless : {0U, unsigned{PROT_WRITE}, unsigned{PROT_EXEC}})
        filter.allow("mmap", {mask_is(2, both, harmless)});
    filter.fail("mmap", EPERM, {mask_is(2, both, both)});
    for (const char* call : {"mprotect", "pkey_mprotect"}) {
        filter.allow(call, {mask_is(2, PROT_EXEC, 0)});
        filter.fail(call, EPERM, {mask_is(2, PROT_EXEC, PROT_EXEC)});
    }
}

constexpr const char* of_connections[] = {"accept", "accept4", "connect"};

/// For whoever has all the sockets that it needs.
void forbid_new_sockets(SystemCallFilter& filter)
{
    for (const char* call : of_connections) filter.kill(call);
    for (const char* call : {"socket", "socketpair"}) filter.kill(call);
}

void add_rules_of_sockets(SystemCallFilter& filter, bool network)
{
    for (const char* call : of_connections) filter.allow(call);
    for (int family = 0; family < families_with_a_name; ++family) {
        const bool is_network = family == AF_INET || family == AF_INET6;
        if (family == AF_UNIX || (network && is_network))
            filter.allow("socket", {is(0, family)});
        else if (
            family == AF_NETLINK) // getaddrinfo() asks for our addresses; without them it takes that we have both kinds
            filter.fail("socket", EAFNOSUPPORT, {is(0, family)});
        else
            filter.kill("socket", {is(0, family)});
    }
    filter.kill("socket", {is_at_least(0, families_with_a_name)});
    filter.allow("socketpair", {is(0, AF_UNIX)});
}

void add_rules_of_threads(SystemCallFilter& filter, bool threads)
{
    if (threads) filter.allow("clone", {mask_is(0, CLONE_THREAD, CLONE_THREAD)});
    filter.kill("clone", {mask_is(0, CLONE_THREAD, 0)});
}

/// Calls that do many things: those of them that are needed.
void add_parts(SystemCallFilter& filter)
{
    for (const unsigned long what : std::initializer_list<unsigned long>{FIONREAD, FIONBIO, TCGETS})
        filter.allow("ioctl", {is(1, what)});
    filter.kill("ioctl", {is(1, TIOCSTI)});
    for (const int what : {PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_GET_SECCOMP, PR_GET_NO_NEW_PRIVS})
        filter.allow("prctl", {is(0, what)});
    filter.allow("prlimit64", {is(2, 0)});         // to look, not to set
    filter.allow("sched_setattr", {is(0, 0)});     // pool/turns.hpp, of this process alone
    filter.allow("sched_setaffinity", {is(0, 0)}); // pool/home_cpu.hpp, the same
    filter.allow("tgkill", {is(0, ::getpid())});   // abort()
}

} // namespace

void restrict_system_calls(const Rights& rights)
{
    auto filter = SystemCallFilter::of_allowed();
    for (const char* call : ordinary) filter.allow(call);
    for (const char* call : of_intruders) filter.kill(call);
    for (const char* call : of_intruders_in_workers) filter.kill(call);
    add_rules_of_memory(filter);
    if (rights.unix_sockets || rights.network)
        add_rules_of_sockets(filter, rights.network);
    else
        forbid_new_sockets(filter);
    add_rules_of_threads(filter, rights.threads);
    add_parts(filter);
    filter.install();
}

void restrict_system_calls_of_supervisor()
{
    auto filter = SystemCallFilter::of_forbidden();
    for (const char* call : of_intruders) filter.kill(call);
    add_rules_of_memory(filter);
    add_rules_of_sockets(filter, true);
    filter.install();
}

} // namespace pool
