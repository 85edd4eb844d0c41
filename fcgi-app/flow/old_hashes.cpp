#include "flow/old_hashes.hpp"

#include "store/import_schemes.hpp"
#include "view/texts.hpp"

namespace flow {

bool old_passwords_hold(const base::ImportSettings& settings, base::Instant now)
{
    return settings.password_hashes && view::local_day(now) <= settings.password_hashes_until;
}

auth::OldHashes old_hashes(store::Database& db, const base::ImportSettings& settings, base::Instant now)
{
    auth::OldHashes old{.accepted = old_passwords_hold(settings, now)};
    if (!old.accepted) return old;
    for (const auto& name : store::list_import_schemes(db))
        if (auto scheme = auth::old_scheme_from_name(name)) old.in_use.push_back(*scheme);
    return old;
}

} // namespace flow
