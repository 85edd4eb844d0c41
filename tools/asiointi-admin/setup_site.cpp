#include "setup_site.hpp"

#include "base/whole_file.hpp"
#include "new_file.hpp"
#include "setup/questions.hpp"
#include "setup/web_server.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <stdexcept>

namespace admin {
namespace {

namespace fs = std::filesystem;

constexpr mode_t for_all_to_read = 0644;
constexpr const char* unit_file = "/usr/lib/systemd/system/asiointipalvelu.service";

fs::path examples_of(const NginxPlaces& places)
{
    return fs::path{places.shipped} / "installation.example";
}

void write_file(const fs::path& file, const std::string& text)
{
    NewFile fresh{file.string(), for_all_to_read};
    fresh.write(text);
    fresh.keep();
}

void write_installation(const NginxPlaces& places, const base::Settings& settings, const setup::Site& site)
{
    fs::create_directories(places.own);
    for (const auto& entry : fs::directory_iterator{examples_of(places)}) {
        const auto file = fs::path{places.own} / entry.path().filename();
        if (fs::exists(file)) continue;
        const auto text = base::whole_file(entry.path().string());
        if (!text) throw std::runtime_error{"cannot read " + entry.path().string()};
        write_file(file, setup::filled_in(*text, settings, site));
    }
    std::cout << "nginx: what is this site's own is in " << places.own << '\n';
}

/// Debian's example is a link, so nothing is lost when it goes.
void take_example_out_of_use(const NginxPlaces& places)
{
    const auto example = fs::path{places.nginx} / "sites-enabled/default";
    if (places.keeps_example || !fs::is_symlink(example)) return;
    fs::remove(example);
    std::cout << "nginx: Debian's example site is out of use (" << example.string() << " is removed)\n";
}

} // namespace

bool has_nginx(const NginxPlaces& places)
{
    return fs::is_directory(fs::path{places.nginx} / "conf.d") && fs::is_directory(examples_of(places));
}

void set_up_nginx(const NginxPlaces& places, const base::Settings& settings, const setup::Answers& answers)
{
    const setup::Site site{
        setup::host_of(answers), answers.text("setup.certificate"), answers.text("setup.certificate_key"),
        setup::has_ipv6()};
    write_installation(places, settings, site);
    for (const auto& file : {site.certificate, site.certificate_key})
        if (!fs::exists(file)) std::cout << "nginx: there is no " << file << " yet; nginx starts only when there is\n";
    take_example_out_of_use(places);
    const auto others = setup::default_servers(places.nginx);
    for (const auto& each : others) std::cout << "nginx: " << each << " answers for unknown hosts\n";
    write_file(fs::path{places.nginx} / "conf.d/asiointipalvelu.conf", setup::entry_file(others.empty()));
}

bool start_service()
{
    if (::access("/run/systemd/system", F_OK) != 0 || ::access(unit_file, F_OK) != 0) return false;
    const char* const words[] = {
        "systemctl",
        "enable",
        "--quiet",
        "--now",
        "asiointipalvelu-pages.socket",
        "asiointipalvelu-check.socket",
        "asiointipalvelu.service",
        "asiointipalvelu-doctor.timer",
        nullptr};
    pid_t child = 0;
    int status = 0;
    const bool has_run = ::posix_spawnp(&child, words[0], nullptr, nullptr, const_cast<char**>(words), environ) == 0 &&
                         ::waitpid(child, &status, 0) == child;
    if (has_run && WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
    throw std::runtime_error{"the service does not start; see: journalctl -u asiointipalvelu"};
}

} // namespace admin
