#include "support/places.hpp"

namespace support {

std::string source(const std::string& path)
{
    return ASIOINTI_SOURCE_DIR "/" + path;
}

std::string built(const std::string& path)
{
    return ASIOINTI_BUILD_DIR "/" + path;
}

} // namespace support
