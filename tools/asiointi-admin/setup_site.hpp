#pragma once

#include "base/settings.hpp"
#include "setup/answers.hpp"

#include <string>

/// What `asiointi-admin setup` does on the machine besides writing the settings: nginx's files, and the start of the service.
namespace admin {

struct NginxPlaces {
    std::string nginx = "/etc/nginx";                         ///< --nginx
    std::string shipped = "/usr/share/asiointipalvelu/nginx"; ///< --nginx-files: with installation.example
    std::string own;                                          ///< of this installation: "/etc/asiointipalvelu/nginx"
    bool keeps_example = false; ///< --keep-example-site: Debian's, which answers for unknown hosts
};

/// True when nginx and our files for it are on this machine.
[[nodiscard]] bool has_nginx(const NginxPlaces& places);

/// Writes the installation's files that are not there yet, and makes nginx include ours. Says on standard output what it did.
/// Throws std::system_error.
void set_up_nginx(const NginxPlaces& places, const base::Settings& settings, const setup::Answers& answers);

/// Starts the units at once and at every start of the machine, when systemd runs this machine and has them. False: it does
/// not, or has none, and somebody else must start the service.
[[nodiscard]] bool start_service();

} // namespace admin
