#include "portal.hpp"

#include "flow/import_batch.hpp"
#include "flow/import_writing.hpp"

using namespace portal;

namespace {

/// Users as a test says them, in two parts.
class ListedUsers : public flow::ImportSource {
public:
    explicit ListedUsers(std::vector<store::PortalUser> users) : users_{std::move(users)} {}

    [[nodiscard]] std::vector<store::PortalUser> next() override { return std::exchange(users_, {}); }
    [[nodiscard]] std::uint64_t done() const override { return 0; }
    [[nodiscard]] std::uint64_t total() const override { return 0; }
    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] const std::vector<std::string>& faults() const override { return faults_; }

private:
    std::vector<store::PortalUser> users_;
    std::string name_ = "the list";
    std::vector<std::string> faults_{};
};

store::PortalUser user(const std::string& id, const std::string& email = "matti@example.com")
{
    return {
        .id = id,
        .old_name = "user" + id,
        .email = email,
        .given_name = "Matti",
        .family_name = "Virtanen",
        .language = "fi",
        .last_used = std::nullopt,
        .closed = false};
}

struct Race : Portal {
    /// What is wrong with these ids.
    std::vector<std::string> faults_of(const std::vector<std::string>& ids)
    {
        std::vector<store::PortalUser> users;
        std::ranges::transform(ids, std::back_inserter(users), [](const auto& id) { return user(id); });
        ListedUsers source{users};
        try {
            (void)flow::import_users(admin, source, {.now = now, .apply = true});
        } catch (const flow::ImportSourceFaults& found) {
            return found.faults();
        }
        return {};
    }

    /// One group as it was decided about before something else happened.
    std::vector<flow::DecidedGroup> decided(const store::PortalUser& portal_user)
    {
        const std::vector<base::Key> keys{base::Key{std::string(32, 'k')}};
        const auto staged = flow::judge_portal_user(portal_user, 1, base::Instant{});
        return flow::decide_groups(admin, {{flow::from_staged(staged, keys)}}, store::RowLock::none, now);
    }

    flow::WrittenGroups write(std::vector<flow::DecidedGroup> groups, const flow::ReadyPasswords& passwords = {})
    {
        return store::in_transaction(
            admin, [&](store::Transaction& tx) { return flow::write_groups(tx, groups, passwords, now); });
    }

    std::vector<std::int64_t> kinds()
    {
        return store::list(
            root, [](const store::Row& row) { return row.integer(0); }, "SELECT kind FROM audit_event ORDER BY id");
    }

    std::int64_t live_links()
    {
        return store::find_one(
                   root, [](const store::Row& row) { return row.integer(0); },
                   "SELECT COUNT(*) FROM link_token WHERE ended_at IS NULL")
            .value();
    }

    void add_link(const store::Account& of)
    {
        (void)store::execute(
            root,
            "INSERT INTO link_token (token_digest, purpose, account_id, email, email_key, password_generation, locale,"
            " created_at, expires_at) VALUES (REPEAT('x', 32), 1, ?, ?, ?, ?, 'fi', ?, ?)",
            of.id, of.email, of.email_key, of.password_generation, now, now + std::chrono::hours{24});
    }
};

/// While it lives, the first writes of old users meet a deadlock.
class Deadlocks {
public:
    explicit Deadlocks(int how_many)
    {
        support::server().administer(
            "USE asiointipalvelu;"
            "CREATE OR REPLACE TABLE portal_test.conflicts (n INT) ENGINE = MyISAM;" // no rollback takes its rows back
            "\nDELIMITER //\n"
            "CREATE OR REPLACE TRIGGER deadlocks BEFORE INSERT ON legacy_user FOR EACH ROW BEGIN"
            " IF (SELECT COUNT(*) FROM portal_test.conflicts) < " +
            std::to_string(how_many) +
            " THEN INSERT INTO portal_test.conflicts VALUES (1);"
            " SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213; END IF; END//\nDELIMITER ;\n");
    }
    Deadlocks(const Deadlocks&) = delete;
    Deadlocks& operator=(const Deadlocks&) = delete;
    ~Deadlocks()
    {
        try {
            support::server().administer(
                "DROP TRIGGER IF EXISTS asiointipalvelu.deadlocks; DROP TABLE portal_test.conflicts");
        } catch (const std::exception& error) {
            BOOST_TEST_ERROR(error.what());
        }
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(import_race, Race)

BOOST_AUTO_TEST_CASE(an_id_that_is_missing_or_too_long_is_told_and_nobody_is_imported)
{
    BOOST_TEST(faults_of({"1", "", "2"}).size() == 1U);
    BOOST_TEST(faults_of({"1", std::string(65, '1')}).size() == 1U);
    BOOST_TEST(faults_of({""}).front() == "the list has the id \"\", which is not of 1 to 64 bytes");
    BOOST_TEST(faults_of(std::vector<std::string>(30, "")).size() == 20U);
    BOOST_TEST(!account(key));
    BOOST_TEST(faults_of({"1", std::string(64, '2')}).empty());
    BOOST_TEST(account(key).has_value());
}

BOOST_AUTO_TEST_CASE(an_account_that_was_taken_over_after_the_decision_is_left_as_its_owner_has_it)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 1U);
    const auto moved = decided(user("1", "uusi@example.com"));
    set_password(account(key).value());
    const auto before = checksums();
    const auto written = write(moved);
    BOOST_TEST(written.left == std::vector<std::size_t>{0}, boost::test_tools::per_element());
    BOOST_TEST(written.outcome.accounts_renewed == 0U);
    BOOST_TEST(checksums() == before, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_old_password_never_replaces_one_that_was_set_after_the_decision)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 1U);
    auto with_hash = user("1");
    with_hash.password_hash = "pbkdf2_sha256$10000$seasalt$CANdp4AIrIearjApgc7xdxF+8P3KUKwM2qjNLDLWRmk=";
    const auto group = decided(with_hash);
    BOOST_REQUIRE(group.at(0).plan.password.has_value());
    set_password(account(key).value());
    const auto written = write(group, {{1, "$imported$x"}});
    BOOST_TEST(written.outcome.passwords_imported == 0U);
    BOOST_TEST(account(key)->password_hash.value() == "$argon2id$test");
    BOOST_TEST(std::ranges::count(kinds(), 40) == 0);
}

