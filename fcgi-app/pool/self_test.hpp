#pragma once

#include <functional>
#include <sys/types.h>

namespace pool {

/// Something that takes a while to try out, in a process of its own: whoever starts it goes on, and asks for the outcome
/// later. Nothing of it is left in this process, which may fork meanwhile.
class SelfTest {
public:
    /// Starts it. It passes by returning; an exception fails it, and so does whatever kills its process.
    /// Throws std::system_error when there is no room for a process.
    explicit SelfTest(const std::function<void()>& test);
    SelfTest(const SelfTest&) = delete;
    SelfTest& operator=(const SelfTest&) = delete;
    /// Ends a test whose outcome nobody waited for.
    ~SelfTest();

    /// Waits for its end, the first time.
    [[nodiscard]] bool has_passed();

private:
    pid_t pid_ = 0; ///< 0: it has ended
    bool has_passed_ = false;
};

} // namespace pool
