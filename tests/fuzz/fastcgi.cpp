// FastCGI records: whatever bytes a peer sends before it goes away, the next peer is served.
#include "http/fastcgi.hpp"

#include "fuzz.hpp"
#include "scratch.hpp"
#include "unit/http/fastcgi_client.hpp"

#include <csignal>
#include <ctime>
#include <limits>
#include <sys/eventfd.h>

using fuzz::promise;

// libfcgi 2.4.2 forgets 48 bytes for each management record of a type that it does not know; nginx sends none.
extern "C" const char* __lsan_default_suppressions()
{
    return "leak:libfcgi.so";
}

namespace {

int listening_socket(const std::string& path)
{
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    promise(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "a socket can be made");
    promise(::listen(fd, 8) == 0, "and listened on");
    return fd;
}

/// A peer that has sent all that it ever will.
fastcgi_client::Connection peer(const std::string& path, std::string_view bytes)
{
    fastcgi_client::Connection connection{path};
    promise(connection.is_open(), "a peer can connect");
    (void)::send(connection.fd(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    ::shutdown(connection.fd(), SHUT_WR);
    return connection;
}

/// Another path each time, so that no input learns it.
std::string next_path()
{
    static unsigned count = 0;
    return "/the-next-peer/" + std::to_string(++count);
}

/// Makes a hang a finding: the worker's own watchdog takes the alarm that libFuzzer would use.
class Patience {
public:
    Patience()
    {
        sigevent event{};
        event.sigev_notify = SIGEV_SIGNAL;
        event.sigev_signo = SIGABRT;
        promise(::timer_create(CLOCK_MONOTONIC, &event, &timer_) == 0, "a timer can be made");
        const itimerspec patience{{}, {60, 0}}; // as in tools/fuzz
        ::timer_settime(timer_, 0, &patience, nullptr);
    }
    Patience(const Patience&) = delete;
    Patience& operator=(const Patience&) = delete;
    ~Patience() { ::timer_delete(timer_); }

private:
    timer_t timer_{};
};

/// Serves until this path has been asked for; `stop` becomes readable then, as when a worker is told to stop.
void serve_until(const std::string& path, int listen_fd, int stop)
{
    const auto answer = [&](const http::Request& request) {
        const std::uint64_t one = 1;
        if (request.path == path) promise(::write(stop, &one, sizeof one) == sizeof one, "the worker can be stopped");
        return http::Response::no_content();
    };
    const auto refuse = [](const http::Refusal& refusal, const http::RawRequest&, const std::string&) {
        return http::Response::text(refusal.status, "", "text/plain");
    };
    const auto end = http::serve(listen_fd, stop, {std::chrono::hours{1}, 1000}, answer, refuse, [](std::string_view) {
        return std::string{"ABCDEFGH"};
    });
    promise(end == http::ServeEnd::stop_signal, "a worker serves until it is stopped");
}

/// Takes the length of a name or a value from the front: one byte, or four of which the first bit says so.
std::int64_t take_length(std::string_view& bytes)
{
    const bool is_long = !bytes.empty() && (static_cast<unsigned char>(bytes.front()) & 0x80U) != 0;
    const auto taken = bytes.substr(0, is_long ? 4 : 1);
    bytes.remove_prefix(taken.size());
    std::int64_t length = 0;
    for (const char byte : taken) length = length << 8 | static_cast<unsigned char>(byte);
    return length & 0x7FFFFFFF;
}

/// Whether two lengths stand side by side that libfcgi cannot add. It ends the worker, as SECURITY.md says of the library and
/// tests/unit/pool/responder_test.cpp shows; here that would end the fuzzing.
bool ends_the_worker(std::string_view input)
{
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max() - 2; // it adds the two ends of the texts
    for (; !input.empty(); input.remove_prefix(1)) {
        auto rest = input;
        const auto name = take_length(rest);
        if (name + take_length(rest) > most) return true;
    }
    return false;
}

} // namespace

void examine(std::string_view input)
{
    if (ends_the_worker(input)) return;
    static const fuzz::Scratch scratch;
    static const auto socket = scratch.folder("run") + "/pages.sock";
    static const int listen_fd = listening_socket(socket);
    const Patience patience;
    const auto path = next_path();
    const auto hostile = peer(socket, input);
    const auto next = peer(socket, fastcgi_client::whole_request(fastcgi_client::get(path), ""));
    const int stop = ::eventfd(0, EFD_CLOEXEC);
    serve_until(path, listen_fd, stop);
    ::close(stop);
    promise(next.read_output().value_or("").starts_with("Status: 204"), "the next peer gets its answer");
}