BOOST_AUTO_TEST_CASE(new_names_end_no_link_and_a_new_address_ends_all_that_went_to_the_old_one)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 1U);
    add_link(account(key).value());
    (void)store::execute(root, "UPDATE portal_test.users SET family_name = 'Laine'");
    BOOST_TEST(import().accounts_renewed == 1U);
    BOOST_TEST(account(key)->family_name == "Laine");
    BOOST_TEST(live_links() == 1);
    give_address(1, "uusi@example.com");
    BOOST_TEST(import().accounts_renewed == 1U);
    BOOST_TEST(live_links() == 0);
}

BOOST_AUTO_TEST_CASE(many_deadlocks_of_a_batch_are_overcome_address_by_address)
{
    for (int id = 1; id <= 5; ++id) add(id, "a" + std::to_string(id) + "@example.com", "Matti", "Virtanen");
    const Deadlocks deadlocks{6}; // as often as one transaction is tried
    const auto result = import();
    BOOST_TEST(result.accounts_created == 5U);
    BOOST_TEST(result.users_linked == 5U);
}

BOOST_AUTO_TEST_CASE(an_old_user_whose_account_is_no_longer_there_gets_another_one)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    BOOST_TEST(import().accounts_created == 1U);
    (void)store::execute(root, "SET foreign_key_checks = 0");
    (void)store::execute(root, "DELETE FROM account"); // between two statements of the import
    (void)store::execute(root, "SET foreign_key_checks = 1");
    BOOST_TEST(import().accounts_created == 1U);
    BOOST_TEST((old_user(1).account == account(key)->id));
}

BOOST_AUTO_TEST_CASE(whoever_is_gone_from_the_portal_is_retired_unless_linked_meanwhile_or_erased)
{
    for (int id = 1; id <= 3; ++id) add(id, "", "Matti", "Virtanen");
    BOOST_TEST(import().rows_written == 3U);
    auto erased = old_user(2);
    erased.status = LegacyStatus::erased;
    const std::vector users{old_user(1), erased, old_user(3)};
    const auto own = registered("oma@example.com", "Matti", "Virtanen");
    (void)store::execute(
        root, "UPDATE legacy_user SET account_id = ?, linked_at = ?, status = 1 WHERE portal_user_id = '3'", own, now);
    BOOST_TEST(flow::retire_users(admin, users, true, now) == 1U);
    BOOST_TEST(old_user(1).status == LegacyStatus::closed);
    BOOST_TEST(old_user(2).status == LegacyStatus::no_address);
    BOOST_TEST((old_user(3).account == own));
    BOOST_TEST(flow::retire_users(admin, {old_user(1)}, true, now) == 0U);
}

BOOST_AUTO_TEST_CASE(a_finding_names_people_by_whatever_name_they_have)
{
    add(1, "", "Matti", "Virtanen");
    add(2, "", "Matti", "");
    add(3, "", "", "Kokkolan Puu Oy");
    std::vector<std::string> names;
    for (const auto& finding : import().found) names.push_back(finding.name);
    const std::vector<std::string> expected{"Matti Virtanen", "Matti", "Kokkolan Puu Oy"};
    BOOST_TEST(names == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
