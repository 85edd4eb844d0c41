#include "pool/service_manager.hpp"

#include "child_process.hpp"
#include "events.hpp"
#include "pool/supervisor.hpp"

#include <boost/test/unit_test.hpp>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// Listens as a service manager does: all the time, since what comes while its socket holds ten messages is lost.
class Manager {
public:
    Manager() : fd_{::socket(AF_UNIX, SOCK_DGRAM, 0)}
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path_.copy(address.sun_path, sizeof address.sun_path - 1);
        BOOST_TEST_REQUIRE(::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        reader_ = std::jthread{[this] { read_all(); }};
    }
    ~Manager()
    {
        ::shutdown(fd_, SHUT_RD);
        reader_.join();
        ::close(fd_);
        fs::remove(path_);
    }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

    /// The next message that is no sign of life; "" when ten seconds pass without one.
    [[nodiscard]] std::string next_event()
    {
        auto message = next();
        while (message == "WATCHDOG=1") message = next();
        return message;
    }

    [[nodiscard]] std::string next()
    {
        std::unique_lock lock{guard_};
        if (!has_come_.wait_for(lock, 10s, [this] { return !messages_.empty(); })) return "";
        auto message = std::move(messages_.front());
        messages_.pop_front();
        return message;
    }

private:
    /// Until the socket is shut down.
    void read_all()
    {
        char message[200]{};
        for (;;) {
            const auto size = ::recv(fd_, message, sizeof message, 0);
            if (size <= 0) return;
            const std::lock_guard lock{guard_};
            messages_.emplace_back(message, static_cast<std::size_t>(size));
            has_come_.notify_one();
        }
    }

    std::string path_ = fs::temp_directory_path() / ("asiointi-manager-" + std::to_string(::getpid()));
    int fd_;
    std::mutex guard_;
    std::condition_variable has_come_;
    std::deque<std::string> messages_;
    std::jthread reader_;
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
    Manager manager;
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
    Manager manager;
    const Events events;
    auto pool = managed_pool(manager, "200000", events); // each tenth of a second: even a late reader misses none
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
