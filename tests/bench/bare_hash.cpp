// bare_hash MEMORY_MIB PASSES PROCESSES SECONDS
// Hashes passwords and does nothing else, in so many processes at once, and prints how many they finish in a second:
// the limit of what signing in can reach at this cost.
#include "auth/password_hash.hpp"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <exception>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace {

unsigned number(std::string_view text)
{
    unsigned value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || value == 0)
        throw std::invalid_argument{"not a positive number: " + std::string{text}};
    return value;
}

/// The last hash is finished and counts with the time that it took, so a short run is not rounded down.
double hashes_per_second(auth::HashCost cost, std::chrono::seconds length)
{
    using clock = std::chrono::steady_clock;
    const base::Password password{"tuohikontti lumipallo majakka"};
    const auto start = clock::now();
    unsigned done = 0;
    while (clock::now() - start < length) {
        (void)auth::hash_password(password, cost);
        ++done;
    }
    return done / std::chrono::duration<double>{clock::now() - start}.count();
}

[[noreturn]] void hash_and_tell(int pipe_fd, auth::HashCost cost, std::chrono::seconds length) noexcept
{
    // Whoever ends the benchmark ends its load as well.
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    try {
        const double rate = hashes_per_second(cost, length);
        ::_exit(::write(pipe_fd, &rate, sizeof rate) == sizeof rate ? 0 : 1);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        ::_exit(1);
    }
}

pid_t start_child(int pipe_fd, auth::HashCost cost, std::chrono::seconds length)
{
    const pid_t child = ::fork();
    if (child < 0) throw std::system_error{errno, std::generic_category(), "fork"};
    if (child == 0) hash_and_tell(pipe_fd, cost, length);
    return child;
}

double rate_of_all(auth::HashCost cost, unsigned processes, std::chrono::seconds length)
{
    int ends[2];
    if (::pipe(ends) != 0) throw std::system_error{errno, std::generic_category(), "pipe"};
    for (unsigned i = 0; i < processes; ++i) (void)start_child(ends[1], cost, length);
    ::close(ends[1]);
    double sum = 0;
    unsigned told = 0;
    for (double rate = 0; ::read(ends[0], &rate, sizeof rate) == sizeof rate; ++told) sum += rate;
    while (::wait(nullptr) > 0) continue;
    if (told != processes) throw std::runtime_error{"a process failed"};
    return sum;
}

} // namespace

int main(int count, char** words)
{
    try {
        const std::span arguments{words, static_cast<std::size_t>(count)};
        if (arguments.size() != 5) throw std::invalid_argument{"usage: bare_hash MEMORY_MIB PASSES PROCESSES SECONDS"};
        const auth::HashCost cost{number(arguments[1]), number(arguments[2])};
        std::cout << rate_of_all(cost, number(arguments[3]), std::chrono::seconds{number(arguments[4])}) << '\n';
        return 0;
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
