#include "pool/supervisor.hpp"

#include "base/log.hpp"
#include "pool/child.hpp"
#include "pool/listen_socket.hpp"
#include "pool/running_generation.hpp"
#include "pool/service_manager.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <list>
#include <map>
#include <poll.h>
#include <stdexcept>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace pool {
namespace {

using base::LogLevel;
using std::chrono::milliseconds;

/// Blocks the signals before the first fork and reads them from a descriptor, so none arrives between two steps.
class Signals {
public:
    Signals()
    {
        sigset_t set;
        sigemptyset(&set);
        for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&set, signal);
        ::sigprocmask(SIG_BLOCK, &set, nullptr);
        fd_ = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
        if (fd_ < 0) throw std::system_error{errno, std::generic_category(), "signalfd"};
    }
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;
    ~Signals() { ::close(fd_); }

    [[nodiscard]] int fd() const { return fd_; }

    void wait(milliseconds patience) const
    {
        pollfd waiting{fd_, POLLIN, 0};
        ::poll(&waiting, 1, static_cast<int>(patience.count()));
    }

    /// The next signal that has arrived; 0 when there is none.
    [[nodiscard]] int next() const
    {
        signalfd_siginfo info{};
        return ::read(fd_, &info, sizeof info) == sizeof info ? static_cast<int>(info.ssi_signo) : 0;
    }

private:
    int fd_ = -1;
};

class Supervisor {
public:
    Supervisor(Shared& shared, const std::function<Generation()>& load)
        : shared_{shared}, load_{load}, sockets_{inherited_sockets()}
    {
    }

    int run()
    {
        begin(load_());
        generations_.front().generation().finish_self_test(); // the first pages need not wait for it
        manager_.ready();
        while (!is_stopping_) step();
        manager_.stopping();
        // What nginx has sent here already is still answered: first nobody connects any more, then the queues run
        // empty, and only then the workers are asked to go.
        for (auto& [role, socket] : sockets_) socket.remove_path();
        drain_until_ = Clock::now() + generations_.front().generation().stop_timeout;
        while (queues_hold_connections() && Clock::now() < drain_until_) step();
        for (auto& generation : generations_) generation.retire(Clock::now());
        while (!generations_.empty()) step();
        base::log(LogLevel::info, "pool_stopped");
        return 0;
    }

private:
    /// The newest generation is the first of the list.
    void begin(Generation loaded)
    {
        open_sockets(loaded);
        generations_.emplace_front(shared_, std::move(loaded), [this](const Role& role) { return start(role); });
        generations_.front().start_due(Clock::now());
    }

    void open_sockets(const Generation& loaded)
    {
        for (const auto& role : loaded.roles) {
            if (role.socket.empty()) continue;
            const auto open = sockets_.find(role.name);
            if (open == sockets_.end()) {
                sockets_.emplace(role.name, ListenSocket{role.socket, loaded.socket_group});
            } else if (!open->second.path().empty() && open->second.path() != role.socket) {
                base::log(LogLevel::warning, "socket_path_needs_restart", {{"role", role.name}, {"path", role.socket}});
            }
        }
    }

    pid_t start(const Role& role)
    {
        int listen_fd = -1;
        std::vector<int> not_for_it{signals_.fd()};
        for (const auto& [name, socket] : sockets_) {
            if (name == role.name) {
                listen_fd = socket.fd();
            } else {
                not_for_it.push_back(socket.fd());
            }
        }
        return start_child(role, listen_fd, not_for_it);
    }

    /// Waits for a signal or for the next deadline, and does what is due.
    void step()
    {
        signals_.wait(patience());
        manager_.alive();
        while (const int signal = signals_.next()) handle(signal);
        reap();
        const auto now = Clock::now();
        for (auto& generation : generations_) {
            generation.start_due(now);
            generation.kill_overdue(now);
        }
        std::erase_if(generations_, [](const auto& one) { return one.is_retired() && one.is_empty(); });
    }

    void handle(int signal)
    {
        if (signal == SIGHUP && !is_stopping_) reload();
        if (signal == SIGTERM || signal == SIGINT) is_stopping_ = true;
    }

    void reload()
    {
        manager_.reloading();
        replace_generation();
        manager_.ready(); // with the new configuration or with the old one
    }

    void replace_generation()
    {
        try {
            auto loaded = load_();
            loaded.finish_self_test();
            begin(std::move(loaded));
        } catch (const std::exception& error) {
            base::log(LogLevel::error, "reload_failed", {{"detail", error.what()}});
            return;
        }
        for (auto old = std::next(generations_.begin()); old != generations_.end(); ++old) old->retire(Clock::now());
        base::log(LogLevel::info, "pool_reloaded");
    }

    /// Several children may have ended for one SIGCHLD.
    void reap()
    {
        int status = 0;
        for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
            forget_process(shared_, pid);
            std::ranges::any_of(generations_, [&](auto& one) { return one.note_end(pid, status, Clock::now()); });
        }
    }

    [[nodiscard]] milliseconds patience() const
    {
        constexpr milliseconds longest{60'000};
        constexpr milliseconds between_looks_at_queues{5}; // nothing tells that a queue has run empty
        auto wake_at = Clock::now() + (drain_until_ > Clock::now() ? between_looks_at_queues : longest);
        if (const auto sign = manager_.between_signs_of_life()) wake_at = std::min(wake_at, Clock::now() + *sign);
        for (const auto& generation : generations_)
            if (const auto deadline = generation.next_deadline()) wake_at = std::min(wake_at, *deadline);
        return std::max(std::chrono::ceil<milliseconds>(wake_at - Clock::now()), milliseconds{0});
    }

    /// Sockets of systemd live on with their queues.
    [[nodiscard]] bool queues_hold_connections() const
    {
        return std::ranges::any_of(sockets_, [](const auto& entry) {
            return !entry.second.path().empty() && entry.second.has_waiting_connections();
        });
    }

    Shared& shared_;
    const std::function<Generation()>& load_;
    Signals signals_;
    ServiceManager manager_;
    std::map<std::string, ListenSocket> sockets_; ///< by role
    std::list<RunningGeneration> generations_;
    bool is_stopping_ = false;
    Clock::time_point drain_until_{};
};

} // namespace

int supervise(Shared& shared, const std::function<Generation()>& load)
{
    return Supervisor{shared, load}.run();
}

} // namespace pool
