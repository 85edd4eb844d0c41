#pragma once

#include <string>

namespace support {

/// A file of the source tree, or of the build. Only places.cpp knows where these are, so that all other files compile to the
/// same objects in every checkout, and ccache has them.
[[nodiscard]] std::string source(const std::string& path);
[[nodiscard]] std::string built(const std::string& path);

} // namespace support
