#include "store/trail_log.hpp"

#include "base/log.hpp"
#include "store/trail.hpp"

namespace store {
namespace {

enum class Outcome { done, failed, refused };

Outcome outcome_of(AuditKind kind)
{
    switch (kind) {
    case AuditKind::sign_in_failed:
    case AuditKind::mail_bounced:
        return Outcome::failed;
    case AuditKind::sign_in_slowed:
    case AuditKind::account_import_refused:
    case AuditKind::access_refused:
    case AuditKind::form_refused:
    case AuditKind::link_refused:
        return Outcome::refused;
    default:
        return Outcome::done;
    }
}

std::string_view in_words(Outcome outcome)
{
    switch (outcome) {
    case Outcome::done:
        return "done";
    case Outcome::failed:
        return "failed";
    case Outcome::refused:
        return "refused";
    }
    return "unknown";
}

/// What somebody at a browser tried in vain is worth a look.
base::LogLevel level_of(const LoggedEvent& logged)
{
    const bool is_in_vain = outcome_of(logged.event.kind) != Outcome::done;
    return is_in_vain && !logged.event.client_network.empty() ? base::LogLevel::warning : base::LogLevel::info;
}

} // namespace

void log_events(const std::vector<LoggedEvent>& events)
{
    for (const auto& logged : events) {
        const auto& event = logged.event;
        base::log(
            level_of(logged), audit_name(event.kind),
            {{"kind", static_cast<int>(event.kind)},
             {"account", logged.account},
             {"network", event.client_network},
             {"outcome", in_words(outcome_of(event.kind))},
             {"detail", event.detail},
             {"actor", event.actor},
             {"unit", event.unit},
             {"count", logged.count}});
    }
}

} // namespace store
