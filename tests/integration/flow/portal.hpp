#pragma once

#include "flow/import_users.hpp"
#include "store/legacy_users.hpp"
#include "support/mariadb.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

namespace flow {
inline std::ostream& operator<<(std::ostream& out, ImportReason reason)
{
    return out << name_of(reason);
}
} // namespace flow

namespace store {
inline std::ostream& operator<<(std::ostream& out, LegacyStatus status)
{
    return out << static_cast<int>(status);
}
} // namespace store

/// What the tests of the import share.
namespace portal {

using flow::ImportReason;
using store::LegacyStatus;

inline const base::Instant now = base::from_datetime("2026-11-23 08:00:00");
inline constexpr std::string_view key = "matti@example.com";

/// A result with everybody who needs a human.
struct Imported : flow::ImportResult {
    std::vector<flow::ImportFinding> found;
};

/// A portal with one table, which tests fill, and the view over it.
struct Portal : support::FreshDatabase {
    Portal()
    {
        support::server().administer(
            "CREATE DATABASE IF NOT EXISTS portal_test CHARACTER SET utf8mb4;"
            "CREATE OR REPLACE TABLE portal_test.users (id INT PRIMARY KEY, old_name VARCHAR(300), email VARCHAR(300),"
            " given_name VARCHAR(300), family_name VARCHAR(300), language VARCHAR(10), last_used DATETIME, closed INT);"
            "CREATE OR REPLACE VIEW asiointipalvelu.portal_user AS SELECT * FROM portal_test.users");
    }

    void add(int id, const std::string& email, const std::string& given, const std::string& family)
    {
        BOOST_REQUIRE_EQUAL(
            store::execute(
                root,
                "INSERT INTO portal_test.users (id, old_name, email, given_name, family_name, language, last_used, "
                "closed)"
                " VALUES (?, ?, ?, ?, ?, 'fi', '2026-01-01 12:00:00', 0)",
                id, "user" + std::to_string(id), email, given, family),
            1);
    }

    void give_address(int id, const std::string& email)
    {
        BOOST_REQUIRE_EQUAL(store::execute(root, "UPDATE portal_test.users SET email = ? WHERE id = ?", email, id), 1);
    }

    Imported import(flow::ImportOptions options = {.now = now})
    {
        Imported imported;
        options.apply = true;
        options.found = [&](const flow::ImportFinding& finding) { imported.found.push_back(finding); };
        flow::PortalView view{admin, options.password_hashes, 3};
        static_cast<flow::ImportResult&>(imported) = flow::import_users(admin, view, options);
        return imported;
    }

    /// What import() would do.
    Imported try_import(flow::ImportOptions options = {.now = now})
    {
        Imported imported;
        options.found = [&](const flow::ImportFinding& finding) { imported.found.push_back(finding); };
        flow::PortalView view{admin, options.password_hashes, 1000};
        static_cast<flow::ImportResult&>(imported) = flow::import_users(admin, view, options);
        return imported;
    }

    std::optional<store::Account> account(std::string_view email_key)
    {
        return store::find_account_by_email(admin, std::string{email_key});
    }

    store::LegacyUser old_user(int id) { return store::find_legacy_user(admin, std::to_string(id)).value(); }

    void set_password(const store::Account& of)
    {
        store::in_transaction(admin, [&](store::Transaction& tx) {
            BOOST_REQUIRE(store::set_password(tx, of.id, of.password_generation, "$argon2id$test", now));
            tx.record({store::AuditKind::password_set, of.id, "", "", ""}, now);
        });
    }

    base::AccountId registered(const std::string& email, const std::string& given, const std::string& family)
    {
        return store::in_transaction(admin, [&](store::Transaction& tx) {
            const auto id = store::create_account(
                tx, {auth::parse_email_address(email).value(), given, family, std::nullopt, "$argon2id$test"}, now);
            tx.record({store::AuditKind::account_registered, id, "", "", ""}, now);
            return id.value();
        });
    }

    /// Every row that an import may touch.
    std::vector<std::string> checksums()
    {
        return store::list(
            root, [](const store::Row& row) { return row.text(0) + " " + row.text(1); },
            "CHECKSUM TABLE asiointipalvelu.account, asiointipalvelu.legacy_user, asiointipalvelu.audit_event,"
            " asiointipalvelu.link_token EXTENDED");
    }
};

inline std::vector<ImportReason> reasons(const Imported& result)
{
    std::vector<ImportReason> all;
    std::ranges::transform(result.found, std::back_inserter(all), &flow::ImportFinding::reason);
    return all;
}

inline void check_reasons(const Imported& result, const std::vector<ImportReason>& expected)
{
    BOOST_TEST(reasons(result) == expected, boost::test_tools::per_element());
}

} // namespace portal
