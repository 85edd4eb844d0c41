#include "pool/confine.hpp"

#include "child_process.hpp"
#include "pool/landlock.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
#include <thread>

// what is left to a worker whose parser was broken into.
namespace {

namespace fs = std::filesystem;

/// How a process ends that confines itself and then acts.
int wait_status(const pool::Rights& rights, const std::function<int()>& act)
{
    ChildProcess child{[&] {
        pool::confine(rights);
        return act();
    }};
    return child.wait();
}

/// The same, when it ends by itself; -1 when it is killed.
int exit_status(const pool::Rights& rights, const std::function<int()>& act)
{
    const int status = wait_status(rights, act);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// 0 when the call succeeded, else its error.
int error_of(long result)
{
    return result < 0 ? errno : 0;
}

int open_socket(int family)
{
    return error_of(::socket(family, SOCK_STREAM, 0));
}

const pool::Rights of_pages_with_local_database{.unix_sockets = true};
const pool::Rights of_hashing{};
const pool::Rights with_network{
    .unix_sockets = true, .network = true, .threads = true, .readable = {"/etc", "/usr", "/lib"}};

struct Call {
    const char* sentence;
    long (*make)();
};
std::ostream& operator<<(std::ostream& out, const Call& call)
{
    return out << call.sentence;
}

char no_program[] = "/bin/true";
char* no_arguments[] = {no_program, nullptr};

const Call of_intruders[] = {
    {"another program", [] { return long{::execve(no_program, no_arguments, nullptr)}; }},
    {"another program by descriptor", [] { return ::syscall(SYS_execveat, 0, "", no_arguments, nullptr, 0); }},
    {"a new process", [] { return long{::fork()}; }},
    {"a new process by its old name", [] { return long{::vfork()}; }},
    {"a new process by a bare clone", [] { return ::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr); }},
    {"a new view of the system",
     [] { return ::syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, nullptr, nullptr, nullptr); }},
    {"ptrace", [] { return ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); }},
    {"reading another's memory",
     [] { return ::syscall(SYS_process_vm_readv, ::getppid(), nullptr, 0, nullptr, 0, 0); }},
    {"writing another's memory",
     [] { return ::syscall(SYS_process_vm_writev, ::getppid(), nullptr, 0, nullptr, 0, 0); }},
    {"a handle of another process", [] { return ::syscall(SYS_pidfd_open, ::getppid(), 0); }},
    {"mount", [] { return ::syscall(SYS_mount, "none", "/tmp", "tmpfs", 0, nullptr); }},
    {"the new mount", [] { return ::syscall(SYS_fsopen, "tmpfs", 0); }},
    {"unshare", [] { return ::syscall(SYS_unshare, CLONE_NEWUSER); }},
    {"chroot", [] { return ::syscall(SYS_chroot, "/"); }},
    {"opening by handle", [] { return ::syscall(SYS_open_by_handle_at, 0, nullptr, 0); }},
    {"the kernel's keys", [] { return ::syscall(SYS_keyctl, 0, 0, 0, 0, 0); }},
    {"bpf", [] { return ::syscall(SYS_bpf, 0, nullptr, 0); }},
    {"userfaultfd", [] { return ::syscall(SYS_userfaultfd, 0); }},
    {"io_uring", [] { return ::syscall(SYS_io_uring_setup, 1, nullptr); }},
    {"perf", [] { return ::syscall(SYS_perf_event_open, nullptr, 0, 0, 0, 0); }},
    {"a file that lies nowhere", [] { return ::syscall(SYS_memfd_create, "x", 0); }},
    {"another personality", [] { return ::syscall(SYS_personality, 0x0400000); }},
    {"another user", [] { return ::syscall(SYS_setuid, 0); }},
    {"typing into a terminal", [] { return long{::ioctl(0, TIOCSTI, "x")}; }},
    {"packet sockets", [] { return long{::socket(AF_PACKET, SOCK_RAW, 0)}; }},
    {"sockets of virtual machines", [] { return long{::socket(AF_VSOCK, SOCK_STREAM, 0)}; }},
    {"sockets of the kernel's cryptography", [] { return long{::socket(AF_ALG, SOCK_SEQPACKET, 0)}; }},
    {"a family whose upper bits hide it", [] { return ::syscall(SYS_socket, 0x100000000L | AF_PACKET, SOCK_RAW, 0); }},
    {"a family that the kernel does not have yet", [] { return long{::socket(200, SOCK_STREAM, 0)}; }},
};

