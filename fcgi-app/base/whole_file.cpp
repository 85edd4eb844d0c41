#include "base/whole_file.hpp"

#include "base/descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace base {

std::optional<std::string> whole_file(const std::string& file)
{
    const Descriptor open{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    struct stat found {};
    if (open.get() < 0 || ::fstat(open.get(), &found) != 0 || !S_ISREG(found.st_mode)) return std::nullopt;
    std::string content(static_cast<std::size_t>(found.st_size), '\0');
    if (::read(open.get(), content.data(), content.size()) != found.st_size) return std::nullopt;
    return content;
}

} // namespace base
