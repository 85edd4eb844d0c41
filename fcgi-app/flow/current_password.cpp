#include "flow/current_password.hpp"

#include "flow/attempt_keys.hpp"
#include "flow/hashing.hpp"
#include "flow/old_hashes.hpp"

namespace flow {
namespace {

constexpr PasswordField current_field{"current_password", "password.current_missing", "password.current_wrong"};

} // namespace

CurrentPassword
check_password(const Visit& visit, const PasswordField& field, const AskedPassword& asked, view::Page& page)
{
    const base::Password password{visit.request.form.value_or_empty(field.name)};
    if (password.empty()) {
        page.error(field.name, view::Text{field.missing});
        return CurrentPassword::refused;
    }
    const auto keys = attempt_keys(visit, asked.user_name, asked.owner);
    const auto attempt = store::reserve_attempt(visit.app.db, keys, visit.now());
    if (!attempt.may_go_on()) {
        page.error(
            field.name, attempt.is_closed ? view::Text{"password.closed"}
                                          : view::Text{"error.429", {}, static_cast<int>(attempt.wait.count())});
        return CurrentPassword::refused;
    }
    const auto old = old_hashes(visit.app.db, visit.app.settings.importing, visit.now());
    const auto slot = take_hashing_slot(visit.app);
    if (!slot) {
        store::return_attempt(visit.app.db, keys);
        return CurrentPassword::busy;
    }
    const auto& pepper = visit.app.settings.password.pepper;
    if (auth::verify_password(password, asked.hash, visit.app.hash_cost(), old, pepper) != auth::Verdict::matches) {
        page.error(field.name, view::Text{field.wrong});
        return CurrentPassword::refused;
    }
    store::in_transaction(visit.app.db, [&](store::Transaction& tx) { store::clear_attempts(tx, keys); });
    return CurrentPassword::right;
}

CurrentPassword check_current_password(const Visit& visit, view::Page& page)
{
    const auto& account = visit.session->account;
    return check_password(visit, current_field, {account.email, account.password_hash, account}, page);
}

} // namespace flow
