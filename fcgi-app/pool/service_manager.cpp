#include "pool/service_manager.hpp"

#include "base/descriptor.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

namespace pool {
namespace {

std::string taken(const char* name)
{
    const char* value = std::getenv(name);
    std::string text = value == nullptr ? "" : value;
    ::unsetenv(name);
    return text;
}

std::int64_t number(const std::string& text)
{
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stop == end ? value : 0;
}

/// The manager pairs a reload's begin with its end by this time (CLOCK_MONOTONIC).
std::string monotonic_microseconds()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::to_string(std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000);
}

} // namespace

ServiceManager::ServiceManager() : socket_{taken("NOTIFY_SOCKET")}
{
    const auto watchdog = std::chrono::microseconds{number(taken("WATCHDOG_USEC"))};
    const auto watched = taken("WATCHDOG_PID");
    const bool is_for_us = watched.empty() || number(watched) == ::getpid();
    // Half of it, as sd_watchdog_enabled(3) recommends.
    if (is_for_us && watchdog.count() > 0)
        between_ = std::chrono::duration_cast<std::chrono::milliseconds>(watchdog / 2);
}

void ServiceManager::ready() const
{
    tell("READY=1");
}

void ServiceManager::reloading() const
{
    tell("RELOADING=1\nMONOTONIC_USEC=" + monotonic_microseconds());
}

void ServiceManager::stopping() const
{
    tell("STOPPING=1");
}

void ServiceManager::alive() const
{
    if (between_) tell("WATCHDOG=1");
}

void ServiceManager::tell(std::string_view message) const
{
    sockaddr_un address{};
    if (socket_.empty() || socket_.size() >= sizeof address.sun_path) return;
    address.sun_family = AF_UNIX;
    socket_.copy(address.sun_path, socket_.size());
    if (socket_.front() == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
    const base::Descriptor sender{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    (void)::sendto(
        sender.get(), message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
        reinterpret_cast<const sockaddr*>(&address), size);
}

} // namespace pool
