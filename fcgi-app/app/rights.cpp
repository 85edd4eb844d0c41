#include "app/rights.hpp"

#include "app/credentials.hpp"
#include "base/log.hpp"
#include "base/sanitizer.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <filesystem>
#include <netinet/in.h>

namespace app {
namespace {

namespace fs = std::filesystem;

constexpr std::uint16_t dns = 53;

/// Modules that libraries load late, certificates, time zones, the number of cores. Folders rather than
/// files: an update puts new files in the place of old ones, and the right to an old one is no right to the new one.
const std::vector<std::string> of_everyone{"/usr",     "/lib", "/lib64", "/etc/ssl", "/sys/devices/system/cpu",
                                           "/dev/null"};

#if defined(ASIOINTI_SANITIZED)
/// A finding names functions and lines, for which the program reads itself.
constexpr bool reads_itself = true;
#else
constexpr bool reads_itself = false;
#endif

bool is_beneath(const std::string& file, const std::string& folder)
{
    const auto relative = fs::path{file}.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

std::string folder_of(const std::string& file)
{
    return fs::path{file}.parent_path().string();
}

bool reaches(const pool::Rights& rights, const std::string& file)
{
    return std::ranges::any_of(rights.readable, [&](const auto& path) { return is_beneath(file, path); });
}

bool holds_secrets(const std::string& folder, const base::Settings& settings)
{
    return is_beneath(settings.secrets_file, folder) || is_beneath(settings.portal.signing_keys, folder);
}

/// The folder where the file is found and, for a link, the one where it really lies.
std::vector<std::string> folders_of(const std::string& file)
{
    std::error_code ignored;
    return {folder_of(fs::absolute(file)), folder_of(fs::weakly_canonical(file, ignored))};
}

/// A certificate may be replaced, so it comes with its folder, unless that is where secrets are; then a reload is needed.
void add_certificate(pool::Rights& rights, const std::string& file, const base::Settings& settings)
{
    if (file.empty()) return;
    for (const auto& folder : folders_of(file))
        rights.readable.push_back(holds_secrets(folder, settings) ? file : folder);
}

void add_host(pool::Rights& rights, const std::string& name, unsigned port)
{
    rights.network = true;
    rights.ports.push_back(static_cast<std::uint16_t>(port));
    in6_addr address{};
    if (::inet_pton(AF_INET, name.c_str(), &address) == 1 || ::inet_pton(AF_INET6, name.c_str(), &address) == 1) return;
    // resolv.conf and hosts may be replaced at any time, hence the whole folders.
    rights.readable.insert(rights.readable.end(), {"/etc", "/run/systemd/resolve", "/run/resolvconf"});
    rights.ports.push_back(dns);
}

pool::Rights rights_of_everyone()
{
    pool::Rights rights{.readable = of_everyone};
    if (reads_itself) rights.readable.emplace_back("/");
    return rights;
}

pool::Rights rights_at_database(const base::Settings& settings)
{
    auto rights = rights_of_everyone();
    rights.unix_sockets = true;
    for (const auto& host : settings.database.hosts)
        if (host.socket.empty()) add_host(rights, host.host, host.port);
    add_certificate(rights, settings.database.tls_ca, settings);
    return rights;
}

} // namespace

pool::Rights rights_of_pages(const base::Settings& settings)
{
    auto rights = rights_at_database(settings);
    const auto& announcement = settings.announcement_file;
    if (!announcement.empty())
        for (const auto& folder : folders_of(announcement)) rights.readable.push_back(folder);
    return rights;
}

pool::Rights rights_of_hashing()
{
    return rights_of_everyone();
}

pool::Rights rights_of_checks(const base::Settings& settings)
{
    return rights_at_database(settings);
}

pool::Rights rights_of_background(const base::Settings& settings)
{
    auto rights = rights_at_database(settings);
    // libcurl knows by itself what localhost is (RFC 6761).
    const auto& smtp = settings.mail.smtp_host;
    add_host(rights, smtp == "localhost" ? "127.0.0.1" : smtp, settings.mail.smtp_port);
    add_certificate(rights, settings.mail.tls_ca, settings);
    rights.threads = true; // libcurl looks up a name in a thread, so that its time limit holds
    return rights;
}

void tell_secrets_within_reach(const base::Settings& settings)
{
    const std::array kinds{rights_of_pages(settings), rights_of_checks(settings), rights_of_background(settings)};
    for (const auto& file : {settings.secrets_file, settings.portal.signing_keys}) {
        const bool is_handed_over = credential_or(file) != file;
        if (file.empty() || is_handed_over ||
            !std::ranges::any_of(kinds, [&](auto& kind) { return reaches(kind, file); }))
            continue;
        base::log(
            base::LogLevel::warning, "secrets_within_reach",
            {{"file", file},
             {"cause", "some processes must read other files in a folder above it"},
             {"remedy", "Let the service manager hand the secrets over: docs/confinement.md"}});
    }
}

} // namespace app
