#include "app/constants.hpp"

namespace app {

std::array<base::Names, base::all_languages.size()> constants(const base::Settings& settings)
{
    auto all = settings.names;
    for (auto& names : all) {
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
    }
    return all;
}

} // namespace app
