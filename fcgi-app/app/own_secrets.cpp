#include "app/own_secrets.hpp"

namespace app {

void keep_secrets_of_pages(base::Settings& settings)
{
    settings.database.background_password = {};
    settings.database.admin_password = {};
    settings.mail.password = {};
}

void keep_secrets_of_checks(base::Settings& settings)
{
    keep_secrets_of_pages(settings);
    settings.keys.clear();
    settings.counting_key = {};
    settings.password.pepper = {};
}

void keep_secrets_of_background(base::Settings& settings)
{
    settings.database.pages_password = {};
    settings.database.admin_password = {};
    settings.password.pepper = {};
}

void forget_secrets(base::Settings& settings)
{
    keep_secrets_of_checks(settings);
    keep_secrets_of_background(settings);
}

} // namespace app
