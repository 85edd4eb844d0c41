// The whole of supervisor, workers and FastCGI loop, seen from the web server's side.
#include "child_process.hpp"
#include "unit/http/fastcgi_client.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <fcntl.h>
#include <filesystem>
#include <thread>
#include <vector>

namespace {

namespace client = fastcgi_client;

struct Limits {
    const char* workers = "2";
    const char* request_timeout_s = "10";
    const char* requests = "100000";
};

/// The responder of tests/bench, which has nothing of its own but its constant answer.
class Responder {
public:
    explicit Responder(Limits limits)
        : path_{std::string{::mkdtemp(directory_)} + "/a.sock"}, process_{[&] { return run(limits); }}
    {
        while (!client::Connection{path_}.is_open()) std::this_thread::yield();
    }
    Responder(const Responder&) = delete;
    Responder& operator=(const Responder&) = delete;
    ~Responder() { std::filesystem::remove_all(directory_); }

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] bool answers() const
    {
        const auto output = client::ask(path_, client::get("/"));
        return output && output->starts_with("Status: 200 OK\r\n");
    }
    void send(int signal) const { process_.send(signal); }
    [[nodiscard]] int wait() { return process_.wait(); }

private:
    [[nodiscard]] int run(Limits limits) const
    {
        const int nowhere = ::open("/dev/null", O_RDWR);
        ::dup2(nowhere, STDERR_FILENO);
        ::execl(
            EMPTY_RESPONDER, EMPTY_RESPONDER, path_.c_str(), limits.workers, limits.request_timeout_s, limits.requests,
            nullptr);
        return 127;
    }

    char directory_[32] = "/tmp/asiointi-pool-XXXXXX";
    std::string path_;
    ChildProcess process_;
};

/// Clients that ask one request after another until nobody listens any more.
class Hammer {
public:
    explicit Hammer(std::string path) : path_{std::move(path)}
    {
        for (int i = 0; i < 4; ++i) threads_.emplace_back([this] { ask_on(); });
    }
    Hammer(const Hammer&) = delete;
    Hammer& operator=(const Hammer&) = delete;
    ~Hammer() { stop(); }

    void wait_for_more_answers(int count) const
    {
        for (const int goal = answered + count; answered < goal && lost == 0;) std::this_thread::yield();
    }

    void stop()
    {
        is_stopping_ = true;
        join();
    }

    /// Returns when no connection is accepted any more.
    void join()
    {
        for (auto& thread : threads_) thread.join();
        threads_.clear();
    }

    std::atomic<int> answered{0};
    std::atomic<int> lost{0};

private:
    void ask_on()
    {
        while (!is_stopping_) {
            const client::Connection connection{path_};
            if (!connection.is_open()) return;
            connection.send(client::whole_request(client::get("/"), ""));
            ++(connection.read_output() ? answered : lost);
        }
    }

    std::string path_;
    std::atomic<bool> is_stopping_{false};
    std::vector<std::thread> threads_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(responder)

//
BOOST_AUTO_TEST_CASE(reload_and_stop_under_load_lose_nothing)
{
    for (int round = 0; round < 5; ++round) {
        Responder responder{{}};
        Hammer hammer{responder.path()};
        for (int reload = 0; reload < 10; ++reload) {
            hammer.wait_for_more_answers(30);
            responder.send(SIGHUP);
        }
        hammer.wait_for_more_answers(30);
        responder.send(SIGTERM);
        hammer.join();
        BOOST_TEST(responder.wait() == 0);
        BOOST_TEST(hammer.lost == 0);
        BOOST_TEST(hammer.answered >= 330);
        BOOST_TEST(!std::filesystem::exists(responder.path()));
    }
}

//
BOOST_AUTO_TEST_CASE(the_renewal_of_workers_loses_nothing)
{
    const Responder responder{{"2", "10", "5"}};
    Hammer hammer{responder.path()};
    hammer.wait_for_more_answers(500);
    hammer.stop();
    BOOST_TEST(hammer.lost == 0);
}

//
BOOST_AUTO_TEST_CASE(the_pool_recovers_from_a_peer_that_stops_in_mid_record)
{
    const Responder responder{{"1", "1", "100"}};
    const client::Connection half_open{responder.path()};
    half_open.send(client::begin_record().substr(0, 11));
    BOOST_TEST(responder.answers());
}

// R-231, CVE-2025-23016
BOOST_AUTO_TEST_CASE(hostile_lengths_do_not_take_the_pool_down)
{
    const Responder responder{{}};
    const std::string short_length{'\x0B'};
    const std::string lengths[] = {
        client::long_length(0x7FFFFFFFU), client::long_length(0x7FFFFFF0U), client::long_length(0x7FFFFFF7U),
        client::long_length(0x40000000U), short_length};
    for (const auto& name : lengths) {
        for (const auto& value : lengths) {
            const auto content = name + value + std::string(2000, 'A');
            const client::Connection hostile{responder.path()};
            hostile.send(client::begin_record() + client::record(client::params, content));
            hostile.send(client::record(client::params, "") + client::record(client::standard_in, ""));
        }
    }
    for (int i = 0; i < 10; ++i) BOOST_TEST(responder.answers());
}

BOOST_AUTO_TEST_CASE(nonsense_does_not_take_the_pool_down)
{
    const Responder responder{{}};
    const std::string nonsense[] = {
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        std::string(64, '\0'),
        std::string(64, '\xFF'),
        client::bytes({1, 1, 0, 0}),
        client::record(client::params, "x"),
        client::begin_record() + client::begin_record(),
        client::begin_record() + client::record(client::standard_in, "x"),
        client::begin_record() + client::bytes({1, 2, 0, 1, 0, 0, 0, 0})};
    for (const auto& text : nonsense) client::Connection{responder.path()}.send(text);
    for (int i = 0; i < 10; ++i) BOOST_TEST(responder.answers());
}

//
BOOST_AUTO_TEST_CASE(fifty_silent_connections_do_not_hold_the_pool)
{
    const Responder responder{{"10", "10", "100"}};
    std::vector<client::Connection> silent;
    for (int i = 0; i < 50; ++i) silent.emplace_back(responder.path());
    BOOST_TEST(responder.answers());
}

BOOST_AUTO_TEST_SUITE_END()
