#include "flow/hashing.hpp"

#include <chrono>

namespace flow {
namespace {

auth::Hasher hasher(const App& app, const pool::HashingSlot& slot)
{
    return [&app, number = slot.number()](const auth::HashWork& work) { return app.hash(work, number); };
}

} // namespace

std::optional<pool::HashingSlot> take_hashing_slot(App& app)
{
    constexpr std::chrono::seconds patience{5};
    return pool::take_hashing_slot(app.shared, app.hashing_slots, app.most_hashing, patience);
}

std::string hash_password(const App& app, const pool::HashingSlot& slot, const base::Password& password)
{
    return auth::hash_password(password, app.hash_cost(), app.settings.password.pepper, hasher(app, slot));
}

bool password_matches(
    const App& app, const pool::HashingSlot& slot, const base::Password& password,
    const std::optional<std::string>& stored, const auth::OldHashes& old)
{
    const auto& pepper = app.settings.password.pepper;
    const auto verdict = auth::verify_password(password, stored, app.hash_cost(), old, pepper, hasher(app, slot));
    return verdict == auth::Verdict::matches;
}

} // namespace flow
