#include "app/processes.hpp"
#include "doctor/examination.hpp"
#include "store/inspection.hpp"

#include <array>
#include <cstdlib>

/// The hosts, their clocks, and whether our users can sign in there.
namespace doctor {
namespace {

struct User {
    const std::string& name;
    const base::Credential& password;
    const char* key; ///< in the secrets file
};

std::array<User, 3> users_of(const base::DatabaseSettings& database)
{
    return {
        {{database.pages_user, database.pages_password, "pages_password"},
         {database.background_user, database.background_password, "background_password"},
         {database.admin_user, database.admin_password, "admin_password"}}};
}

const char* remedy_for(store::HostTrouble trouble)
{
    switch (trouble) {
    case store::HostTrouble::unreachable:
        return "Start it, or correct database.hosts.";
    case store::HostTrouble::unverified:
        return "Give the server TLS (ssl_cert and ssl_key) with a certificate that names this host as database.hosts "
               "does; database.tls_ca must hold the authority that signed it.";
    case store::HostTrouble::too_old:
        return "Upgrade it to MariaDB 10.6 or newer.";
    case store::HostTrouble::read_only:
        return "Switch read_only off on the host that is to be written to.";
    case store::HostTrouble::not_ready:
        return "Bring back the other nodes of its cluster, or wait until it has the data (docs/scaling.md).";
    case store::HostTrouble::refused:
        break;
    }
    return "Correct database.name, the user and its password in the secrets file, or run sql/grants.sql.";
}

/// A host that waits to take over may be read-only; that some host works is told by check_hosts().
Verdict judge(const std::string& host, const store::UnfitHost& unfit, bool another_works)
{
    if (another_works && unfit.trouble == store::HostTrouble::read_only) return fine(host + " stands by, read-only");
    const auto found = host + ": " + unfit.words;
    const auto* remedy = remedy_for(unfit.trouble);
    return another_works ? warning(found, remedy) : fault(found, remedy);
}

} // namespace

/// With one host that works, residents are served: the others are to be mended in peace.
void check_hosts(Patient& patient, const Tell& tell)
{
    const auto& database = patient.settings.database;
    std::vector<std::pair<std::string, store::UnfitHost>> unfit;
    for (const auto& host : database.hosts) {
        const auto trouble = store::examine_host(host, database, database.admin_user, database.admin_password);
        if (trouble) {
            unfit.emplace_back(host.text, *trouble);
            continue;
        }
        if (!patient.working_host) patient.working_host = host;
        tell("database host", fine(host.text + " can be reached, written to, and is new enough"));
    }
    for (const auto& [host, trouble] : unfit)
        tell("database host", judge(host, trouble, patient.working_host.has_value()));
}

/// Whether the talk is encrypted is asked of the server: settings alone have deceived before.
void check_encryption(Patient& patient, const Tell& tell)
{
    const auto session = patient.admin();
    const auto facts = store::server_facts(session->db);
    if (!facts.tls_cipher.empty()) return tell("encryption", fine(facts.tls_cipher + ", certificate verified"));
    if (!patient.working_host->socket.empty())
        return tell("encryption", fine("not needed on a socket of this machine"));
    tell(
        "encryption", fault(
                          "the connection to " + patient.working_host->text + " is in plain text",
                          "Name the authority of the server's certificate in database.tls_ca."));
}

/// Links and sessions end by the clock of this machine; what several machines write is compared.
void check_clock(Patient& patient, const Tell& tell)
{
    const auto session = patient.admin();
    const auto before = base::now();
    const auto facts = store::server_facts(session->db);
    const auto apart = std::abs((facts.now - before).count());
    const auto found = "the database's clock and this machine's are " + std::to_string(apart) + " s apart";
    constexpr const char* remedy = "Let both follow the same time server (chrony or systemd-timesyncd).";
    constexpr int noticeable_s = 5;
    constexpr int harmful_s = 60;
    if (apart >= harmful_s) return tell("clock", fault(found, remedy));
    tell("clock", apart >= noticeable_s ? warning(found, remedy) : fine(found));
}

void check_sign_ins(Patient& patient, const Tell& tell)
{
    if (!patient.working_host) throw NotLookedAt{"no database host works"};
    const auto& database = patient.settings.database;
    for (const auto& user : users_of(database)) {
        const auto unfit = store::examine_host(*patient.working_host, database, user.name, user.password);
        tell(
            "user " + user.name,
            unfit ? fault(
                        unfit->words, std::string{"Correct database."} + user.key +
                                          " in the secrets file, or set it anew with sql/grants.sql.")
                  : fine("can sign in"));
    }
}

/// A reload has both generations, and commands, the portal and whoever looks after the database want some, too.
void check_connections(Patient& patient, const Tell& tell)
{
    constexpr unsigned of_others = 20;
    const auto needed = 2 * app::count_with_connection(patient.settings.pool) + of_others;
    const auto session = patient.admin();
    const auto most = store::server_facts(session->db).most_connections;
    const auto found = "the server takes " + std::to_string(most) + " connections, and up to " +
                       std::to_string(needed) + " are wanted during a reload";
    if (most >= needed) return tell("connections", fine(found));
    tell(
        "connections", warning(
                           found, "Set max_connections of the server to " + std::to_string(needed) +
                                      " or more; twice that where two hosts use it (docs/scaling.md)."));
}

} // namespace doctor
