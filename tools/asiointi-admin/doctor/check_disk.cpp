#include "doctor/examination.hpp"
#include "store/inspection.hpp"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <filesystem>
#include <set>

namespace doctor {
namespace {

constexpr std::uint64_t mib = std::uint64_t{1024} * 1024;

std::string folder_of(const std::string& file)
{
    return std::filesystem::path{file}.parent_path().string();
}

Verdict judge_space(const std::string& folder, const struct statvfs& space, std::uint64_t least)
{
    const auto free = space.f_bavail * space.f_frsize / mib;
    const auto found = std::to_string(free) + " MiB free in " + folder;
    if (free < least / 4) return fault(found, "Make room there; logs and databases stop when it is full.");
    if (free < least) return warning(found, "Make room there before it is full.");
    if (space.f_files != 0 && space.f_favail * 100 < space.f_files)
        return warning("fewer than 1 % of the inodes are free in " + folder, "Remove small files there.");
    return fine(found);
}

/// Where the database keeps its files, when that is on this machine and known.
std::string database_folder(const Patient& patient)
{
    if (!patient.working_host || patient.working_host->socket.empty()) return "";
    try {
        return store::server_facts(patient.admin()->db).data_directory;
    } catch (const std::runtime_error&) {
        return ""; // another check tells of that
    }
}

} // namespace

/// Folders of one file system are told once.
void check_disk(Patient& patient, const Tell& tell)
{
    std::set<dev_t> seen;
    const auto& settings = patient.settings;
    for (const auto& folder :
         {folder_of(settings.file), settings.template_directory, folder_of(settings.pool.pages_socket),
          database_folder(patient), std::string{"/var/log"}, std::string{"/tmp"}}) {
        struct stat place {};
        struct statvfs space {};
        if (::stat(folder.c_str(), &place) != 0 || !seen.insert(place.st_dev).second) continue;
        if (::statvfs(folder.c_str(), &space) == 0)
            tell("disk space", judge_space(folder, space, patient.options.least_free_mib));
    }
}

} // namespace doctor
