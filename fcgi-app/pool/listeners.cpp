#include "pool/listeners.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace pool {
namespace {

namespace fs = std::filesystem;

/// __SO_ACCEPTCON, as the kernel prints it.
constexpr std::string_view listening = "00010000";

/// The path of a line of /proc/net/unix (proc(5)) whose socket listens; "" of any other.
std::string path_of_listener(const std::string& line)
{
    std::istringstream fields{line};
    std::string number, references, protocol, flags, type, state, inode, path;
    fields >> number >> references >> protocol >> flags >> type >> state >> inode >> std::ws;
    std::getline(fields, path);
    return flags == listening ? path : "";
}

} // namespace

bool somebody_listens_on(const std::string& path)
{
    std::error_code unknown; // then nobody listens there under another name
    const auto real_path = fs::weakly_canonical(path, unknown).string();
    std::ifstream list{"/proc/net/unix"};
    for (std::string line; std::getline(list, line);) {
        const auto found = path_of_listener(line);
        if (!found.empty() && (found == path || found == real_path)) return true;
    }
    return false;
}

} // namespace pool
