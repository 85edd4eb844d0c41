// empty_responder [--check] SOCKET WORKERS [REQUEST_TIMEOUT_S [REQUESTS_PER_WORKER]]
// Answers every request with 200 and a small page, or with --check by a bare 204 as the check workers answer: the limit
// of what any handler on this pool can reach.
#include "base/log.hpp"
#include "http/fastcgi.hpp"
#include "pool/supervisor.hpp"

#include <charconv>
#include <exception>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string_view>

namespace {

unsigned number(std::string_view text)
{
    unsigned value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || value == 0)
        throw std::invalid_argument{"not a positive number: " + std::string{text}};
    return value;
}

int serve_pages(int listen_fd, http::ServeLimits limits)
{
    const auto answer = [](const http::Request&) { return http::Response::html(http::Status::ok, "<p>Hyvä.</p>\n"); };
    const auto refuse = [](const http::Refusal& refusal, const http::RawRequest&, const std::string&) {
        return http::Response::html(refusal.status, "<p>Ei.</p>\n");
    };
    const auto reference = [](std::string_view) { return std::string{"00000000"}; };
    // Both reasons to come back are a clean end.
    [[maybe_unused]] const auto end = http::serve(listen_fd, pool::stop_signal_fd(), limits, answer, refuse, reference);
    return 0;
}

int serve_checks(int listen_fd, http::ServeLimits limits)
{
    const auto answer = [](const http::Parameters&) { return std::string{"Status: 204 No Content\r\n\r\n"}; };
    [[maybe_unused]] const auto end = http::serve_parameters(listen_fd, pool::stop_signal_fd(), limits, answer);
    return 0;
}

} // namespace

int main(int count, char** words)
{
    try {
        std::span arguments{words, static_cast<std::size_t>(count)};
        const bool checks = arguments.size() > 1 && std::string_view{arguments[1]} == "--check";
        if (checks) arguments = arguments.subspan(1);
        if (arguments.size() < 3) throw std::invalid_argument{"usage: empty_responder [--check] SOCKET WORKERS"};
        http::ServeLimits limits{std::chrono::seconds{30}, 100'000};
        if (arguments.size() > 3) limits.request_timeout = std::chrono::seconds{number(arguments[3])};
        if (arguments.size() > 4) limits.requests = number(arguments[4]);
        const auto serve = checks ? serve_checks : serve_pages;
        const auto run = [serve, limits](int listen_fd) { return serve(listen_fd, limits); };
        const pool::Role role{
            checks ? "check" : "pages", number(arguments[2]), run, arguments[1], {.unix_sockets = true}};
        base::start_log("supervisor");
        const auto shared = pool::map_shared();
        return pool::supervise(*shared, [&] { return pool::Generation{{role}, "", std::chrono::seconds{20}}; });
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
