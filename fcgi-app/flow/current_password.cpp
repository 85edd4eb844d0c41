#include "flow/current_password.hpp"

#include "flow/attempt_keys.hpp"
#include "flow/hashing.hpp"
#include "flow/old_hashes.hpp"
#include "flow/wrong_password.hpp"

namespace flow {
namespace {

constexpr PasswordField current_field{"current_password", "password.current_missing", "password.current_wrong"};

/// Nullopt when there is no room to hash. The slot is free again when the database is told what came of it.
std::optional<bool> judge_password(const Visit& visit, const AskedPassword& asked, const base::Password& password)
{
    const auto old = old_hashes(visit.app.db, visit.app.settings.importing, visit.now());
    const auto slot = take_hashing_slot(visit.app);
    if (!slot) return std::nullopt;
    return password_matches(visit.app, *slot, password, asked.hash, old);
}

/// Whoever guesses here is inside already, with a session that is not theirs perhaps: the owner reads it in the trail, and gets
/// a mail as at signing in. A password of before, by which a change of address is undone, is no account's any more.
void note_wrong(const Visit& visit, const AskedPassword& asked, const store::Reservation& attempt)
{
    record_wrong_password(visit, asked.owner ? std::optional{asked.owner->id} : std::nullopt);
    if (asked.owner) tell_of_failures(visit, asked.owner->email, attempt, while_signed_in);
}

} // namespace

CurrentPassword
check_password(const Visit& visit, const PasswordField& field, const AskedPassword& asked, view::Page& page)
{
    const base::Password password{visit.request.form.value_or_empty(field.name)};
    if (password.empty()) {
        page.error(field.name, view::Text{field.missing});
        return CurrentPassword::refused;
    }
    const auto keys = attempt_keys(visit, asked.counted_under, asked.owner);
    const auto attempt = store::reserve_attempt(visit.app.db, keys, visit.now());
    if (!attempt.may_go_on()) {
        log_refused_attempt(visit, attempt);
        page.error(
            field.name, attempt.is_shut ? view::Text{"password.closed"}
                                        : view::Text{"error.429", {}, static_cast<int>(attempt.wait.count())});
        return CurrentPassword::refused;
    }
    const auto is_right = judge_password(visit, asked, password);
    if (!is_right) {
        store::return_attempt(visit.app.db, keys);
        return CurrentPassword::busy;
    }
    if (!*is_right) {
        note_wrong(visit, asked, attempt);
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
