#include "app/read_settings.hpp"

#include "app/credentials.hpp"
#include "app/read_portal.hpp"
#include "app/read_site.hpp"
#include "app/server_trust.hpp"
#include "app/toml_reader.hpp"
#include "auth/bounce_mark.hpp"
#include "auth/email_address.hpp"
#include "auth/key_life.hpp"
#include "auth/network.hpp"
#include "base/text.hpp"
#include "base/wiped_memory.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace app {
namespace {

namespace fs = std::filesystem;
using base::Settings;

void read_login(TomlReader& toml, base::LoginSettings& login)
{
    std::size_t step = 0;
    if (toml.choice("login.first_step", step, {"guide", "uniform"}))
        login.first_step = step == 0 ? base::FirstStep::guide : base::FirstStep::uniform;
    std::chrono::sys_days until;
    if (toml.day("login.guide_until", until)) login.guide_until = until;
}

void read_password(TomlReader& toml, base::PasswordSettings& password)
{
    toml.number("password.min_length", password.min_length, 8, 64);
    toml.number("password.max_length", password.max_length, 64, 1024);
    toml.real("password.min_guess_bits", password.min_guess_bits, 20, 80);
    toml.number("password.memory_mib", password.memory_mib, 19, 1024);
    toml.number("password.passes", password.passes, 2, 16);
    toml.texts("password.forbidden_words", password.forbidden_words);
}

void read_session_and_links(TomlReader& toml, Settings& settings)
{
    toml.duration("session.idle_minutes", settings.session.idle, 5, 1440);
    toml.duration("session.absolute_hours", settings.session.absolute, 1, 24);
    toml.duration("session.remembered_days", settings.session.remembered, 1, 30);
    toml.duration("account.erase_after_days", settings.account.erase_after, 1, 90);
    toml.duration("link.first_password_hours", settings.link.first_password, 1, 24);
    toml.duration("link.recovery_minutes", settings.link.recovery, 10, 1440);
    toml.duration("link.registration_hours", settings.link.registration, 1, 24);
    toml.duration("link.undo_email_change_days", settings.link.undo_email_change, 1, 30);
    // Whoever has taken an account over must not have it erased while its owner can still take it back.
    if (settings.account.erase_after < settings.link.undo_email_change)
        toml.fault(
            "account.erase_after_days", "is shorter than link.undo_email_change_days",
            "Write at least as many days as a change of address can be undone.");
    toml.number("link.live_at_once", settings.link.live_at_once, 1, 10);
}

/// Within the pause an earlier mail stands for the one that was asked for, so its link must outlive the pause.
void check_pause(TomlReader& toml, const Settings& settings)
{
    const auto& link = settings.link;
    const auto shortest = std::min<std::chrono::seconds>({link.first_password, link.recovery, link.registration});
    if (settings.mail.pause_between >= shortest)
        toml.fault(
            "mail.pause_between_s", "is as long as a mailed link is good",
            "Write less than link.recovery_minutes, link.first_password_hours and link.registration_hours.");
}

void read_keys_and_retention(TomlReader& toml, Settings& settings)
{
    toml.duration("keys.warn_after_days", settings.key.warn_after, 30, 3650);
    toml.duration("retention.trail_days", settings.retention.trail, 366, 3650);
    toml.duration("retention.requests_days", settings.retention.requests, 30, 3650);
    auto& dormant_years = settings.retention.dormant_years;
    if (toml.number("retention.dormant_years", dormant_years, 0, 20) && dormant_years == 1)
        toml.fault(
            "retention.dormant_years", "is too short for what people do once in two years",
            "Write 0 for never, or 2 to 20.");
}

void read_staff(TomlReader& toml, base::StaffSettings& staff)
{
    toml.text("staff.unit", staff.unit);
    if (toml.texts("staff.networks", staff.networks) && !std::ranges::all_of(staff.networks, auth::is_network))
        toml.fault(
            "staff.networks", "holds something that is no network", R"(Write "10.20.0.0/16" or "2001:db8:20::/48".)");
    toml.duration("staff.idle_minutes", staff.idle, 5, 15);
    toml.number("staff.role_months", staff.role_months, 1, 12);
}

/// Others would be found only when the first mail is to leave.
bool is_sender(const std::string& address)
{
    const auto parsed = auth::parse_email_address(address);
    return parsed && parsed->key == base::ascii_lower(address);
}

void read_mail(TomlReader& toml, base::MailSettings& mail)
{
    toml.text("mail.smtp_host", mail.smtp_host);
    toml.number("mail.smtp_port", mail.smtp_port, 1, 65535);
    std::size_t starttls = 0;
    if (toml.choice("mail.starttls", starttls, {"required", "off"}))
        mail.starttls = starttls == 0 ? base::StartTls::required : base::StartTls::off;
    check_mail_is_private(toml, mail);
    toml.text("mail.tls_ca", mail.tls_ca);
    check_authority(toml, "mail.tls_ca", mail.tls_ca);
    toml.text("mail.user", mail.user);
    if (!mail.user.empty() && mail.starttls == base::StartTls::off)
        toml.fault(
            "mail.user", "would send its password in plain text", R"(Set starttls = "required", or remove user.)");
    const bool has_from = toml.text("mail.from_address", mail.from_address);
    toml.require("mail.from_address", has_from, "Add the address that mails come from.");
    if (has_from && !is_sender(mail.from_address))
        toml.fault("mail.from_address", "is no e-mail address in ASCII", "Write NAME@DOMAIN, and the domain as xn--….");
    if (toml.text("mail.bounce_address", mail.bounce_address) && !auth::takes_bounce_mark(mail.bounce_address))
        toml.fault(
            "mail.bounce_address", "is no address to which a mark can be added",
            R"(Write NAME@DOMAIN with a NAME of at most 26 characters and without "+".)");
    toml.duration("mail.timeout_s", mail.timeout, 1, 300);
    toml.number("mail.per_address_and_day", mail.per_address_and_day, 3, 100);
    toml.duration("mail.pause_between_s", mail.pause_between, 0, 3600);
    toml.duration("mail.give_up_after_h", mail.give_up_after, 1, 168);
}

std::optional<base::DatabaseHost> parse_host(const std::string& text)
{
    if (text.starts_with("unix:/")) return base::DatabaseHost{text, text.substr(5), "", 0};
    const auto colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0) return std::nullopt;
    base::DatabaseHost host{text, "", text.substr(0, colon), 0};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, host.port);
    if (error != std::errc{} || stop != end || host.port == 0 || host.port > 65535) return std::nullopt;
    return host;
}

