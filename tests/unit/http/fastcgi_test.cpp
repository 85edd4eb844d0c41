#include "http/fastcgi.hpp"

#include "base/exit_status.hpp"
#include "base/log.hpp"
#include "fastcgi_client.hpp"
#include "http/watchdog.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

namespace {

namespace client = fastcgi_client;
using namespace std::chrono_literals;
using namespace std::string_literals;

std::string temporary_path()
{
    char name[] = "/tmp/asiointi-http-XXXXXX";
    return std::string{::mkdtemp(name)} + "/test.sock";
}

/// Whatever of a request was a string of libfcgi's.
std::string as_text(const http::Request& request)
{
    return request.method + request.path + '?' + request.raw_query + ' ' + request.form.value_or_empty("a") + ' ' +
           request.client_address + '\n';
}

/// What a handler saw, for the test to look at. It keeps the requests for /keep… and tells of them at /earlier.
http::Response describe(const http::Request& request)
{
    static std::vector<http::Request> kept;
    if (request.path == "/hang")
        for (;;) ::pause();
    if (request.path.starts_with("/keep")) kept.push_back(request);
    if (request.path == "/earlier") {
        std::string text;
        for (const auto& each : kept) text += as_text(each);
        return http::Response::html(http::Status::ok, text);
    }
    return http::Response::html(
        http::Status::ok, request.method + " " + request.path + " " + request.form.value_or_empty("a"));
}

http::Response refuse(const http::Refusal& refusal, const http::RawRequest&, const std::string& reference)
{
    return http::Response::html(refusal.status, reference + " " + refusal.reason);
}

/// A worker process that serves a socket of its own.
class Worker {
public:
    explicit Worker(http::ServeLimits limits, int spare_descriptors = 0) : path_{temporary_path()}
    {
        const int listen_fd = listen_on(path_);
        pid_ = ::fork();
        if (pid_ == 0) ::_exit(run(listen_fd, limits, spare_descriptors));
        ::close(listen_fd);
    }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    ~Worker()
    {
        if (pid_ > 0) (void)end(SIGKILL);
        std::filesystem::remove_all(std::filesystem::path{path_}.parent_path());
    }

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] pid_t pid() const { return pid_; }

    /// The wait status of the process, after a signal (0: it ends by itself).
    [[nodiscard]] int end(int signal)
    {
        if (signal != 0) ::kill(pid_, signal);
        int status = 0;
        ::waitpid(pid_, &status, 0);
        pid_ = -1;
        return status;
    }

private:
    static int listen_on(const std::string& path)
    {
        const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        BOOST_TEST_REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        BOOST_TEST_REQUIRE(::listen(fd, 64) == 0);
        return fd;
    }

    static int run(int listen_fd, http::ServeLimits limits, int spare_descriptors)
    {
        base::start_log("pages");
        sigset_t stop;
        sigemptyset(&stop);
        sigaddset(&stop, SIGTERM);
        ::sigprocmask(SIG_BLOCK, &stop, nullptr);
        const rlimit many{4096, 4096};
        if (spare_descriptors > 0) ::setrlimit(RLIMIT_NOFILE, &many);
        for (int i = 0; i < spare_descriptors; ++i)
            if (::dup(listen_fd) < 0) return 12;
        const int signal_fd = ::signalfd(-1, &stop, 0);
        const auto end =
            http::serve(listen_fd, signal_fd, limits, describe, refuse, [](std::string_view) { return "abcdefgh"; });
        return end == http::ServeEnd::request_limit ? 10 : 11;
    }

    std::string path_;
    pid_t pid_ = -1;
};

client::Parameters post(const std::string& length)
{
    auto parameters = client::get("/p");
    parameters.erase("REQUEST_METHOD");
    parameters.emplace("REQUEST_METHOD", "POST");
    parameters.emplace("CONTENT_TYPE", "application/x-www-form-urlencoded");
    parameters.emplace("CONTENT_LENGTH", length);
    return parameters;
}

