// one_worker CONFIG SOCKET
// One pages worker of the product without supervisor and confinement, so that a profiler can follow it. Ends on SIGTERM.
#include "app/processes.hpp"
#include "pool/listen_socket.hpp"

#include <csignal>
#include <exception>
#include <iostream>
#include <span>
#include <stdexcept>

int main(int count, char** words)
{
    try {
        const std::span arguments{words, static_cast<std::size_t>(count)};
        if (arguments.size() != 3) throw std::invalid_argument{"usage: one_worker CONFIG SOCKET"};
        // As the supervisor leaves it: a worker reads the signal from a descriptor.
        sigset_t stop;
        sigemptyset(&stop);
        sigaddset(&stop, SIGTERM);
        ::sigprocmask(SIG_BLOCK, &stop, nullptr);
        app::Readings readings;
        base::Key signing_key;
        const auto generation = app::generation(app::load(arguments[1]), pool::map_shared(), readings, signing_key);
        const pool::ListenSocket socket{arguments[2], ""};
        return generation.roles.front().run(socket.fd());
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
