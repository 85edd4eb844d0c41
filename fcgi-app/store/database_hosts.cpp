#include "base/log.hpp"
#include "store/database_impl.hpp"

#include <algorithm>

/// Finding a host that works, and the pool's knowledge that there is none.
namespace store {

namespace {

constexpr std::chrono::milliseconds down_for{2000};

std::int64_t milliseconds_now()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

/// What is wrong with the host itself, so that the other processes need not try it. A full server still serves those
/// who are connected, and a wrong password is that of one user.
bool concerns_everybody(Failure failure)
{
    return failure == Failure::lost || failure == Failure::unfit;
}

} // namespace

void Database::Impl::connect()
{
    connection_ = connect_to_any(target_);
    connected_at_ = std::chrono::steady_clock::now();
}

std::unique_ptr<Connection> Database::Impl::connect_apart(std::chrono::seconds query_timeout)
{
    auto target = target_;
    target.query_timeout = query_timeout;
    return connect_to_any(target);
}

std::unique_ptr<Connection> Database::Impl::connect_to_any(const Target& target)
{
    std::string reasons = "no database host works:";
    bool is_pool_wide = true;
    for (const auto host : hosts_in_turn()) {
        if (auto connection = try_host(host, target, reasons, is_pool_wide)) {
            if (metrics_ != nullptr) {
                ++metrics_->connections;
                if (host != host_) ++metrics_->failovers;
            }
            host_ = host;
            return connection;
        }
    }
    if (metrics_ != nullptr) ++metrics_->unreachable;
    if (is_pool_wide) down_until_ms_ = milliseconds_now() + down_for.count();
    throw DatabaseUnreachable{reasons};
}

/// From the one in use on; those that hung a moment ago come last.
std::vector<std::size_t> Database::Impl::hosts_in_turn() const
{
    std::vector<std::size_t> hosts;
    for (std::size_t i = 0; i < hosts_.size(); ++i) hosts.push_back((host_ + i) % hosts_.size());
    std::stable_partition(hosts.begin(), hosts.end(), [&](std::size_t host) { return !health_->hung_lately(host); });
    return hosts;
}

/// Another process may have found out meanwhile. With one host alone there is nowhere to go.
void Database::Impl::leave_host_that_hung()
{
    if (connection_ && hosts_.size() > 1 && health_->hung_lately_and_after(host_, connected_at_)) connection_.reset();
}

std::unique_ptr<Connection>
Database::Impl::try_host(std::size_t index, const Target& target, std::string& reasons, bool& is_pool_wide)
{
    const auto& host = hosts_[index];
    const auto started = std::chrono::steady_clock::now();
    try {
        return std::make_unique<Connection>(host, target);
    } catch (const StatementFailed& failed) {
        if (failed.failure() == Failure::lost && !failed_at_once(started)) health_->has_hung(index);
        base::log(base::LogLevel::warning, "database_host_failed", {{"host", host.text}, {"error", failed.what()}});
        reasons += " " + host.text + ": " + failed.what() + ";";
        if (!concerns_everybody(failed.failure())) is_pool_wide = false;
        return nullptr;
    }
}

bool Database::Impl::probe()
{
    connection_.reset();
    try {
        connect();
    } catch (const DatabaseUnavailable&) {
        return false;
    }
    // Whoever looks first says so: the background process, or a page that monitoring asks whether all is well.
    if (down_until_ms_.exchange(0) != 0) base::log(base::LogLevel::info, "database_is_back");
    return true;
}

bool Database::Impl::is_known_down() const
{
    return milliseconds_now() < down_until_ms_;
}

} // namespace store
