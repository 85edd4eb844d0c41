#include "store/staff_search.hpp"

#include "auth/email_address.hpp"
#include "auth/name_text.hpp"
#include "base/text.hpp"
#include "store/account_row.hpp"
#include "store/column_text.hpp"

#include <algorithm>

namespace store {
namespace {

FoundPerson read_person(const Row& row)
{
    return {
        .public_id = row.text(0),
        .email = row.text(1),
        .name = base::trimmed(row.text(2) + ' ' + row.text(3)),
        .old_name = row.text(4),
        .old_status = row.is_null(5) ? std::nullopt : std::optional{static_cast<LegacyStatus>(row.integer(5))},
        .old_note = row.text(6)};
}

/// For LIKE: what begins with `text`, which stands for itself. The escape character is the standard one, "\".
std::string beginning_with(const std::string& text)
{
    std::string pattern;
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + '%';
}

/// "Erkki Esimerkki" and "Esimerkki Erkki": the words before and after the first space.
struct NamePatterns {
    std::string first;
    std::string second; ///< "%" when one word was typed
};

NamePatterns patterns_of(const std::string& typed)
{
    const auto name = auth::tidy_name(typed);
    const auto space = name.find(' ');
    if (space == std::string::npos) return {beginning_with(name), "%"};
    return {beginning_with(name.substr(0, space)), beginning_with(name.substr(space + 1))};
}

std::vector<FoundPerson> accounts_by_address(Database& db, const std::string& email_key)
{
    return list(
        db, read_person,
        "SELECT public_id, email, given_name, family_name, '', NULL, '' FROM account WHERE email_key = ?", email_key);
}

std::vector<FoundPerson> old_users_by_key(Database& db, const std::string& email_key, const std::string& name_key)
{
    return list(
        db, read_person,
        "SELECT a.public_id, COALESCE(a.email, l.email), l.given_name, l.family_name, l.old_name, l.status, l.note"
        " FROM legacy_user l LEFT JOIN account a ON a.id = l.account_id"
        " WHERE (l.old_name_key = NULLIF(?, '') OR l.email_key = NULLIF(?, '')) AND l.status <> ?"
        " ORDER BY l.portal_user_id LIMIT 50",
        name_key, email_key, LegacyStatus::erased);
}

std::vector<FoundPerson> accounts_by_name(Database& db, const NamePatterns& name, unsigned most)
{
    return list(
        db, read_person,
        "SELECT public_id, email, given_name, family_name, '', NULL, '' FROM account"
        " WHERE (family_name LIKE ? AND given_name LIKE ?) OR (family_name LIKE ? AND given_name LIKE ?)"
        " ORDER BY family_name, given_name, email_key LIMIT ?",
        name.first, name.second, name.second == "%" ? name.first : name.second, name.second == "%" ? "%" : name.first,
        most);
}

std::vector<FoundPerson> old_users_by_name(Database& db, const NamePatterns& name, unsigned most)
{
    return list(
        db, read_person,
        "SELECT NULL, email, given_name, family_name, old_name, status, note FROM legacy_user"
        " WHERE account_id IS NULL AND status <> ?"
        " AND ((family_name LIKE ? AND given_name LIKE ?) OR (family_name LIKE ? AND given_name LIKE ?))"
        " ORDER BY family_name, given_name, portal_user_id LIMIT ?",
        LegacyStatus::erased, name.first, name.second, name.second == "%" ? name.first : name.second,
        name.second == "%" ? "%" : name.first, most);
}

/// One line for each account, with the first of its old user names.
void append(std::vector<FoundPerson>& to, std::vector<FoundPerson> more)
{
    for (auto& person : more) {
        const auto known = std::ranges::find_if(to, [&](const FoundPerson& each) {
            return !person.public_id.empty() && each.public_id == person.public_id;
        });
        if (known == to.end())
            to.push_back(std::move(person));
        else if (known->old_name.empty())
            known->old_name = person.old_name;
    }
}

} // namespace

FoundPeople search_people(Database& db, const std::string& typed, unsigned most)
{
    const auto email = auth::parse_email_address(typed);
    const auto email_key = email ? email->key : std::string{};
    FoundPeople found{accounts_by_address(db, email_key), false};
    append(found.rows, old_users_by_key(db, email_key, auth::user_name_key(typed)));
    if (!email) {
        const auto name = patterns_of(typed);
        append(found.rows, accounts_by_name(db, name, most + 1));
        append(found.rows, old_users_by_name(db, name, most + 1));
    }
    found.has_more = found.rows.size() > most;
    if (found.has_more) found.rows.resize(most);
    return found;
}

/// The column is ASCII: a letter beyond that, which the server would refuse to compare, becomes a '?', which is in no id.
std::optional<Account> find_account_by_public_id(Database& db, const std::string& public_id)
{
    return find_one(
        db, [](const Row& row) { return read_account(row); },
        "SELECT " ACCOUNT_COLUMNS " FROM account a WHERE a.public_id = ?",
        ascii_that_fits(public_id, public_id.size()));
}

} // namespace store