void read_database(TomlReader& toml, base::DatabaseSettings& database)
{
    std::vector<std::string> hosts;
    const bool has_hosts = toml.texts("database.hosts", hosts) && !hosts.empty();
    toml.require("database.hosts", has_hosts, R"(Add hosts = ["unix:/run/mysqld/mysqld.sock"] or ["HOST:3306"].)");
    for (const auto& text : hosts) {
        if (auto host = parse_host(text))
            database.hosts.push_back(*std::move(host));
        else
            toml.fault("database.hosts", "\"" + text + "\" is no host", "Write unix:/PATH or HOST:PORT.");
    }
    toml.text("database.name", database.name);
    toml.text("database.pages_user", database.pages_user);
    toml.text("database.background_user", database.background_user);
    toml.text("database.admin_user", database.admin_user);
    toml.text("database.tls_ca", database.tls_ca);
    const bool networked = std::ranges::any_of(database.hosts, [](const auto& host) { return host.socket.empty(); });
    if (networked && database.tls_ca.empty())
        toml.fault(
            "database.tls_ca", "is missing for a host that is reached over a network",
            "Name the PEM file of the authority that signed the database's certificate (R-158).");
    check_authority(toml, "database.tls_ca", database.tls_ca);
    toml.duration("database.connect_timeout_s", database.connect_timeout, 1, 60);
    toml.duration("database.query_timeout_s", database.query_timeout, 1, 60);
}

/// "…/check.sock" in the folder of the pages socket.
std::string check_socket_beside(const std::string& pages_socket)
{
    return pages_socket.substr(0, pages_socket.rfind('/') + 1) + "check.sock";
}

void read_pool(TomlReader& toml, base::PoolSettings& pool)
{
    toml.text("pool.pages_socket", pool.pages_socket);
    pool.check_socket = check_socket_beside(pool.pages_socket);
    toml.text("pool.check_socket", pool.check_socket);
    toml.number("pool.check_workers", pool.check_workers, 0, 512);
    toml.text("pool.socket_group", pool.socket_group);
    toml.number("pool.pages_workers", pool.pages_workers, 0, 512);
    toml.number("pool.hashing_slots", pool.hashing_slots, 0, 64);
    toml.duration("pool.request_timeout_s", pool.request_timeout, 2, 300);
    toml.duration("pool.stop_timeout_s", pool.stop_timeout, 1, 300);
    toml.number("pool.requests_per_worker", pool.requests_per_worker, 1000, 100'000'000);
}