bool contains(const std::optional<std::string>& output, std::string_view text)
{
    return output && output->find(text) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(fastcgi)

BOOST_AUTO_TEST_CASE(requests_are_answered_and_a_head_has_no_body)
{
    const Worker worker{{10s, 100}};
    BOOST_TEST(contains(client::ask(worker.path(), client::get("/x")), "\r\n\r\nGET /x "));
    BOOST_TEST(contains(client::ask(worker.path(), post("3"), "a=1"), "\r\n\r\nPOST /p 1"));
    auto head = client::get("/x");
    head.erase("REQUEST_METHOD");
    head.emplace("REQUEST_METHOD", "HEAD");
    BOOST_TEST(client::ask(worker.path(), head).value().ends_with("Content-Length: 8\r\n\r\n"));
}

//
BOOST_AUTO_TEST_CASE(a_refused_request_is_answered_too)
{
    const Worker worker{{10s, 100}};
    BOOST_TEST(contains(client::ask(worker.path(), post("-1"), "a=1"), "Status: 400 Bad Request\r\n"));
    BOOST_TEST(contains(client::ask(worker.path(), post("4000000000"), "a=1"), "Status: 413 Content Too Large\r\n"));
    BOOST_TEST(contains(client::ask(worker.path(), post("9"), "a=1"), "abcdefgh body length"));
    auto doubled = client::get("/x");
    doubled.emplace("REQUEST_METHOD", "POST");
    BOOST_TEST(contains(client::ask(worker.path(), doubled), "abcdefgh doubled parameter"));
}

// A peer in the middle of sending a body that nobody wants must still be able to read why.
BOOST_AUTO_TEST_CASE(a_body_that_is_too_long_does_not_break_the_answer)
{
    const Worker worker{{10s, 100}};
    const client::Connection connection{worker.path()};
    connection.send(client::begin_record() + client::record(client::params, client::encode(post("600000"))));
    connection.send(client::record(client::params, ""));
    for (int i = 0; i < 10; ++i) connection.send(client::record(client::standard_in, std::string(60'000, 'x')));
    connection.send(client::record(client::standard_in, ""));
    BOOST_TEST(contains(connection.read_output(), "Status: 413 "));
}

//
BOOST_AUTO_TEST_CASE(a_connection_is_closed_although_the_peer_would_keep_it)
{
    const Worker worker{{10s, 100}};
    const client::Connection keeper{worker.path()};
    auto request = client::whole_request(client::get("/kept"), "");
    request[10] = 1; // FCGI_KEEP_CONN in the record that begins the request
    keeper.send(request);
    BOOST_TEST(contains(keeper.read_output(), "GET /kept"));
    BOOST_TEST(contains(client::ask(worker.path(), client::get("/next")), "GET /next"));
}

// libfcgi frees what it gave out when the request ends; under AddressSanitizer, a string that still points there ends
// the worker.
BOOST_AUTO_TEST_CASE(a_request_is_whole_after_others_have_come_and_gone)
{
    const Worker worker{{10s, 100}};
    std::string expected;
    for (const auto& path : {"/keep1" + std::string(200, 'x'), "/keep2" + std::string(900, 'x'), "/keep3"s}) {
        auto parameters = post("9");
        parameters.erase("REQUEST_URI");
        parameters.emplace("REQUEST_URI", path);
        parameters.find("QUERY_STRING")->second = "q=1";
        auto request = client::whole_request(parameters, "a=valueNo");
        request[10] = 1; // FCGI_KEEP_CONN: the peer would go on with this connection
        const client::Connection keeper{worker.path()};
        keeper.send(request);
        BOOST_TEST(contains(keeper.read_output(), "POST " + path));
        BOOST_TEST(
            contains(client::ask(worker.path(), client::get("/between" + std::string(3000, 'y'))), "GET /between"));
        expected += "POST" + path + "?q=1 valueNo 192.0.2.1\n";
    }
    BOOST_TEST(contains(client::ask(worker.path(), client::get("/earlier")), expected));
}

//
BOOST_AUTO_TEST_CASE(a_stop_signal_ends_an_idle_worker_in_order)
{
    Worker worker{{10s, 100}};
    BOOST_TEST(contains(client::ask(worker.path(), client::get("/x")), "GET"));
    const int status = worker.end(SIGTERM);
    BOOST_TEST((WIFEXITED(status) && WEXITSTATUS(status) == 11));
}

//
BOOST_AUTO_TEST_CASE(what_was_accepted_before_the_stop_signal_is_answered)
{
    Worker worker{{10s, 100}};
    BOOST_TEST(contains(client::ask(worker.path(), client::get("/x")), "GET"));
    const client::Connection slow{worker.path()};
    const auto request = client::whole_request(client::get("/slow"), "");
    slow.send(request.substr(0, 20));
    // The worker has accepted once it has taken what was sent.
    for (int unread = 1; unread > 0;) BOOST_TEST_REQUIRE(::ioctl(slow.fd(), SIOCOUTQ, &unread) == 0);
    BOOST_TEST_REQUIRE(::kill(worker.pid(), SIGTERM) == 0);
    slow.send(request.substr(20));
    BOOST_TEST(contains(slow.read_output(), "GET /slow"));
    BOOST_TEST(WEXITSTATUS(worker.end(0)) == 11);
}

//
BOOST_AUTO_TEST_CASE(a_worker_returns_after_its_number_of_requests)
{
    Worker worker{{10s, 3}};
    for (int i = 0; i < 3; ++i) BOOST_TEST(contains(client::ask(worker.path(), client::get("/x")), "GET"));
    BOOST_TEST(WEXITSTATUS(worker.end(0)) == 10);
}

//
BOOST_AUTO_TEST_CASE(a_peer_that_stops_in_mid_record_is_ended_by_the_alarm)
{
    Worker worker{{1s, 100}};
    const client::Connection silent{worker.path()};
    silent.send(client::begin_record() + client::record(client::params, "").substr(0, 5));
    BOOST_TEST(WEXITSTATUS(worker.end(0)) == base::watchdog_exit_status);
    BOOST_TEST(!silent.read_output());
}

//
BOOST_AUTO_TEST_CASE(a_handler_that_hangs_is_ended_by_the_alarm)
{
    Worker worker{{1s, 100}};
    BOOST_TEST(!client::ask(worker.path(), client::get("/hang")));
    BOOST_TEST(WEXITSTATUS(worker.end(0)) == base::watchdog_exit_status);
}

// select() with a descriptor beyond 1,023
BOOST_AUTO_TEST_CASE(a_worker_with_many_open_descriptors_still_serves)
{
    const Worker worker{{10s, 100}, 1100};
    for (int i = 0; i < 3; ++i) BOOST_TEST(contains(client::ask(worker.path(), client::get("/x")), "GET /x"));
}

BOOST_AUTO_TEST_SUITE_END()