const Call not_needed[] = {
    {"a signal to another process", [] { return long{::kill(::getppid(), 0)}; }},
    {"a file's mode", [] { return long{::chmod("/tmp", 0777)}; }},
    {"a new folder", [] { return long{::mkdir("/tmp/asiointi-confine", 0700)}; }},
    {"removing a file", [] { return long{::unlink("/tmp/asiointi-confine")}; }},
    {"listening", [] { return long{::listen(0, 1)}; }},
    {"binding", [] { return long{::bind(0, nullptr, 0)}; }},
    {"clone3, whose flags no filter sees", [] { return ::syscall(SYS_clone3, nullptr, 0); }},
    {"a call that no kernel has", [] { return ::syscall(9999); }},
    {"undoing what hides the memory", [] { return long{::prctl(PR_SET_DUMPABLE, 1)}; }},
};

/// A folder of one test with one file.
class Folder {
public:
    Folder() : path_{fs::temp_directory_path() / ("asiointi-confine-" + std::to_string(::getpid()))}
    {
        fs::create_directories(path_ / "open");
        fs::create_directories(path_ / "closed");
        std::ofstream{file("open")} << "x";
        std::ofstream{file("closed")} << "x";
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::string of(const std::string& name) const { return path_ / name; }
    [[nodiscard]] std::string file(const std::string& name) const { return path_ / name / "file"; }

private:
    fs::path path_;
};

/// A TCP port of this machine on which somebody listens.
class Listener {
public:
    Listener() : fd_{::socket(AF_INET, SOCK_STREAM, 0)}
    {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address_;
        BOOST_TEST_REQUIRE(::bind(fd_, of(address_), size) == 0);
        BOOST_TEST_REQUIRE(::getsockname(fd_, reinterpret_cast<sockaddr*>(&address_), &size) == 0);
        BOOST_TEST_REQUIRE(::listen(fd_, 8) == 0);
    }
    ~Listener() { ::close(fd_); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    [[nodiscard]] std::uint16_t port() const { return ::ntohs(address_.sin_port); }
    [[nodiscard]] int connect() const
    {
        return error_of(::connect(::socket(AF_INET, SOCK_STREAM, 0), of(address_), sizeof address_));
    }

private:
    static const sockaddr* of(const sockaddr_in& address) { return reinterpret_cast<const sockaddr*>(&address); }
    int fd_;
    sockaddr_in address_{};
};

auto kernel_has_landlock(int version)
{
    return boost::unit_test::precondition(
        [version](boost::unit_test::test_unit_id) -> boost::test_tools::assertion_result {
            return pool::landlock_version() >= version;
        });
}

std::string status_of(pid_t pid, const std::string& name)
{
    std::ifstream status{"/proc/" + std::to_string(pid) + "/status"};
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(name + ":\t")) return line.substr(name.size() + 2);
    return "";
}

} // namespace

BOOST_AUTO_TEST_SUITE(confine)

BOOST_DATA_TEST_CASE(what_only_an_intruder_calls_ends_the_process, boost::unit_test::data::make(of_intruders), call)
{
    const int status = wait_status(of_pages_with_local_database, [&] { return error_of(call.make()); });
    BOOST_TEST_REQUIRE(WIFSIGNALED(status));
    BOOST_TEST(WTERMSIG(status) == SIGSYS);
}

BOOST_DATA_TEST_CASE(what_is_not_needed_fails_as_on_an_old_kernel, boost::unit_test::data::make(not_needed), call)
{
    BOOST_TEST(exit_status(of_pages_with_local_database, [&] { return error_of(call.make()); }) == ENOSYS);
}

BOOST_AUTO_TEST_CASE(only_who_needs_the_network_opens_its_sockets)
{
    for (const int family : {AF_INET, AF_INET6}) {
        const int status = wait_status(of_pages_with_local_database, [&] { return open_socket(family); });
        BOOST_TEST((WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS));
        BOOST_TEST(exit_status(with_network, [&] { return open_socket(family); }) == 0);
    }
    BOOST_TEST(exit_status(of_pages_with_local_database, [] { return open_socket(AF_UNIX); }) == 0);
}

