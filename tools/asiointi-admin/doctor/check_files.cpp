#include "app/announcements.hpp"
#include "app/credentials.hpp"
#include "app/processes.hpp"
#include "app/settings_faults.hpp"
#include "doctor/examination.hpp"
#include "doctor/shipped_files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <grp.h>
#include <pwd.h>

/// What this machine's files hold, and who may read or change them.
namespace doctor {
namespace {

std::string user_name(uid_t id)
{
    const auto* entry = ::getpwuid(id);
    return entry == nullptr ? std::to_string(id) : entry->pw_name;
}

std::string group_name(gid_t id)
{
    const auto* entry = ::getgrgid(id);
    return entry == nullptr ? std::to_string(id) : entry->gr_name;
}

std::string octal(mode_t mode)
{
    std::string digits;
    for (const unsigned shift : {9U, 6U, 3U, 0U}) digits += static_cast<char>('0' + ((mode >> shift) & 7U));
    return digits;
}

/// `refused`: rights that nobody may have.
Verdict judge_mode(const std::string& file, mode_t refused, const std::string& remedy)
{
    struct stat found {};
    if (::stat(file.c_str(), &found) != 0)
        return fault(file + ": " + std::strerror(errno), "Create it, or let asiointi-admin's user look at it.");
    const auto whose = user_name(found.st_uid) + ':' + group_name(found.st_gid) + ' ' + octal(found.st_mode & 07777);
    if ((found.st_mode & refused) != 0) return fault(file + " is " + whose, remedy + ' ' + file);
    if (found.st_uid != 0 && found.st_uid != ::geteuid())
        return warning(
            file + " belongs to " + user_name(found.st_uid) + ", who could change it",
            "Run: chown root " + file + " (the service's group may read it).");
    return fine(file + " is " + whose);
}

/// Whoever may write into the folder may put another file in the place of this one.
Verdict judge_folder(const std::string& folder)
{
    struct stat found {};
    const bool others_write = ::stat(folder.c_str(), &found) == 0 && (found.st_mode & 0002) != 0;
    if (!others_write) return fine(folder + " is closed to others' changes");
    return fault("everybody may replace files in " + folder, "Run: chmod o-w " + folder);
}

std::string missing_files(const std::string& folder)
{
    std::string missing;
    for (const auto* file : shipped_files())
        if (::access((folder + '/' + file).c_str(), R_OK) != 0)
            missing += (missing.empty() ? "" : ", ") + std::string{file};
    return missing;
}

std::string place_of(const app::SettingsFault& fault)
{
    return fault.file + (fault.line == 0 ? "" : ':' + std::to_string(fault.line));
}

std::string folder_of(const std::string& file)
{
    return std::filesystem::path{file}.parent_path().string();
}

} // namespace

void check_templates(Patient& patient, const Tell& tell)
{
    const auto& folder = patient.settings.template_directory;
    const auto remedy = "Install the files of this very version in " + folder + " (site.template_directory).";
    if (const auto missing = missing_files(folder); !missing.empty())
        return tell("templates and catalogues", fault("missing or unreadable: " + missing, remedy));
    try {
        (void)app::load(patient.settings.file);
        tell(
            "templates and catalogues",
            fine("pages, mails, word lists and three languages in " + folder + " fit together"));
    } catch (const app::SettingsFaults& faults) {
        for (const auto& each : faults.faults())
            tell("templates and catalogues", fault(each.file + ": " + each.what, each.remedy));
    } catch (const std::exception& failure) {
        tell("templates and catalogues", fault(failure.what(), remedy));
    }
}

void check_announcement(Patient& patient, const Tell& tell)
{
    std::vector<app::SettingsFault> faults;
    const auto& file = patient.settings.announcement_file;
    (void)app::read_announcement(file, faults);
    for (const auto& each : faults) tell("announcement", fault(place_of(each) + ": " + each.what, each.remedy));
    if (faults.empty())
        tell("announcement", fine(file.empty() ? "site.announcement_file names none" : file + " has no fault"));
}

void check_settings_file(Patient& patient, const Tell& tell)
{
    const auto& file = patient.settings.file;
    tell("settings file", judge_mode(file, 0022, "Run: chmod go-w"));
    tell("settings folder", judge_folder(folder_of(file)));
}

void check_secrets(Patient& patient, const Tell& tell)
{
    const auto& settings = patient.settings;
    tell("secrets", judge_mode(app::credential_or(settings.secrets_file), 0027, "Run: chmod 0640"));
    if (!settings.portal.signing_keys.empty())
        tell("signing keys", judge_mode(app::credential_or(settings.portal.signing_keys), 0027, "Run: chmod 0640"));
}

} // namespace doctor
