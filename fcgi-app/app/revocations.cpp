#include "app/revocations.hpp"

#include "store/identities.hpp"

namespace app {
namespace {

constexpr std::chrono::seconds looks_back{100};

void tell(pool::Shared& shared, const store::Revocation& revocation)
{
    pool::Ended ended;
    if (revocation.session) ended.session = *revocation.session;
    ended.account = static_cast<std::uint64_t>(revocation.account);
    pool::tell_ended(shared.ended, ended);
}

} // namespace

void tell_ended_sessions(store::Database& db, pool::Shared& shared)
{
    db.tell_revocations_to([&shared](const store::Revocation& revocation) { tell(shared, revocation); });
}

void RevocationFeed::follow(base::Instant now)
{
    for (const auto& row : store::list_revocations(db_, now - looks_back))
        if (told_.emplace(row.id, now).second) tell(shared_, row.revocation);
    std::erase_if(told_, [&](const auto& entry) { return entry.second + 2 * looks_back < now; });
}

} // namespace app
