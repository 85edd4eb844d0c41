#include "pool/self_test.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace pool {
namespace {

int run(const std::function<void()>& test) noexcept
{
    try {
        test();
        return EXIT_SUCCESS;
    } catch (...) {
        return EXIT_FAILURE;
    }
}

/// The status of the ended process, as waitpid(2) gives it; that of a failure when somebody else has asked for it.
int end_of(pid_t pid)
{
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return W_EXITCODE(EXIT_FAILURE, 0);
    return status;
}

} // namespace

SelfTest::SelfTest(const std::function<void()>& test) : pid_{::fork()}
{
    if (pid_ < 0) throw std::system_error{errno, std::generic_category(), "cannot start the self test: fork"};
    if (pid_ > 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_NAME, "asiointi-test"); // for ps
    ::_exit(run(test));                    // never back into the frames of the process it was copied from
}

SelfTest::~SelfTest()
{
    if (pid_ == 0) return;
    ::kill(pid_, SIGKILL);
    (void)end_of(pid_);
}

bool SelfTest::has_passed()
{
    if (pid_ != 0) {
        const int status = end_of(pid_);
        pid_ = 0;
        has_passed_ = WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
    }
    return has_passed_;
}

} // namespace pool
