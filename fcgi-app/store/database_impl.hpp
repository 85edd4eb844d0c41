#pragma once

#include "store/connection.hpp"
#include "store/database.hpp"
#include "store/host_health.hpp"

#include <chrono>
#include <optional>

namespace store {

/// A stale connection fails at once; what took long hung, and would hang again.
[[nodiscard]] bool failed_at_once(std::chrono::steady_clock::time_point started);

/// The connection in use and the rules for replacing it. For store/*.cpp alone.
class Database::Impl {
public:
    Impl(
        const base::DatabaseSettings& settings, std::string user, base::Credential password,
        std::atomic<std::int64_t>& down_until_ms);

    int execute(const char* sql, const std::vector<Value>& arguments);
    void query(const char* sql, const std::vector<Value>& arguments, const std::function<void(const Row&)>& each);
    void execute_repeatable(const char* sql, const std::vector<Value>& arguments);

    void share_health(std::shared_ptr<HostHealth> health) { health_ = std::move(health); }

    [[nodiscard]] bool probe();
    [[nodiscard]] bool is_known_down() const;
    void count_in(base::DatabaseMetrics& metrics) { metrics_ = &metrics; }

    /// START TRANSACTION on a connection that works. From here to commit() or roll_back(), a failed statement ends
    /// the transaction: later ones throw, so none of them can run outside of it.
    void begin();

    /// COMMIT as a statement. Throws StatementFailed; afterwards no transaction is open in any case.
    void commit();

    /// Never throws; a connection that cannot even do this is dropped.
    void roll_back() noexcept;

    /// Why the open transaction cannot be committed any more; nullopt while it can.
    [[nodiscard]] std::optional<Failure> broken_by() const { return broken_by_; }

    /// A further connection to a host that works, with another time limit; zero is none.
    [[nodiscard]] std::unique_ptr<Connection> connect_apart(std::chrono::seconds query_timeout);

private:
    /// How often a statement outside of a transaction may be tried again when the connection was lost.
    enum class WhenLost { repeat_once, give_up };

    template <class Work>
    auto run(WhenLost when_lost, Work work);
    template <class Work>
    auto run_in_transaction(Work work);
    Connection& usable_connection(WhenLost when_lost);
    void replace_if_rested();
    void leave_host_that_hung();
    [[nodiscard]] std::vector<std::size_t> hosts_in_turn() const;
    void connect();
    [[nodiscard]] std::unique_ptr<Connection> connect_to_any(const Target& target);
    [[nodiscard]] std::unique_ptr<Connection>
    try_host(std::size_t host, const Target& target, std::string& reasons, bool& is_pool_wide);
    void count(Failure failure);
    void after(const StatementFailed& failed, std::chrono::steady_clock::time_point started);
    [[nodiscard]] bool may_repeat(Failure failure, WhenLost when_lost, unsigned attempt, bool at_once) const;

    std::vector<base::DatabaseHost> hosts_;
    Target target_;
    std::atomic<std::int64_t>& down_until_ms_;
    base::DatabaseMetrics* metrics_ = nullptr; ///< nullptr: nobody counts
    std::unique_ptr<Connection> connection_;
    std::size_t host_ = 0; ///< index of the one in use
    std::shared_ptr<HostHealth> health_ = std::make_shared<HostHealth>();
    std::chrono::steady_clock::time_point connected_at_;
    std::chrono::steady_clock::time_point last_use_;
    bool in_transaction_ = false;
    std::optional<Failure> broken_by_;
};

} // namespace store
