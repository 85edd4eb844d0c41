#include "pool/listen_socket.hpp"

#include "child_process.hpp"
#include "unit/http/fastcgi_client.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

namespace {

namespace fs = std::filesystem;
using fastcgi_client::Connection;
using pool::ListenSocket;

struct Directory {
    Directory() { path = ::mkdtemp(name); }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    ~Directory() { fs::remove_all(path); }
    char name[32] = "/tmp/asiointi-pool-XXXXXX";
    fs::path path;
};

std::function<bool(const std::runtime_error&)> says(const std::string& words)
{
    return
        [words](const std::runtime_error& error) { return std::string{error.what()}.find(words) != std::string::npos; };
}

} // namespace

BOOST_AUTO_TEST_SUITE(listen_socket)

//
BOOST_AUTO_TEST_CASE(a_socket_is_for_its_owner_and_group_and_goes_with_its_owner)
{
    const Directory directory;
    const auto path = directory.path / "a.sock";
    {
        const ListenSocket socket{path, ""};
        struct stat found {};
        BOOST_TEST_REQUIRE(::stat(path.c_str(), &found) == 0);
        BOOST_TEST((found.st_mode & 0777U) == 0660U);
        BOOST_TEST((::fcntl(socket.fd(), F_GETFL) & O_NONBLOCK) != 0);
        BOOST_TEST(!socket.has_waiting_connections());
        const Connection waiting{path};
        BOOST_TEST(waiting.is_open());
        BOOST_TEST(socket.has_waiting_connections());
    }
    BOOST_TEST(!fs::exists(path));
}

BOOST_AUTO_TEST_CASE(a_socket_that_nobody_listens_on_is_replaced)
{
    const Directory directory;
    const auto path = directory.path / "a.sock";
    ChildProcess crashed{[&] {
        const ListenSocket socket{path, ""};
        ::kill(::getpid(), SIGKILL);
        return 0;
    }};
    (void)crashed.wait();
    BOOST_TEST(fs::exists(path));
    BOOST_TEST(!Connection{path}.is_open());
    const ListenSocket socket{path, ""};
    BOOST_TEST(Connection{path}.is_open());
}

BOOST_AUTO_TEST_CASE(a_socket_in_use_is_left_alone)
{
    const Directory directory;
    const auto path = directory.path / "a.sock";
    const ListenSocket first{path, ""};
    BOOST_CHECK_EXCEPTION((ListenSocket{path, ""}), std::runtime_error, says("another process listens here already"));
    BOOST_TEST(Connection{path}.is_open());
}

BOOST_AUTO_TEST_CASE(the_file_of_a_successor_is_left_alone)
{
    const Directory directory;
    const auto path = directory.path / "a.sock";
    auto first = std::make_unique<ListenSocket>(path, "");
    fs::rename(path, directory.path / "old.sock");
    const ListenSocket second{path, ""};
    first.reset();
    BOOST_TEST(Connection{path}.is_open());
}

BOOST_AUTO_TEST_CASE(who_waits_is_still_served_after_the_path_is_gone)
{
    const Directory directory;
    const auto path = directory.path / "a.sock";
    ListenSocket socket{path, ""};
    const Connection waiting{path};
    socket.remove_path();
    BOOST_TEST(!Connection{path}.is_open());
    BOOST_TEST(socket.has_waiting_connections());
}

BOOST_AUTO_TEST_CASE(faults_are_told_in_words)
{
    const Directory directory;
    const auto file = directory.path / "file";
    std::ofstream{file} << "precious";
    BOOST_CHECK_EXCEPTION((ListenSocket{file, ""}), std::runtime_error, says("exists and is no socket"));
    BOOST_TEST(fs::file_size(file) == 8U);
    BOOST_CHECK_EXCEPTION(
        (ListenSocket{directory.path / "no" / "a.sock", ""}), std::runtime_error, says("its directory does not exist"));
    BOOST_CHECK_EXCEPTION((ListenSocket{std::string(108, 'a'), ""}), std::runtime_error, says("too long"));
    const auto path = directory.path / "a.sock";
    BOOST_CHECK_EXCEPTION((ListenSocket{path, "no-such-group"}), std::runtime_error, says("no group no-such-group"));
    BOOST_TEST(!fs::exists(path));
    BOOST_CHECK_EXCEPTION(ListenSocket{STDERR_FILENO}, std::runtime_error, says("is no listening socket"));
}

BOOST_AUTO_TEST_CASE(descriptors_of_systemd_are_taken_over_by_name)
{
    const Directory directory;
    const auto path = directory.path / "a.sock";
    ChildProcess service{[&] {
        const ListenSocket bound{path, ""};
        if (::dup2(bound.fd(), 3) != 3 || ::dup2(bound.fd(), 4) != 4) return 1;
        ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
        ::setenv("LISTEN_FDS", "2", 1);
        ::setenv("LISTEN_FDNAMES", "check:asiointi.socket", 1);
        const auto sockets = pool::inherited_sockets();
        const bool is_right = sockets.size() == 2 && sockets.at("check").fd() == 3 && sockets.at("pages").fd() == 4;
        return is_right && std::getenv("LISTEN_FDS") == nullptr ? 0 : 2;
    }};
    BOOST_TEST(service.wait() == 0);
}

BOOST_AUTO_TEST_CASE(descriptors_meant_for_another_process_are_not_taken)
{
    ChildProcess service{[] {
        ::setenv("LISTEN_PID", "1", 1);
        ::setenv("LISTEN_FDS", "1", 1);
        return pool::inherited_sockets().empty() ? 0 : 1;
    }};
    BOOST_TEST(service.wait() == 0);
}

BOOST_AUTO_TEST_CASE(descriptor_0_of_spawn_fcgi_is_the_socket_of_the_pages)
{
    const Directory directory;
    ChildProcess service{[path = directory.path / "a.sock"] {
        const ListenSocket bound{path, ""};
        if (::dup2(bound.fd(), STDIN_FILENO) != STDIN_FILENO) return 1;
        return pool::inherited_sockets().at("pages").fd() == STDIN_FILENO ? 0 : 2;
    }};
    BOOST_TEST(service.wait() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
