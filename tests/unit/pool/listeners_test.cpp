#include "pool/listeners.hpp"

#include "pool/listen_socket.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;
using pool::somebody_listens_on;

struct Directory {
    Directory() { path = ::mkdtemp(name); }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    ~Directory() { fs::remove_all(path); }
    char name[40] = "/tmp/asiointi listeners-XXXXXX"; // with a blank
    fs::path path;
};

} // namespace

BOOST_AUTO_TEST_SUITE(listeners)

BOOST_AUTO_TEST_CASE(a_socket_is_listened_on_for_as_long_as_its_owner_lives_and_nobody_has_to_connect_to_see_it)
{
    const Directory directory;
    const auto path = directory.path / "a.sock";
    BOOST_TEST(!somebody_listens_on(path));
    {
        const pool::ListenSocket socket{path, ""};
        BOOST_TEST(somebody_listens_on(path));
        BOOST_TEST(!somebody_listens_on(directory.path / "a"));
        BOOST_TEST(!socket.has_waiting_connections());
    }
    BOOST_TEST(!somebody_listens_on(path));
}

BOOST_AUTO_TEST_CASE(a_socket_is_found_under_another_name_of_its_folder)
{
    const Directory directory;
    fs::create_directory(directory.path / "run");
    fs::create_directory_symlink(directory.path / "run", directory.path / "var");
    const pool::ListenSocket socket{directory.path / "run" / "a.sock", ""};
    BOOST_TEST(somebody_listens_on(directory.path / "var" / "a.sock"));
}

BOOST_AUTO_TEST_CASE(a_file_that_nobody_listens_on_is_none)
{
    const Directory directory;
    std::ofstream{directory.path / "a.sock"};
    BOOST_TEST(!somebody_listens_on(directory.path / "a.sock"));
}

BOOST_AUTO_TEST_SUITE_END()
