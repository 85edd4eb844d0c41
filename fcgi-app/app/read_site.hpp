#pragma once

#include "app/toml_reader.hpp"
#include "base/settings.hpp"

/// The parts of the configuration that say whose service this is and what it looks like.
namespace app {

/// A path of the configuration: relative ones begin where its file is.
[[nodiscard]] std::string beside(const std::string& file, const std::string& path);

/// True for "https://HOST" (or http), with a port where it is not the default, and nothing behind it.
[[nodiscard]] bool is_origin(std::string_view text);

void read_site(TomlReader& toml, base::Settings& settings);
void read_names(TomlReader& toml, base::Settings& settings);
void read_look(TomlReader& toml, base::LookSettings& look);
/// After read_names(): an evaluation by others needs their name.
void read_statements(TomlReader& toml, base::Settings& settings);

} // namespace app
