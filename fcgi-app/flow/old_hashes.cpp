#include "flow/old_hashes.hpp"

#include "store/import_schemes.hpp"

namespace flow {

auth::OldHashes old_hashes(store::Database& db, const base::ImportSettings& settings, base::Instant now)
{
    const auto today = std::chrono::floor<std::chrono::days>(now);
    auth::OldHashes old{.accepted = settings.password_hashes && today <= settings.password_hashes_until};
    if (!old.accepted) return old;
    for (const auto& name : store::list_import_schemes(db))
        if (auto scheme = auth::old_scheme_from_name(name)) old.in_use.push_back(*scheme);
    return old;
}

} // namespace flow
