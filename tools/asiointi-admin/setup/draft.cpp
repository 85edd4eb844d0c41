#include "setup/draft.hpp"

#include "app/read_settings.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>

namespace setup {
namespace {

constexpr const char* settings_name = "asiointipalvelu.toml";
constexpr const char* secrets_name = "secrets.toml";

} // namespace

Draft::Draft()
{
    auto pattern = (std::filesystem::temp_directory_path() / "asiointi-setup-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::system_error{errno, std::generic_category(), pattern};
    folder_ = pattern;
}

Draft::~Draft()
{
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

/// The secrets lie beside the draft, wherever those of the installation will be.
void Draft::write(const Answers& answers, const app::Content& secrets) const
{
    auto drafted = answers;
    drafted.set("secrets", std::string{secrets_name});
    std::ofstream{folder_ / settings_name} << drafted.settings_toml();
    app::replace_secret_file((folder_ / secrets_name).string(), secrets, folder_.string());
}

std::vector<app::SettingsFault> Draft::faults(const std::string& file) const
{
    try {
        (void)settings();
        return {};
    } catch (const app::SettingsFaults& found) {
        auto faults = found.faults();
        for (auto& each : faults)
            if (each.file.starts_with(folder_.string())) each = {file, 0, each.what, each.remedy};
        return faults;
    }
}

base::Settings Draft::settings() const
{
    return app::read_settings((folder_ / settings_name).string());
}

} // namespace setup
