#pragma once

#include "base/settings.hpp"

#include <optional>
#include <string>
#include <vector>

/// The few files of nginx that differ from place to place, filled in for one installation.
namespace setup {

struct Site {
    std::string host; ///< without a port
    std::string certificate;
    std::string certificate_key;
    bool has_ipv6 = true; ///< false: this machine cannot listen there, so nginx would not start
};

/// A file of nginx-conf/installation, with what is to be edited in it filled in. Throws std::runtime_error when a name holds "$",
/// which nginx cannot show.
[[nodiscard]] std::string filled_in(const std::string& text, const base::Settings& settings, const Site& site);

/// What /etc/nginx/conf.d/asiointipalvelu.conf holds. It stays valid when the package is removed.
///
/// is_default  true: unknown hosts are answered by us, too.
[[nodiscard]] std::string entry_file(bool is_default);

/// Files below this folder of nginx (conf.d, sites-enabled) that make a default server, ours left out.
[[nodiscard]] std::vector<std::string> default_servers(const std::string& nginx_folder);

[[nodiscard]] bool has_ipv6();

} // namespace setup
