#include "base/whole_file.hpp"
#include "doctor/examination.hpp"
#include "doctor/grants.hpp"
#include "store/portal.hpp"
#include "store/portal_history.hpp"

#include <utility>

/// What is in the database, and who may do what there.
namespace doctor {
namespace {

constexpr const char* run_grants =
    "Run: asiointi-admin setup --database-only (passwords stay), with --database-from HOST where the users are not "
    "@localhost; or sql/grants.sql with that @host (docs/scaling.md).";

std::string text_of(const std::string& file)
{
    auto text = base::whole_file(file);
    if (!text || text->empty())
        throw NotLookedAt{"cannot read " + file + ": name the folder of this version's SQL files with --sql"};
    return *std::move(text);
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

Verdict judge(const RightsGap& gap, const std::string& user)
{
    if (!gap.missing.empty()) return fault("lacks " + joined(gap.missing), run_grants);
    if (!gap.too_many.empty())
        return warning(
            "may do more than it needs: " + joined(gap.too_many), "Take it away: REVOKE … FROM '" + user + "'@'…'.");
    return fine("exactly those of sql/grants.sql");
}

Verdict judge(const store::SchemaState& state, unsigned known)
{
    if (!state.changed.empty())
        return fault(
            "applied with another text: " + joined(state.changed),
            "Install the SQL files that belong to this version; never edit them.");
    if (!state.missing.empty())
        return fault("not applied: " + joined(state.missing), "Run: asiointi-admin migrate, before the new program.");
    if (state.newest > known)
        return warning(
            "the database has version " + std::to_string(state.newest) + ", this program knows " +
                std::to_string(known),
            "Install the newer program here, too.");
    return fine("version " + std::to_string(state.newest));
}

/// Looks for a view of the portal's as `see` reads it. A portal may be on another database: then there is none.
void tell_view(const Tell& tell, store::Database& db, const std::string& view, const std::function<void()>& see)
{
    const auto subject = "view " + view;
    if (!store::sees_relation(db, view))
        return tell(
            subject, warning(
                         "there is none, or its user may not read it",
                         "Write it as in sql/portal-example/README.md and run sql/grants.sql; without it nothing of "
                         "the portal's is shown or imported from here."));
    try {
        see();
        tell(subject, fine("can be read"));
    } catch (const store::DatabaseError& failure) {
        tell(
            subject,
            fault(failure.what(), "Mend the view, or the rights of its definer: sql/portal-example/README.md."));
    }
}

} // namespace

void check_migrations(Patient& patient, const Tell& tell)
{
    std::vector<store::Migration> migrations;
    try {
        migrations = store::read_migrations(patient.options.sql_directory);
    } catch (const std::exception& failure) {
        throw NotLookedAt{std::string{failure.what()} + ": name the folder of this version's SQL files with --sql"};
    }
    if (migrations.empty())
        throw NotLookedAt{"no migrations in " + patient.options.sql_directory + ": name their folder with --sql"};
    const auto session = patient.admin();
    if (!store::sees_relation(session->db, "schema_migration"))
        return tell("migrations", fault("the database is empty", "Run: asiointi-admin migrate"));
    tell("migrations", judge(store::compare_schema(session->db, migrations), migrations.back().version));
}

void check_rights(Patient& patient, const Tell& tell)
{
    const auto& database = patient.settings.database;
    const auto grants = read_grants(text_of(patient.options.sql_directory + "/grants.sql"), database.name);
    const std::tuple<const char*, const std::string&, const base::Credential&> users[] = {
        {"@pages_user", database.pages_user, database.pages_password},
        {"@background_user", database.background_user, database.background_password},
        {"@admin_user", database.admin_user, database.admin_password}};
    for (const auto& [variable, user, password] : users) {
        const auto subject = "rights of " + user;
        try {
            const auto session = patient.session_of(user, password);
            tell(
                subject,
                judge(
                    compare_rights(grants.find(variable)->second, store::list_rights(session->db), database.name),
                    user));
        } catch (const NotLookedAt& reason) {
            tell(subject, {Outcome::skipped, reason.what()});
        }
    }
}

void check_portal_views(Patient& patient, const Tell& tell)
{
    const auto& database = patient.settings.database;
    const auto admin = patient.admin();
    tell_view(tell, admin->db, "portal_user", [&] { (void)store::list_portal_users(admin->db, std::nullopt, 1); });
    const auto pages = patient.session_of(database.pages_user, database.pages_password);
    tell_view(tell, pages->db, "portal_history", [&] { (void)store::list_dealings(pages->db, {"-"}, 0, 1); });
    tell_view(tell, admin->db, "account_contact", [&] { store::try_contacts(admin->db); });
}

void check_newcomers(Patient& patient, const Tell& tell)
{
    const auto& settings = patient.settings;
    if (!settings.portal.create_users) return tell("newcomers", fine("portal.create_users is off"));
    const auto session = patient.session_of(settings.database.background_user, settings.database.background_password);
    if (store::sees_procedure(session->db, "portal_create_user"))
        return tell("newcomers", fine("portal_create_user can be called"));
    tell(
        "newcomers",
        fault(
            "there is no procedure portal_create_user that " + settings.database.background_user + " may call",
            "Write it as in sql/portal-example/create-user.sql, or set portal.create_users = false."));
}

} // namespace doctor
