#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace pool {

struct Shared;

/// By which pages workers have passwords hashed: they hand the work to hash processes, which do nothing else. So a hash stays on
/// its processor, and neither waits for whoever signs in nor is in the way of it (docs/performance.md, "Processes
/// that hash"). What passes through is the password: whoever has no part in it closes both ends.
///
/// Made by the supervisor before the first fork. A piece of work goes to whichever hash process is free; one that ends, or is
/// killed, takes with it what it had begun, and its successor goes on with what waits.
class HashingChannel {
public:
    static constexpr std::size_t most_bytes = 32UL * 1024; ///< of a piece of work; forms have 16 KiB at most

    /// Throws std::system_error.
    HashingChannel();
    HashingChannel(const HashingChannel&) = delete;
    HashingChannel& operator=(const HashingChannel&) = delete;
    ~HashingChannel();

    /// What a process is after its fork: the end that it does not use, or both, are closed in it.
    void only_ask() noexcept;
    void only_serve() noexcept;
    void leave() noexcept;

    /// Has the work done. Nullopt when no hash process begins with it within a second, or when it ends before it is done: then the
    /// caller may do it itself.
    /// slot  on whose processor it is to be done (pool/home_cpu.hpp)
    [[nodiscard]] std::optional<std::string> ask(unsigned slot, std::string_view work) const;

    /// Does what is asked for, until stop_fd is readable and nobody hashes or waits to any more, but at most two seconds longer.
    /// A piece that `work` throws for is not answered. The work is overwritten when it is done.
    void serve(int stop_fd, const Shared& shared, const std::function<std::string(std::string_view)>& work) const;

private:
    int ask_fd_ = -1;
    int serve_fd_ = -1;
};

} // namespace pool
