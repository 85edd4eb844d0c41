#include "pool/service_manager.hpp"

#include "child_process.hpp"
#include "events.hpp"
#include "pool/supervisor.hpp"

#include <boost/test/unit_test.hpp>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// Listens as a service manager does.
class Manager {
public:
    Manager() : fd_{::socket(AF_UNIX, SOCK_DGRAM, 0)}
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path_.copy(address.sun_path, sizeof address.sun_path - 1);
        BOOST_TEST_REQUIRE(::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    }
    ~Manager()
    {
        ::close(fd_);
        fs::remove(path_);
    }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

    /// The next message that is no sign of life; "" when ten seconds pass without one.
    [[nodiscard]] std::string next_event() const
    {
        auto message = next();
        while (message == "WATCHDOG=1") message = next();
        return message;
    }

    [[nodiscard]] std::string next() const
    {
        pollfd waiting{fd_, POLLIN, 0};
        char message[200]{};
        if (::poll(&waiting, 1, 10'000) <= 0) return "";
        const auto size = ::recv(fd_, message, sizeof message, 0);
        return {message, static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
    }

private:
    std::string path_ = fs::temp_directory_path() / ("asiointi-manager-" + std::to_string(::getpid()));
    int fd_;
};

/// A pool of one process that does nothing, under a service manager.
ChildProcess managed_pool(const Manager& manager, const char* watchdog_microseconds, const Events& events)
{
    return ChildProcess{[&, watchdog_microseconds] {
        ::setenv("NOTIFY_SOCKET", manager.path().c_str(), 1);
        if (watchdog_microseconds != nullptr) ::setenv("WATCHDOG_USEC", watchdog_microseconds, 1);
        const auto run = [&](int) {
            events.tell('S');
            pollfd stop{pool::stop_signal_fd(), POLLIN, 0};
            while (::poll(&stop, 1, -1) <= 0) {
            }
            return 0;
        };
        const auto shared = pool::map_shared();
        int reading = 0;
        return pool::supervise(*shared, [&] {
            if (++reading == 3) throw std::runtime_error{"a fault in the settings"};
            return pool::Generation{{{"pages", 1, run, ""}}, "", 5s};
        });
    }};
}

} // namespace

BOOST_AUTO_TEST_SUITE(service_manager)

BOOST_AUTO_TEST_CASE(the_service_manager_hears_when_the_pool_is_ready_reloads_and_stops)
{
    const Manager manager;
    const Events events;
    auto pool = managed_pool(manager, nullptr, events);
    BOOST_TEST(manager.next() == "READY=1");
    BOOST_TEST(events.next('S').has_value());
    for (int reload = 0; reload < 2; ++reload) { // the second one fails, and is over, too
        pool.send(SIGHUP);
        BOOST_TEST(manager.next().starts_with("RELOADING=1\nMONOTONIC_USEC="));
        BOOST_TEST(manager.next() == "READY=1");
    }
    pool.send(SIGTERM);
    BOOST_TEST(manager.next() == "STOPPING=1");
    BOOST_TEST(pool.wait() == 0);
}

BOOST_AUTO_TEST_CASE(the_watchdog_is_fed_without_any_request)
{
    const Manager manager;
    const Events events;
    auto pool = managed_pool(manager, "20000", events);
    BOOST_TEST(manager.next_event() == "READY=1");
    BOOST_TEST(events.next('S').has_value());
    for (int i = 0; i < 3; ++i) BOOST_TEST(manager.next() == "WATCHDOG=1");
    pool.send(SIGTERM);
    BOOST_TEST(manager.next_event() == "STOPPING=1");
    BOOST_TEST(pool.wait() == 0);
}

BOOST_AUTO_TEST_CASE(a_service_manager_that_has_gone_stops_nothing)
{
    ::setenv("NOTIFY_SOCKET", "/nonexistent/notify", 1);
    const pool::ServiceManager manager;
    BOOST_TEST((std::getenv("NOTIFY_SOCKET") == nullptr));
    manager.ready();
    manager.alive();
    BOOST_TEST(!manager.between_signs_of_life().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
