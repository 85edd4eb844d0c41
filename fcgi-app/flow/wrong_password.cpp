#include "flow/wrong_password.hpp"

#include "auth/throttle.hpp"
#include "base/log.hpp"
#include "store/outbox.hpp"

namespace flow {

void log_refused_attempt(const Visit& visit, const store::Reservation& attempt)
{
    if (attempt.is_shut)
        base::log(base::LogLevel::warning, "sign_in_closed", {{"network", network(visit)}});
    else
        base::log(
            base::LogLevel::warning, "sign_in_throttled",
            {{"network", network(visit)}, {"wait_s", attempt.wait.count()}});
}

void record_wrong_password(const Visit& visit, const std::optional<base::AccountId>& account)
{
    store::in_transaction(visit.app.db, [&](store::Transaction& tx) {
        record(tx, visit, store::AuditKind::sign_in_failed, account, account ? asked_again : "");
    });
}

void tell_of_failures(
    const Visit& visit, const std::string& user_name, const store::Reservation& attempt, const std::string& suffix)
{
    constexpr auto reason = store::MailReason::sign_in_slowed;
    if (attempt.next_wait == std::chrono::seconds{0}) return;
    const auto a_day_ago = visit.now() - std::chrono::hours{24};
    const bool has_shut = attempt.failures >= auth::closing_failures;
    if (!has_shut && store::count_mails_asked(visit.app.db, reason, user_name, a_day_ago) > 0) return;
    store::queue_mail(
        visit.app.db,
        {.reason = reason,
         .typed = user_name,
         .account = std::nullopt,
         .language = visit.language,
         .detail = std::to_string(attempt.failures) + suffix},
        visit.now());
    pool::announce_mail(visit.app.shared);
}

} // namespace flow