void read_import(TomlReader& toml, base::ImportSettings& importing)
{
    toml.flag("import.password_hashes", importing.password_hashes);
    const bool has_end = toml.day("import.password_hashes_until", importing.password_hashes_until);
    toml.require(
        "import.password_hashes_until", has_end || !importing.password_hashes,
        "Add the last day on which a password of the old portal lets its owner in, \"2027-12-31\".");
}

template <class Secret>
void read_secret(TomlReader& toml, std::string_view key, Secret& secret)
{
    std::string text;
    if (toml.text(key, text)) secret = Secret{std::move(text)};
}

/// The entries of a list of keys; a fault for anything in it that is none.
std::vector<auth::KeyEntry> read_key_list(TomlReader& toml, std::string_view key)
{
    std::vector<std::string> texts;
    std::vector<auth::KeyEntry> entries;
    toml.texts(key, texts);
    for (const auto& text : texts) {
        if (auto entry = auth::parse_key_entry(text))
            entries.push_back(*std::move(entry));
        else
            toml.fault(
                key, "holds something that is not 32 bytes in base64, with the days of its life or without",
                "Make one with: openssl rand -base64 32");
    }
    return entries;
}

/// The last of those that verify is the oldest; without any it is the current one.
base::Key counting_key(const std::vector<auth::KeyEntry>& entries, const base::KeyRing& ring)
{
    auto oldest = ring.current.value_or(base::Key{});
    const auto states = auth::states_of(entries);
    for (std::size_t i = 0; i < entries.size(); ++i)
        if (states[i] == auth::KeyState::verifying) oldest = entries[i].key;
    return oldest;
}

void read_keys(TomlReader& toml, Settings& settings)
{
    const auto entries = read_key_list(toml, "keys");
    auto ring = auth::ring_of(entries);
    toml.require("keys", ring.current.has_value(), "Add keys = [\"…\"] with the output of: openssl rand -base64 32");
    settings.counting_key = counting_key(entries, ring);
    settings.keys = std::move(ring.accepted);
    settings.password.pepper = auth::ring_of(read_key_list(toml, "password.pepper"));
}

bool is_private(const std::string& file)
{
    struct stat status {};
    return ::stat(file.c_str(), &status) == 0 && (status.st_mode & 0027) == 0;
}

void read_all_secrets(TomlReader& toml, Settings& settings)
{
    read_keys(toml, settings);
    read_secret(toml, "database.pages_password", settings.database.pages_password);
    read_secret(toml, "database.background_password", settings.database.background_password);
    read_secret(toml, "database.admin_password", settings.database.admin_password);
    read_secret(toml, "mail.password", settings.mail.password);
}

void read_secrets(const std::string& file, Settings& settings, std::vector<SettingsFault>& faults)
{
    TomlReader toml{file, faults};
    if (toml.is_loaded() && !is_private(file))
        faults.push_back({file, 0, "others may read or change this file", "Run: chmod 0640 " + file});
    read_all_secrets(toml, settings);
    toml.refuse_unknown_keys();
}

/// All but the secrets themselves.
void read_all(TomlReader& toml, Settings& settings)
{
    read_site(toml, settings);
    read_names(toml, settings);
    read_look(toml, settings.look);
    read_statements(toml, settings);
    read_login(toml, settings.login);
    read_password(toml, settings.password);
    read_session_and_links(toml, settings);
    read_mail(toml, settings.mail);
    check_pause(toml, settings);
    read_database(toml, settings.database);
    read_pool(toml, settings.pool);
    read_import(toml, settings.importing);
    std::string secrets = "secrets.toml";
    toml.text("secrets", secrets);
    settings.secrets_file = beside(settings.file, secrets);
    read_portal(toml, settings);
    read_staff(toml, settings.staff);
    read_keys_and_retention(toml, settings);
}

} // namespace

base::Settings read_settings(const std::string& file)
{
    const base::WipedMemory wiped; // the parser keeps copies of the secrets
    std::vector<SettingsFault> faults;
    Settings settings;
    settings.file = fs::absolute(file).string();
    TomlReader toml{settings.file, faults};
    if (!toml.is_loaded()) throw SettingsFaults{std::move(faults)};
    read_all(toml, settings);
    toml.refuse_unknown_keys();
    read_secrets(credential_or(settings.secrets_file), settings, faults);

    if (!faults.empty()) throw SettingsFaults{std::move(faults)};
    return settings;
}

KnownSettings known_settings()
{
    KnownSettings known;
    Settings settings;
    TomlReader toml{known.settings};
    read_all(toml, settings);
    TomlReader secrets{known.secrets};
    read_all_secrets(secrets, settings);
    return known;
}

} // namespace app
