#include "flow/current_password.hpp"

#include "flow/attempt_keys.hpp"
#include "flow/hashing.hpp"

namespace flow {

CurrentPassword check_password(
    const Visit& visit, std::string_view field, const std::string& user_name, const std::optional<std::string>& hash,
    view::Page& page)
{
    const base::Password password{visit.request.form.value_or_empty(field)};
    if (password.empty()) {
        page.error(field, view::Text{"password.current_missing"});
        return CurrentPassword::refused;
    }
    const auto keys = attempt_keys(visit, user_name);
    if (const auto wait = store::reserve_attempt(visit.app.db, keys, visit.now()); wait > std::chrono::seconds{0}) {
        page.error(field, {"error.429", {}, static_cast<int>(wait.count())});
        return CurrentPassword::refused;
    }
    const auto slot = take_hashing_slot(visit.app);
    if (!slot) {
        store::return_attempt(visit.app.db, keys);
        return CurrentPassword::busy;
    }
    if (auth::verify_password(password, hash, visit.app.hash_cost()) != auth::Verdict::matches) {
        page.error(field, view::Text{"password.current_wrong"});
        return CurrentPassword::refused;
    }
    store::clear_attempts(visit.app.db, keys);
    return CurrentPassword::right;
}

CurrentPassword check_current_password(const Visit& visit, view::Page& page)
{
    const auto& account = visit.session->account;
    return check_password(visit, "current_password", account.email, account.password_hash, page);
}

} // namespace flow
