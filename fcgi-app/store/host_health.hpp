#pragma once

#include "store/database.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>

namespace store {

/// Which hosts of one configuration hung a moment ago, known to all processes that were forked after it was made. Finding
/// out costs a whole time limit, so one process pays it for all: the others leave such a host before they wait for it.
///
/// Hosts are known by their place in database.hosts; of those beyond the 16th nothing is known.
class HostHealth {
public:
    using Clock = std::chrono::steady_clock;

    void has_hung(std::size_t host);

    /// For ten seconds nobody goes to a host that hung, unless no other one works.
    [[nodiscard]] bool hung_lately(std::size_t host) const;

    /// True for a connection that was made before the host hung lately, and so hangs too.
    [[nodiscard]] bool hung_lately_and_after(std::size_t host, Clock::time_point connected) const;

private:
    [[nodiscard]] Clock::time_point last_hang(std::size_t host) const;

    static constexpr std::size_t most_hosts = 16;
    std::array<std::atomic<Clock::rep>, most_hosts> last_hang_{}; ///< 0: never
};

/// In memory that children share (MAP_SHARED | MAP_ANONYMOUS). Throws std::system_error.
[[nodiscard]] std::shared_ptr<HostHealth> map_host_health();

/// From now on `db`, whose hosts these are, tells and heeds what is known of them. Without this it knows its own alone.
void share_health(Database& db, std::shared_ptr<HostHealth> health);

} // namespace store
