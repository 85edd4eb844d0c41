#include "store/host_health.hpp"

#include "store/database_impl.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <new>
#include <system_error>

namespace store {

namespace {

constexpr std::chrono::seconds rest{10};

} // namespace

void HostHealth::has_hung(std::size_t host)
{
    if (host < most_hosts) last_hang_[host] = Clock::now().time_since_epoch().count();
}

HostHealth::Clock::time_point HostHealth::last_hang(std::size_t host) const
{
    return Clock::time_point{Clock::duration{host < most_hosts ? last_hang_[host].load() : 0}};
}

bool HostHealth::hung_lately(std::size_t host) const
{
    const auto last = last_hang(host);
    return last != Clock::time_point{} && Clock::now() - last < rest;
}

bool HostHealth::hung_lately_and_after(std::size_t host, Clock::time_point connected) const
{
    return last_hang(host) > connected && hung_lately(host);
}

std::shared_ptr<HostHealth> map_host_health()
{
    void* memory = ::mmap(nullptr, sizeof(HostHealth), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::system_error{errno, std::generic_category(), "mmap"};
    return {new (memory) HostHealth, [](HostHealth* health) { ::munmap(health, sizeof *health); }};
}

void share_health(Database& db, std::shared_ptr<HostHealth> health)
{
    db.impl().share_health(std::move(health));
}

} // namespace store
