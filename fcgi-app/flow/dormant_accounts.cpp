#include "flow/dormant_accounts.hpp"

#include "flow/closing.hpp"
#include "store/dormancy.hpp"

namespace flow {
namespace {

constexpr unsigned at_once = 5;
constexpr unsigned per_minute = at_once * std::chrono::seconds{60} / between_dormancy_rounds;

/// An account that nobody has used after this moment is dormant now.
base::Instant dormant_since(const base::RetentionSettings& retention, base::Instant now)
{
    return now - std::chrono::years{retention.dormant_years};
}

/// An account that nobody has used after this moment will be dormant when the notice is over.
base::Instant told_since(const base::RetentionSettings& retention, base::Instant now)
{
    return dormant_since(retention, now) + store::dormancy_notice;
}

void tell(store::Database& db, const store::Account& account, base::Instant unused_since, base::Instant now)
{
    store::in_transaction(db, [&](store::Transaction& tx) {
        if (!store::lock_untold_dormant(tx, account.id, unused_since)) return;
        store::mark_told_of_dormancy(tx, account.id, now);
        store::queue_mail(
            tx,
            {.reason = store::MailReason::dormancy,
             .typed = "",
             .account = account.id,
             .language = base::Language::fi,
             .detail = std::to_string(per_minute),
             .in_bulk = true},
            now);
    });
}

void close(
    store::Database& db, const store::Account& account, base::Instant unused_since, base::Instant erase_at,
    base::Instant now)
{
    store::in_transaction(db, [&](store::Transaction& tx) {
        if (!store::lock_told_dormant(tx, account.id, unused_since, now)) return;
        (void)close_in(
            tx, account, account.language.value_or(base::Language::fi), erase_at, now,
            {.kind = store::AuditKind::account_closed,
             .account = account.id,
             .client_network = "",
             .detail = std::string{closed_as_dormant},
             .reference = ""});
    });
}

} // namespace

void see_to_dormant_accounts(store::Database& db, const base::Settings& settings, base::Instant now)
{
    const auto& retention = settings.retention;
    if (retention.dormant_years == 0) return;
    store::forget_old_notices(db, at_once, now);
    const auto dormant = dormant_since(retention, now);
    for (const auto& account : store::list_told_dormant(db, dormant, at_once, now))
        close(db, account, dormant, now + settings.account.erase_after, now);
    const auto told = told_since(retention, now);
    for (const auto& account : store::list_untold_dormant(db, told, at_once)) tell(db, account, told, now);
}

bool is_to_be_told(
    store::Database& db, const base::RetentionSettings& retention, base::AccountId account, base::Instant now)
{
    return retention.dormant_years > 0 && store::is_dormant(db, account, told_since(retention, now));
}

} // namespace flow
