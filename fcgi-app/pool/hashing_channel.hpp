#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace pool {

/// By which pages workers have passwords hashed: they hand the work to hash processes, which do nothing else. So a hash stays on
/// its processor, and neither waits for whoever signs in nor is in the way of it (docs/performance.md, "Processes that hash").
/// What passes through is the password: a child that has no part in it closes both ends.
///
/// Made by the supervisor for each generation of children, before their fork. A piece of work goes to whichever hash process is
/// free; one that ends, or is killed, takes with it what it had begun, and its successor goes on with what waits.
class HashingChannel {
public:
    /// Of a piece of work. A form has 16 KiB, which are at most three times as many in NFC (Unicode Standard Annex 15).
    static constexpr std::size_t most_bytes = 64UL * 1024;

    /// What came of a piece of work. Without a result the caller may do it itself.
    struct Outcome {
        std::optional<std::string> result;
        std::string_view cause{}; ///< why there is none
    };

    /// Throws std::system_error.
    HashingChannel();
    HashingChannel(const HashingChannel&) = delete;
    HashingChannel& operator=(const HashingChannel&) = delete;
    ~HashingChannel();

    /// What a process is after its fork: the end that it does not use, or both, are closed in it.
    void only_ask() noexcept;
    void only_serve() noexcept;
    void leave() noexcept;

    /// Has the work done. There is no result when no hash process begins with it within two seconds, when that ends before it is
    /// done, and for ten seconds after none had begun: a pool without hash processes makes nobody wait again and again. Once it
    /// has begun, the wait is as long as the work.
    /// slot  on whose processor it is to be done (pool/home_cpu.hpp)
    [[nodiscard]] Outcome ask(unsigned slot, std::string_view work);

    /// Does what is asked for, until stop_fd is readable. A piece that `work` throws for, which it tells of itself, is not answered. The work is
    /// overwritten when it is done. Throws std::runtime_error when nobody can ask any more.
    void serve(int stop_fd, const std::function<std::string(std::string_view)>& work) const;

private:
    std::chrono::steady_clock::time_point nobody_until_{};
    int ask_fd_ = -1;
    int serve_fd_ = -1;
};

} // namespace pool
