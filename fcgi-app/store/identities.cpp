#include "store/identities.hpp"

#include "store/accounts.hpp"
#include "store/legacy_users.hpp"

// What read_identity() reads, of session s and account a; the one argument is LegacyStatus::linked.
#define IDENTITY_COLUMNS                                                                                               \
    "s.created_at, s.last_seen_at, s.password_given_at, s.expires_at, s.idle_limit_s, a.id, a.public_id, a.email,"     \
    " a.given_name, a.family_name, a.locale, (SELECT GROUP_CONCAT(l.portal_user_id ORDER BY l.linked_at,"              \
    " LENGTH(l.portal_user_id), l.portal_user_id SEPARATOR '\\n') FROM legacy_user l"                                  \
    " WHERE l.account_id = a.id AND l.status = ?)"

namespace store {
namespace {

std::vector<std::string> lines_of(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        lines.emplace_back(line);
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return lines;
}

Identity read_identity(const Row& row)
{
    return {
        .times =
            {.created_at = row.instant(0),
             .last_seen_at = row.instant(1),
             .password_given_at = row.instant(2),
             .expires_at = row.instant(3),
             .idle_limit = std::chrono::seconds{row.integer(4)}},
        .account = row.account_id(5),
        .public_id = row.text(6),
        .email = row.text(7),
        .given_name = row.text(8),
        .family_name = row.text(9),
        .language = base::language_from_code(row.text(10)),
        .portal_ids = lines_of(row.text(11))};
}

std::optional<Identity> alive(std::optional<Identity> identity, base::Instant now)
{
    return identity && auth::is_alive(identity->times, now) ? std::move(identity) : std::nullopt;
}

FedRevocation read_revocation(const Row& row)
{
    return {
        .id = static_cast<std::uint64_t>(row.integer(0)),
        .revocation = {
            .session = row.is_null(1) ? std::nullopt : std::optional{row.digest(1)}, .account = row.account_id(2)}};
}

} // namespace

std::optional<Identity> find_identity(Database& db, const auth::Digest& session, base::Instant now)
{
    return alive(
        find_one(
            db, read_identity,
            "SELECT " IDENTITY_COLUMNS " FROM session s JOIN account a ON a.id = s.account_id"
            " WHERE s.id = ? AND s.ended_at IS NULL AND a.state = ?",
            LegacyStatus::linked, session, AccountState::active),
        now);
}

std::optional<Identity>
find_identity_at(Database& db, const auth::Digest& host_session, const std::string& origin, base::Instant now)
{
    return alive(
        find_one(
            db, read_identity,
            "SELECT " IDENTITY_COLUMNS " FROM host_session h JOIN session s ON s.id = h.session_id"
            " JOIN account a ON a.id = s.account_id WHERE h.id = ? AND h.origin = ? AND s.ended_at IS NULL"
            " AND a.state = ?",
            LegacyStatus::linked, host_session, origin, AccountState::active),
        now);
}

std::vector<FedRevocation> list_revocations(Database& db, base::Instant since)
{
    return list(db, read_revocation, "SELECT id, session_id, account_id FROM session_revocation WHERE at >= ?", since);
}

} // namespace store
