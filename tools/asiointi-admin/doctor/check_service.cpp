#include "doctor/examination.hpp"
#include "doctor/fastcgi.hpp"
#include "probe/report.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <grp.h>

/// The pool of processes: the sockets that it listens on, and whether somebody answers there.
namespace doctor {
namespace {

constexpr std::chrono::seconds patience{5};
constexpr gid_t mapped_to_nobody = 65534; // every other group, as a unit with PrivateUsers= sees it
constexpr const char* start_it = "Start the service (asiointi-fcgi), and look at its log.";

/// Whoever may connect could send requests past nginx, with headers of their own.
Verdict judge_socket(const std::string& path, const std::string& group)
{
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return fault(path + ": " + std::strerror(errno), start_it);
    if (!S_ISSOCK(found.st_mode)) return fault(path + " is no socket", "Remove it and start the service anew.");
    if ((found.st_mode & 0007) != 0)
        return fault("everybody may connect to " + path, "Run: chmod o= " + path + ", and see who opens it.");
    if (group.empty()) return fine(path + " is its owner's");
    const auto* entry = ::getgrnam(group.c_str());
    if (entry == nullptr) return fault("there is no group " + group, "Correct pool.socket_group.");
    if (found.st_gid == mapped_to_nobody && entry->gr_gid != mapped_to_nobody)
        return {
            Outcome::skipped,
            "the group of " + path + " cannot be seen from this unit; as root: asiointi-admin doctor"};
    if (entry->gr_gid != found.st_gid || (found.st_mode & 0060) != 0060)
        return fault(
            "the group " + group + " may not connect to " + path,
            "Restart the service, which sets it so; under systemd write SocketGroup=" + group +
                " into both sockets (nginx-conf/README.md).");
    return fine(path + " is for the group " + group);
}

FastcgiParameters request(const std::string& path)
{
    return {{"REQUEST_METHOD", "GET"},       {"REQUEST_URI", path},
            {"SCRIPT_NAME", path},           {"QUERY_STRING", ""},
            {"REMOTE_ADDR", "127.0.0.1"},    {"SERVER_PROTOCOL", "HTTP/1.1"},
            {"GATEWAY_INTERFACE", "CGI/1.1"}};
}

/// What /readyz says.
Verdict judge_ready(const FastcgiAnswer& answer)
{
    if (answer.status == 200) return fine("answer, and are ready");
    if (answer.status == 503)
        return fault(
            "answer, but are not ready: " + probe::printable(answer.body.substr(0, answer.body.find('\n'))),
            "Mend that first; a restart is of no use.");
    if (answer.status != 0) return fault("answer " + std::to_string(answer.status), start_it);
    return fault(answer.failure, start_it);
}

/// What /auth/check says to somebody without a session.
Verdict judge_check(const FastcgiAnswer& answer)
{
    if (answer.status == 401) return fine("answer");
    if (answer.status != 0) return fault("answer " + std::to_string(answer.status) + " in place of 401", start_it);
    return fault(answer.failure, start_it);
}

} // namespace

void check_sockets(Patient& patient, const Tell& tell)
{
    const auto& pool = patient.settings.pool;
    tell("pages socket", judge_socket(pool.pages_socket, pool.socket_group));
    tell("check socket", judge_socket(pool.check_socket, pool.socket_group));
}

void check_workers(Patient& patient, const Tell& tell)
{
    const auto& pool = patient.settings.pool;
    tell("pages workers", judge_ready(ask_fastcgi(pool.pages_socket, request("/readyz"), patience)));
    tell("check workers", judge_check(ask_fastcgi(pool.check_socket, request("/auth/check"), patience)));
}

} // namespace doctor
