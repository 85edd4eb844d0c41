#pragma once

#include "app/toml_reader.hpp"
#include "base/settings.hpp"

namespace app {

/// [portal]: the portal that learns from us who is signed in. After read_site(): its origins are return origins, too.
void read_portal(TomlReader& toml, base::Settings& settings);

} // namespace app
