#include "base/log.hpp"
#include "store/database_impl.hpp"

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
    for (std::size_t tried = 0; tried < hosts_.size(); ++tried) {
        const auto host = (host_ + tried) % hosts_.size();
        if (auto connection = try_host(hosts_[host], target, reasons, is_pool_wide)) {
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
    throw DatabaseUnavailable{reasons};
}

std::unique_ptr<Connection>
Database::Impl::try_host(const base::DatabaseHost& host, const Target& target, std::string& reasons, bool& is_pool_wide)
{
    try {
        return std::make_unique<Connection>(host, target);
    } catch (const StatementFailed& failed) {
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
    down_until_ms_ = 0;
    return true;
}

bool Database::Impl::is_known_down() const
{
    return milliseconds_now() < down_until_ms_;
}

} // namespace store
