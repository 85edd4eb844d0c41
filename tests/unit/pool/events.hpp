#pragma once

#include <chrono>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <unistd.h>

/// What processes tell the test about themselves, in the order in which they did: a pipe that children inherit.
struct Event {
    char what;      ///< a letter that the test chooses
    pid_t pid;      ///< who
    int generation; ///< of which reading of the configuration
};

class Events {
public:
    Events()
    {
        if (::pipe(ends_) != 0) throw std::runtime_error{"pipe"};
    }
    Events(const Events&) = delete;
    Events& operator=(const Events&) = delete;
    ~Events()
    {
        ::close(ends_[0]);
        ::close(ends_[1]);
    }

    void tell(char what, int generation = 0) const
    {
        const Event event{what, ::getpid(), generation};
        if (::write(ends_[1], &event, sizeof event) != sizeof event) ::_exit(99);
    }

    /// True when something is told within this time.
    [[nodiscard]] bool comes_within(std::chrono::milliseconds time) const
    {
        pollfd waiting{ends_[0], POLLIN, 0};
        return ::poll(&waiting, 1, static_cast<int>(time.count())) > 0;
    }

    /// The next event; nullopt when ten seconds pass without one.
    [[nodiscard]] std::optional<Event> next() const
    {
        pollfd waiting{ends_[0], POLLIN, 0};
        Event event{};
        if (::poll(&waiting, 1, 10'000) <= 0 || ::read(ends_[0], &event, sizeof event) != sizeof event)
            return std::nullopt;
        return event;
    }

    /// The next event of this kind; others are passed over.
    [[nodiscard]] std::optional<Event> next(char what) const
    {
        auto event = next();
        while (event && event->what != what) event = next();
        return event;
    }

private:
    int ends_[2]{};
};
