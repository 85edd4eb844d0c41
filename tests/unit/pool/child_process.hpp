#pragma once

#include <csignal>
#include <functional>
#include <sys/wait.h>
#include <unistd.h>

/// A forked copy of the test that runs one function and ends with its result; killed when the test lets go of it.
class ChildProcess {
public:
    explicit ChildProcess(const std::function<int()>& run) : pid_{::fork()}
    {
        if (pid_ == 0) ::_exit(run());
    }
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess()
    {
        if (pid_ <= 0) return;
        send(SIGKILL);
        (void)wait();
    }

    [[nodiscard]] pid_t pid() const { return pid_; }
    void send(int signal) const { ::kill(pid_, signal); }

    /// Waits for its end; gives the wait status.
    [[nodiscard]] int wait()
    {
        int status = 0;
        ::waitpid(pid_, &status, 0);
        pid_ = -1;
        return status;
    }

private:
    pid_t pid_;
};
