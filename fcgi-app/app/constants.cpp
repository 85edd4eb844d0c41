#include "app/constants.hpp"

#include "auth/throttle.hpp"
#include "store/dormancy.hpp"
#include "store/purge.hpp"
#include "view/texts.hpp"

namespace app {

std::array<base::Names, base::all_languages.size()> constants(const base::Settings& settings)
{
    auto all = settings.names;
    for (const auto language : base::all_languages) {
        auto& names = all[static_cast<std::size_t>(language)];
        names["sender"] = settings.mail.from_address;
        names["base_url"] = settings.base_url;
        names["first_password_hours"] = std::to_string(settings.link.first_password.count());
        names["recovery_minutes"] = std::to_string(settings.link.recovery.count());
        names["registration_hours"] = std::to_string(settings.link.registration.count());
        names["remembered_days"] = std::to_string(settings.session.remembered.count());
        names["idle_minutes"] = std::to_string(settings.session.idle.count());
        names["absolute_hours"] = std::to_string(settings.session.absolute.count());
        names["erase_after_days"] = std::to_string(settings.account.erase_after.count());
        names["min_length"] = std::to_string(settings.password.min_length);
        names["max_length"] = std::to_string(settings.password.max_length);
        names["mails_kept_days"] = std::to_string(store::mails_kept.count());
        names["links_kept_days"] = std::to_string(store::links_kept.count());
        names["failures_kept_days"] = std::to_string(auth::failure_memory.count());
        names["undo_days"] = std::to_string(settings.link.undo_email_change.count());
        names["requests_days"] = std::to_string(settings.retention.requests.count());
        names["trail_days"] = std::to_string(settings.retention.trail.count());
        names["dormant_years"] = std::to_string(settings.retention.dormant_years);
        names["dormancy_notice_days"] = std::to_string(store::dormancy_notice.count());
        names["logs_kept_days"] = std::to_string(settings.statements.logs_kept.count());
        names["statement_date"] = view::local_date(language, settings.statements.updated);
        names["evaluation_date"] = view::local_date(language, settings.statements.evaluated);
    }
    return all;
}

} // namespace app
