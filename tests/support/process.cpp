#include "support/process.hpp"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace support {

namespace {

[[noreturn]] void become(char* const* arguments, const char* log)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int out = ::open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600); // NOLINT: a C interface
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    ::execvp(arguments[0], arguments);
    ::_exit(127);
}

std::string content_of(const std::string& file)
{
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    return std::move(text).str();
}

} // namespace

pid_t start(const std::vector<std::string>& command, const std::string& log)
{
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const auto pid = ::fork();
    if (pid < 0) throw std::system_error{errno, std::generic_category(), "fork"};
    if (pid == 0) become(arguments.data(), log.c_str());
    return pid;
}

void run(const std::vector<std::string>& command, const std::string& log)
{
    int status = 0;
    ::waitpid(start(command, log), &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        throw std::runtime_error{command.front() + " failed: " + content_of(log)};
    }
}

void end_and_wait(pid_t pid, int signal)
{
    ::kill(pid, signal);
    ::waitpid(pid, nullptr, 0);
}

bool is_running(pid_t pid)
{
    return ::waitpid(pid, nullptr, WNOHANG) == 0;
}

} // namespace support
