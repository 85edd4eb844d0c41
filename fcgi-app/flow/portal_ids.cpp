#include "flow/portal_ids.hpp"

#include "base/log.hpp"
#include "base/time.hpp"
#include "store/portal_ids.hpp"

namespace flow {
namespace {

constexpr int at_once = 20;

void log_failure(const store::Newcomer& newcomer, std::string_view cause)
{
    base::log(
        base::LogLevel::error, "portal_id_failed",
        {{"account", newcomer.public_id},
         {"cause", cause},
         {"remedy", "see portal_create_user in sql/portal-example/README.md, or set portal.create_users = false"}});
}

/// A procedure that is too slow for one newcomer is so for the next one, too: the rest waits for another round. The log names the
/// one all the same, as it does where the portal refuses.
std::string ask_portal(store::Database& db, const store::Newcomer& newcomer)
try {
    return store::create_portal_user(db, newcomer);
} catch (const store::DatabaseUnreachable&) {
    throw;
} catch (const store::DatabaseUnavailable& error) {
    log_failure(newcomer, error.what());
    throw;
}

bool give_portal_id(store::Database& db, const store::Newcomer& newcomer)
try {
    const auto id = ask_portal(db, newcomer);
    const auto link = store::in_transaction(
        db, [&](store::Transaction& tx) { return store::link_portal_id(tx, newcomer, id, base::now()); });
    if (link == store::PortalLink::of_somebody_else)
        log_failure(newcomer, "portal_create_user gave the id of somebody else");
    return link == store::PortalLink::made;
} catch (const store::DatabaseUnavailable&) {
    throw;
} catch (const store::DatabaseError& error) {
    log_failure(newcomer, error.what());
    return false;
}

} // namespace

int give_portal_ids(store::Database& db, const std::function<bool()>& is_stopping)
{
    int given = 0;
    for (int i = 0; i < at_once && !is_stopping(); ++i) {
        const auto newcomer = store::claim_newcomer(db, base::now());
        if (!newcomer) break;
        given += give_portal_id(db, *newcomer) ? 1 : 0;
    }
    return given;
}

} // namespace flow
