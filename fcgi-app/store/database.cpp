#include "store/database.hpp"

#include "store/database_impl.hpp"
#include "store/repeatable.hpp"

namespace store {

Database::Database(
    const base::DatabaseSettings& settings, std::string user, base::Credential password,
    std::atomic<std::int64_t>& down_until_ms)
    : impl_{std::make_unique<Impl>(settings, std::move(user), std::move(password), down_until_ms)}
{
}

Database::~Database() = default;

bool Database::probe()
{
    return impl_->probe();
}

void Database::count_in(base::DatabaseMetrics& metrics)
{
    impl_->count_in(metrics);
}

bool Database::is_known_down() const
{
    return impl_->is_known_down();
}

namespace detail {

int execute(Database& db, const char* sql, const std::vector<Value>& arguments)
{
    return db.impl().execute(sql, arguments);
}

void query(
    Database& db, const char* sql, const std::vector<Value>& arguments, const std::function<void(const Row&)>& each)
{
    db.impl().query(sql, arguments, each);
}

void execute_repeatable(Database& db, const char* sql, const std::vector<Value>& arguments)
{
    db.impl().execute_repeatable(sql, arguments);
}

} // namespace detail

} // namespace store
