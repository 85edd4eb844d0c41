#include "store/database_impl.hpp"

#include <utility>

namespace store {

using std::chrono::steady_clock;

namespace {

constexpr std::chrono::seconds rest_before_check{1};
constexpr unsigned most_attempts = 5;

Target target_of(const base::DatabaseSettings& settings, std::string user, base::Credential password)
{
    return {
        .user = std::move(user),
        .password = std::move(password),
        .database = settings.name,
        .tls_ca = settings.tls_ca,
        .connect_timeout = settings.connect_timeout,
        .query_timeout = settings.query_timeout};
}

} // namespace

bool failed_at_once(steady_clock::time_point started)
{
    return steady_clock::now() - started < std::chrono::seconds{1};
}

Database::Impl::Impl(
    const base::DatabaseSettings& settings, std::string user, base::Credential password,
    std::atomic<std::int64_t>& down_until_ms)
    : hosts_{settings.hosts}, target_{target_of(settings, std::move(user), std::move(password))}, down_until_ms_{
                                                                                                      down_until_ms}
{
}

template <class Work>
auto Database::Impl::run(WhenLost when_lost, Work work)
{
    for (unsigned attempt = 1;; ++attempt) {
        auto& connection = usable_connection(when_lost);
        const auto started = steady_clock::now();
        try {
            return work(connection);
        } catch (const StatementFailed& failed) {
            after(failed, started);
            if (may_repeat(failed.failure(), when_lost, attempt, failed_at_once(started))) continue;
            if (failed.failure() == Failure::lost && when_lost == WhenLost::give_up)
                throw OutcomeUnknown{std::string{"a write of unknown outcome: "} + failed.what()};
            throw_public(failed);
        }
    }
}

bool Database::Impl::may_repeat(Failure failure, WhenLost when_lost, unsigned attempt, bool at_once) const
{
    switch (failure) {
    case Failure::conflict:
    case Failure::unfit:
    case Failure::timed_out:                       // at once: a cluster's node that cannot see what others committed
        return at_once && attempt < most_attempts; // nothing was done
    case Failure::lost:
        // What hung would hang again on the same host.
        return when_lost == WhenLost::repeat_once && attempt == 1 && (at_once || hosts_.size() > 1);
    case Failure::duplicate:
    case Failure::full:
    case Failure::unknown:
        break;
    }
    return false;
}

template <class Work>
auto Database::Impl::run_in_transaction(Work work)
{
    if (broken_by_) throw DatabaseError{"the transaction has failed already"};
    const auto started = steady_clock::now();
    try {
        return work(*connection_);
    } catch (const StatementFailed& failed) {
        if (failed.failure() != Failure::duplicate) broken_by_ = failed.failure();
        after(failed, started);
        throw_public(failed);
    }
}

int Database::Impl::execute(const char* sql, const std::vector<Value>& arguments)
{
    const auto work = [&](Connection& connection) { return connection.execute(sql, arguments); };
    // Whether a lost write happened is unknown: it is not repeated.
    return in_transaction_ ? run_in_transaction(work) : run(WhenLost::give_up, work);
}

void Database::Impl::query(
    const char* sql, const std::vector<Value>& arguments, const std::function<void(const Row&)>& each)
{
    const auto work = [&](Connection& connection) { connection.query(sql, arguments, each); };
    const bool only_reads = std::string_view{sql}.starts_with("SELECT");
    if (in_transaction_)
        run_in_transaction(work);
    else
        run(only_reads ? WhenLost::repeat_once : WhenLost::give_up, work);
}

void Database::Impl::execute_repeatable(const char* sql, const std::vector<Value>& arguments)
{
    const auto work = [&](Connection& connection) { return connection.execute(sql, arguments); };
    (void)(in_transaction_ ? run_in_transaction(work) : run(WhenLost::repeat_once, work));
}

void Database::Impl::begin()
{
    if (in_transaction_) throw DatabaseError{"a transaction within a transaction"};
    run(WhenLost::repeat_once, [](Connection& connection) { connection.run("START TRANSACTION"); });
    in_transaction_ = true;
    broken_by_.reset();
}

void Database::Impl::commit()
{
    in_transaction_ = false;
    try {
        connection_->run("COMMIT");
    } catch (const StatementFailed& failed) {
        count(failed.failure());
        connection_.reset(); // ends the transaction on the server, whatever state it is in
        throw;
    }
}

void Database::Impl::roll_back() noexcept
{
    if (!std::exchange(in_transaction_, false) || !connection_) return;
    try {
        connection_->run("ROLLBACK");
    } catch (const std::exception&) {
        connection_.reset();
    }
}

void Database::Impl::count(Failure failure)
{
    if (metrics_ == nullptr) return;
    switch (failure) {
    case Failure::duplicate:
        return;
    case Failure::conflict:
        ++metrics_->conflicts;
        return;
    case Failure::timed_out:
        ++metrics_->timeouts;
        return;
    case Failure::lost:
        ++metrics_->lost;
        return;
    case Failure::unfit:
        ++metrics_->unfit;
        return;
    case Failure::full:
    case Failure::unknown:
        ++metrics_->other;
    }
}

void Database::Impl::after(const StatementFailed& failed, steady_clock::time_point started)
{
    count(failed.failure());
    if (leaves_connection_good(failed.failure())) return;
    connection_.reset();
    // A host that hangs is tried last for a while; one that was restarted is tried first again.
    if (failed.failure() == Failure::lost && !failed_at_once(started)) health_->has_hung(host_);
}

Connection& Database::Impl::usable_connection(WhenLost when_lost)
{
    if (is_known_down()) throw DatabaseUnreachable{"no database host worked a moment ago"};
    leave_host_that_hung();
    if (when_lost == WhenLost::give_up) replace_if_rested();
    if (!connection_) connect();
    last_use_ = steady_clock::now();
    return *connection_;
}

/// A write cannot be repeated, so a connection that the server may have closed meanwhile is tried with something that
/// can.
void Database::Impl::replace_if_rested()
{
    if (!connection_ || steady_clock::now() - last_use_ < rest_before_check) return;
    try {
        connection_->run("DO 1");
    } catch (const StatementFailed&) {
        connection_.reset();
    }
}

} // namespace store
