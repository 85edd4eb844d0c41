#include "doctor/examination.hpp"

#include <array>

namespace doctor {
namespace {

/// Everything that is looked at. What others depend on comes first.
constexpr std::array checks{
    Check{"files", "templates and catalogues", check_templates},
    Check{"files", "announcement", check_announcement},
    Check{"files", "settings file", check_settings_file},
    Check{"files", "secrets", check_secrets},
    Check{"dates", "login.guide_until", check_guide_until},
    Check{"dates", "statements.updated", check_statement},
    Check{"dates", "keys", check_keys},
    Check{"database", "hosts", check_hosts},
    Check{"database", "encryption", check_encryption},
    Check{"database", "clock", check_clock},
    Check{"database", "users", check_sign_ins},
    Check{"database", "connections", check_connections},
    Check{"database", "migrations", check_migrations},
    Check{"database", "rights", check_rights},
    Check{"database", "portal's views", check_portal_views},
    Check{"database", "newcomers", check_newcomers},
    Check{"mail", "outbox", check_outbox},
    Check{"mail", "dead letters", check_dead_letters},
    Check{"mail", "mail server", check_mail_server},
    Check{"mail", "SPF", check_spf},
    Check{"mail", "DMARC", check_dmarc},
    Check{"mail", "From alignment", check_alignment},
    Check{"service", "sockets", check_sockets},
    Check{"service", "workers", check_workers},
    Check{"service", "disk space", check_disk},
    Check{"web", "login page", check_page},
    Check{"web", "certificate", check_certificate},
    Check{"web", "plain http", check_plain_http},
    Check{"web", "inner paths", check_inner_paths},
    Check{"web", "portal", check_portal_host},
};

void make(const Check& check, Patient& patient, const probe::Sink& sink)
{
    const Tell tell = [&](const std::string& subject, const Verdict& verdict) {
        sink({check.area, subject, verdict.outcome, verdict.found, verdict.remedy});
    };
    try {
        check.look(patient, tell);
    } catch (const NotLookedAt& reason) {
        tell(check.subject, {Outcome::skipped, reason.what()});
    } catch (const std::exception& failure) {
        tell(check.subject, fault(failure.what(), "Find out why this cannot even be looked at."));
    }
}

} // namespace

Session::Session(const base::DatabaseSettings& settings, const std::string& user, const base::Credential& password)
    : db{settings, user, password, down_until_ms}
{
}

std::unique_ptr<Session> Patient::session_of(const std::string& user, const base::Credential& password) const
{
    if (!working_host) throw NotLookedAt{"no database host works"};
    auto only = settings.database;
    only.hosts = {*working_host};
    auto session = std::make_unique<Session>(only, user, password);
    if (!session->db.probe()) throw NotLookedAt{user + " cannot sign in"};
    return session;
}

std::unique_ptr<Session> Patient::admin() const
{
    return session_of(settings.database.admin_user, settings.database.admin_password);
}

void examine(Patient& patient, const probe::Sink& sink)
{
    for (const auto& check : checks) make(check, patient, sink);
}

Verdict fine(std::string found)
{
    return {Outcome::ok, std::move(found)};
}

Verdict warning(std::string found, std::string remedy)
{
    return {Outcome::warning, std::move(found), std::move(remedy)};
}

Verdict fault(std::string found, std::string remedy)
{
    return {Outcome::fault, std::move(found), std::move(remedy)};
}

} // namespace doctor
