#pragma once

#include "base/settings.hpp"
#include "base/time.hpp"
#include "probe/finding.hpp"
#include "probe/http.hpp"
#include "store/database.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

/// What `asiointi-admin doctor` looks at. Nothing here changes anything, prints a secret, or waits without a limit.
namespace doctor {

using probe::Outcome;
using probe::Verdict;

/// From the command line.
struct Options {
    std::string sql_directory = "/usr/share/asiointipalvelu/sql"; ///< of the migrations and grants.sql
    std::string name_server;                                      ///< "ADDRESS:PORT"; empty: the system's own
    std::string mail_to;                                          ///< recipient of the rehearsal; empty: our own sender
    unsigned least_free_mib = 512;
    unsigned plain_http = 0;     ///< port of plain http where base_url has a port of its own; 0: 80
    probe::ClientOptions client; ///< how base_url is reached
};

/// What a check needs cannot be had, which another line says already: it is not looked at, and no fault of its own.
class NotLookedAt : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The way to the database for one user: to the host that check_hosts() has found to work.
struct Session {
    Session(const base::DatabaseSettings& settings, const std::string& user, const base::Credential& password);
    std::atomic<std::int64_t> down_until_ms{0};
    store::Database db;
};

/// The installation in hand, and what is known of it so far.
struct Patient {
    const base::Settings& settings;
    const Options& options;
    base::Instant now;
    std::optional<base::DatabaseHost> working_host{};

    /// Throws NotLookedAt as long as no host works, or when this user cannot sign in there.
    [[nodiscard]] std::unique_ptr<Session> session_of(const std::string& user, const base::Credential& password) const;
    [[nodiscard]] std::unique_ptr<Session> admin() const;
};

/// Takes one line of the report: what was looked at, and what was found.
using Tell = std::function<void(const std::string& subject, const Verdict& verdict)>;

/// One look at one matter. It tells at least one line; what it throws becomes a line, too, and ends no other check.
struct Check {
    const char* area;    ///< stands for the matters that belong together
    const char* subject; ///< named when the check itself breaks
    void (*look)(Patient& patient, const Tell& tell);
};

/// Makes all checks, in the order of the table.
void examine(Patient& patient, const probe::Sink& sink);

// The checks: each group in the file of its name. examination.cpp has the one table of them.
void check_templates(Patient& patient, const Tell& tell);
void check_announcement(Patient& patient, const Tell& tell);
void check_secrets(Patient& patient, const Tell& tell);
void check_settings_file(Patient& patient, const Tell& tell);
void check_guide_until(Patient& patient, const Tell& tell);
void check_statement(Patient& patient, const Tell& tell);
void check_keys(Patient& patient, const Tell& tell);
void check_hosts(Patient& patient, const Tell& tell);
void check_encryption(Patient& patient, const Tell& tell);
void check_clock(Patient& patient, const Tell& tell);
void check_sign_ins(Patient& patient, const Tell& tell);
void check_connections(Patient& patient, const Tell& tell);
void check_rights(Patient& patient, const Tell& tell);
void check_migrations(Patient& patient, const Tell& tell);
void check_portal_views(Patient& patient, const Tell& tell);
void check_newcomers(Patient& patient, const Tell& tell);
void check_outbox(Patient& patient, const Tell& tell);
void check_dead_letters(Patient& patient, const Tell& tell);
void check_mail_server(Patient& patient, const Tell& tell);
void check_spf(Patient& patient, const Tell& tell);
void check_dmarc(Patient& patient, const Tell& tell);
void check_alignment(Patient& patient, const Tell& tell);
void check_sockets(Patient& patient, const Tell& tell);
void check_workers(Patient& patient, const Tell& tell);
void check_page(Patient& patient, const Tell& tell);
void check_certificate(Patient& patient, const Tell& tell);
void check_plain_http(Patient& patient, const Tell& tell);
void check_inner_paths(Patient& patient, const Tell& tell);
void check_portal_host(Patient& patient, const Tell& tell);
void check_disk(Patient& patient, const Tell& tell);

// Short forms for the checks.
[[nodiscard]] Verdict fine(std::string found);
[[nodiscard]] Verdict warning(std::string found, std::string remedy);
[[nodiscard]] Verdict fault(std::string found, std::string remedy);

} // namespace doctor