BOOST_AUTO_TEST_CASE(the_resolver_finds_names_without_the_sockets_by_which_it_asks_for_our_own_addresses)
{
    BOOST_TEST(exit_status(with_network, [] { return open_socket(AF_NETLINK); }) == EAFNOSUPPORT);
    BOOST_TEST(exit_status(with_network, [] {
                   addrinfo* found = nullptr;
                   return ::getaddrinfo("localhost", "25", nullptr, &found);
               }) == 0);
}

BOOST_AUTO_TEST_CASE(only_who_needs_threads_starts_them)
{
    const auto start = [] {
        try {
            std::thread{[] {}}.join();
            return 0;
        } catch (const std::system_error&) {
            return 1;
        }
    };
    BOOST_TEST(exit_status(with_network, start) == 0);
    BOOST_TEST(exit_status(of_pages_with_local_database, start) == 1);
}

BOOST_AUTO_TEST_CASE(no_memory_is_writable_and_executable)
{
    const auto map = [](int protection) {
        return ::mmap(nullptr, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    };
    const auto is_refused = [](bool failed) { return failed ? errno : 0; };
    BOOST_TEST(exit_status(with_network, [&] {
                   return is_refused(map(PROT_READ | PROT_WRITE | PROT_EXEC) == MAP_FAILED);
               }) == EPERM);
    BOOST_TEST(exit_status(with_network, [&] {
                   return error_of(::mprotect(map(PROT_READ | PROT_WRITE), 4096, PROT_READ | PROT_EXEC));
               }) == EPERM);
    BOOST_TEST(exit_status(with_network, [&] { return is_refused(map(PROT_READ | PROT_WRITE) == MAP_FAILED); }) == 0);
}

BOOST_AUTO_TEST_CASE(only_named_files_are_readable_and_none_is_writable, *kernel_has_landlock(1))
{
    const Folder folder;
    const pool::Rights rights{.unix_sockets = true, .readable = {folder.of("open"), folder.of("missing")}};
    const auto error_of_opening = [&](const std::string& file, int how) {
        return exit_status(rights, [&] { return error_of(::open(file.c_str(), how)); });
    };
    BOOST_TEST(error_of_opening(folder.file("open"), O_RDONLY) == 0);
    BOOST_TEST(error_of_opening(folder.file("open"), O_WRONLY) == EACCES);
    BOOST_TEST(error_of_opening(folder.file("closed"), O_RDONLY) == EACCES);
    BOOST_TEST(error_of_opening(folder.of("closed"), O_RDONLY | O_DIRECTORY) == EACCES);
    BOOST_TEST(error_of_opening("/proc/self/environ", O_RDONLY) == EACCES);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_put_in_the_place_of_another_is_readable_with_its_folder, *kernel_has_landlock(1))
{
    const Folder folder;
    int ready[2]{};
    BOOST_TEST_REQUIRE(::pipe(ready) == 0);
    ChildProcess child{[&] {
        pool::confine({.unix_sockets = true, .readable = {folder.of("open")}});
        char told = 0;
        if (::read(ready[0], &told, 1) != 1) return 99;
        return error_of(::open(folder.file("open").c_str(), O_RDONLY));
    }};
    fs::remove(folder.file("open"));
    std::ofstream{folder.file("open")} << "y";
    BOOST_TEST_REQUIRE(::write(ready[1], "x", 1) == 1);
    const int status = child.wait();
    BOOST_TEST((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    for (const int fd : ready) ::close(fd);
}

//
BOOST_AUTO_TEST_CASE(only_named_ports_are_in_reach, *kernel_has_landlock(4))
{
    const Listener database;
    const Listener other;
    const pool::Rights rights{.unix_sockets = true, .network = true, .ports = {database.port()}};
    BOOST_TEST(exit_status(rights, [&] { return database.connect(); }) == 0);
    BOOST_TEST(exit_status(rights, [&] { return other.connect(); }) == EACCES);
}

BOOST_AUTO_TEST_CASE(a_confined_process_has_no_privilege_and_gets_none_and_its_memory_is_hidden)
{
    int ends[2]{};
    BOOST_TEST_REQUIRE(::pipe(ends) == 0);
    ChildProcess child{[&] {
        pool::confine({});
        rlimit core{1, 1};
        ::getrlimit(RLIMIT_CORE, &core);
        const bool is_hidden = ::prctl(PR_GET_DUMPABLE) == 0 && core.rlim_cur == 0 && core.rlim_max == 0;
        const char answer = is_hidden ? 'y' : 'n';
        (void)!::write(ends[1], &answer, 1);
        ::pause();
        return 0;
    }};
    char answer = 0;
    BOOST_TEST_REQUIRE(::read(ends[0], &answer, 1) == 1);
    BOOST_TEST(answer == 'y');
    BOOST_TEST(status_of(child.pid(), "NoNewPrivs") == "1");
    BOOST_TEST(status_of(child.pid(), "Seccomp") == "2");
    for (const char* set : {"CapEff", "CapPrm", "CapAmb"})
        BOOST_TEST(status_of(child.pid(), set) == "0000000000000000");
    for (const int fd : ends) ::close(fd);
}

BOOST_AUTO_TEST_CASE(the_supervisor_starts_processes_but_no_programs_and_hands_its_limits_on)
{
    const auto end_of = [](const std::function<long()>& act) {
        ChildProcess supervisor{[&] {
            pool::confine_supervisor();
            ChildProcess worker{[&] { return error_of(act()); }};
            const int status = worker.wait();
            return WIFSIGNALED(status) ? 100 + WTERMSIG(status) : WEXITSTATUS(status);
        }};
        return WEXITSTATUS(supervisor.wait());
    };
    BOOST_TEST(end_of([] { return long{::socket(AF_INET, SOCK_STREAM, 0)}; }) == 0);
    BOOST_TEST(end_of([] { return long{::chmod("/nowhere", 0700)}; }) == ENOENT);
    BOOST_TEST(end_of([] { return long{::execve(no_program, no_arguments, nullptr)}; }) == 100 + SIGSYS);
    BOOST_TEST(end_of([] { return long{::socket(AF_PACKET, SOCK_RAW, 0)}; }) == 100 + SIGSYS);
    BOOST_TEST(end_of([]() -> long {
                   pool::confine({});
                   return ::kill(::getppid(), 0);
               }) == ENOSYS);
}

BOOST_AUTO_TEST_CASE(a_worker_may_ask_for_other_turns_for_itself_alone)
{
    const auto ask = [](pid_t whose) {
        return exit_status(of_pages_with_local_database, [whose] {
            std::array<char, 48> scheduling{}; // the first version of struct sched_attr
            if (::syscall(SYS_sched_getattr, 0, scheduling.data(), scheduling.size(), 0) != 0) return -1;
            return error_of(::syscall(SYS_sched_setattr, whose, scheduling.data(), 0));
        });
    };
    BOOST_TEST(ask(0) == 0);
    BOOST_TEST(ask(::getpid()) == ENOSYS);
}

BOOST_AUTO_TEST_CASE(a_worker_may_choose_processors_for_itself_alone)
{
    const auto choose = [](pid_t whose) {
        return exit_status(of_pages_with_local_database, [whose] {
            cpu_set_t allowed;
            if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) return -1;
            return error_of(::sched_setaffinity(whose, sizeof allowed, &allowed));
        });
    };
    BOOST_TEST(choose(0) == 0);
    BOOST_TEST(choose(::getpid()) == ENOSYS);
}

BOOST_AUTO_TEST_CASE(whoever_hashes_talks_over_the_sockets_that_it_has_and_opens_no_other)
{
    int ends[2]{};
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
    const auto talk = [&] { return ::send(ends[0], "x", 1, 0) == 1 && ::recv(ends[1], ends, 1, 0) == 1 ? 0 : 1; };
    BOOST_TEST(exit_status(of_hashing, talk) == 0);
    const sockaddr_un nowhere{.sun_family = AF_UNIX, .sun_path = "/nowhere"};
    const auto* address = reinterpret_cast<const sockaddr*>(&nowhere);
    const std::vector<std::function<int()>> forbidden{
        [] { return open_socket(AF_UNIX); },
        [] { return open_socket(AF_INET); },
        [&] { return ::connect(ends[0], address, sizeof nowhere); },
        [&] { return ::accept(ends[0], nullptr, nullptr); },
        [&] { return ::accept4(ends[0], nullptr, nullptr, 0); },
        [&] { return ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends); },
    };
    for (const auto& act : forbidden) {
        const int status = wait_status(of_hashing, act);
        BOOST_TEST((WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS));
    }
    ::close(ends[0]);
    ::close(ends[1]);
}

BOOST_AUTO_TEST_SUITE_END()
