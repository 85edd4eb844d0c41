#include "shell.hpp"

#include "app/read_settings.hpp"

namespace admin {

base::Settings Shell::settings() const
{
    return app::read_settings(config);
}

Connection::Connection(const base::DatabaseSettings& settings)
    : db{settings, settings.admin_user, settings.admin_password, down_until_ms}
{
}

} // namespace admin
