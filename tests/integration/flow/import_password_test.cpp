#include "portal.hpp"

#include "flow/old_hashes.hpp"
#include "store/import_accounts.hpp"
#include "store/import_schemes.hpp"

using namespace portal;

namespace {

constexpr auth::HashCost cheap{19, 2};

// Of "kissa1" and "koira2": shorter than our own policy allows. Made with hashlib of Python 3.11.
const std::string of_kissa1 = "pbkdf2_sha256$10000$seasalt$CANdp4AIrIearjApgc7xdxF+8P3KUKwM2qjNLDLWRmk=";
const std::string of_koira2 = "pbkdf2_sha256$10000$seasalt$B+1raRDuExDMKcpL1sNg8y391uPJH/2Lf9iebgfpKxk=";

/// A portal whose view has the column password_hash.
struct PasswordPortal : Portal {
    PasswordPortal()
    {
        support::server().administer(
            "ALTER TABLE portal_test.users ADD COLUMN password_hash VARCHAR(600);"
            "CREATE OR REPLACE VIEW asiointipalvelu.portal_user AS SELECT * FROM portal_test.users");
    }

    void give_hash(int id, const std::string& hash)
    {
        (void)store::execute(root, "UPDATE portal_test.users SET password_hash = ? WHERE id = ?", hash, id);
    }

    static flow::ImportOptions with_hashes()
    {
        flow::ImportOptions options{.now = now};
        options.password_hashes = true;
        options.keys = {base::Key{std::string(32, 'k')}};
        options.cost = cheap;
        options.hashing_threads = 2;
        return options;
    }

    [[nodiscard]] std::string hash() { return account(key).value().password_hash.value_or(""); }

    bool
    lets_in(const std::string& password, const base::ImportSettings& importing = {true, std::chrono::sys_days::max()})
    {
        const auto old = flow::old_hashes(pages, importing, now);
        return auth::verify_password(base::Password{password}, account(key).value().password_hash, cheap, old) ==
               auth::Verdict::matches;
    }

    /// What flow/login_password.cpp does after a right password.
    void sign_in_once(const std::string& password)
    {
        BOOST_REQUIRE(lets_in(password));
        BOOST_REQUIRE(auth::needs_rehash(hash(), cheap));
        const auto present = account(key).value();
        (void)store::replace_hash(pages, present.id, hash(), auth::hash_password(base::Password{password}, cheap));
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(import_password, PasswordPortal)

BOOST_AUTO_TEST_CASE(an_old_password_lets_its_owner_in_and_is_then_kept_as_one_of_ours)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    give_hash(1, of_kissa1);
    const auto result = import(with_hashes());
    BOOST_TEST(result.passwords_imported == 1U);
    BOOST_TEST(
        result.schemes == std::vector<std::string>{"pbkdf2-sha256:10000:0:0:32"}, boost::test_tools::per_element());
    BOOST_TEST(auth::is_imported_hash(hash()));
    BOOST_TEST(lets_in("kissa1"));
    BOOST_TEST(!lets_in("kissa2"));
    sign_in_once("kissa1");
    BOOST_TEST(!auth::is_imported_hash(hash()));
    BOOST_TEST(lets_in("kissa1"));
    BOOST_TEST(!auth::needs_rehash(hash(), cheap));
    const auto kinds = store::list(
        root, [](const store::Row& row) { return row.integer(0); }, "SELECT kind FROM audit_event ORDER BY kind");
    BOOST_TEST(kinds == (std::vector<std::int64_t>{9, 10, 40}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_the_setting_no_hash_comes_along_or_lets_anybody_in)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    give_hash(1, of_kissa1);
    BOOST_TEST(import().passwords_imported == 0U);
    BOOST_TEST(hash().empty());
    BOOST_TEST(import(with_hashes()).passwords_imported == 1U);
    BOOST_TEST(!lets_in("kissa1", {}));
    BOOST_TEST(!lets_in("kissa1", {true, std::chrono::floor<std::chrono::days>(now) - std::chrono::days{1}}));
    BOOST_TEST(lets_in("kissa1", {true, std::chrono::floor<std::chrono::days>(now)}));
}

BOOST_AUTO_TEST_CASE(a_second_run_renews_an_old_password_that_was_changed_in_the_portal_and_nothing_else)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    give_hash(1, of_kissa1);
    BOOST_TEST(import(with_hashes()).passwords_imported == 1U);
    const auto before = checksums();
    BOOST_TEST(import(with_hashes()).passwords_imported == 0U);
    auto after_rotation = with_hashes();
    after_rotation.keys.insert(after_rotation.keys.begin(), base::Key{std::string(32, 'n')});
    BOOST_TEST(import(after_rotation).passwords_imported == 0U);
    BOOST_TEST(checksums() == before, boost::test_tools::per_element());
    give_hash(1, of_koira2);
    BOOST_TEST(import(with_hashes()).passwords_imported == 1U);
    BOOST_TEST(lets_in("koira2"));
    BOOST_TEST(!lets_in("kissa1"));
}

BOOST_AUTO_TEST_CASE(who_has_signed_in_or_set_a_password_keeps_it)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    give_hash(1, of_kissa1);
    BOOST_TEST(import(with_hashes()).passwords_imported == 1U);
    sign_in_once("kissa1");
    give_hash(1, of_koira2);
    (void)store::execute(root, "UPDATE portal_test.users SET family_name = 'Laine'");
    const auto before = checksums();
    const auto result = import(with_hashes());
    BOOST_TEST(result.passwords_imported + result.accounts_renewed == 0U);
    check_reasons(result, {ImportReason::name_kept});
    set_password(account(key).value());
    BOOST_TEST(import(with_hashes()).passwords_imported == 0U);
    BOOST_TEST(hash() == "$argon2id$test");
}

BOOST_AUTO_TEST_CASE(whose_old_password_was_never_used_is_brought_up_to_date_like_anybody_without_one)
{
    add(1, "pekka@example.com", "Matti", "Virtanen");
    give_hash(1, of_kissa1);
    BOOST_TEST(import(with_hashes()).passwords_imported == 1U);
    give_address(1, std::string{key});
    BOOST_TEST(import(with_hashes()).accounts_renewed == 1U);
    BOOST_TEST(lets_in("kissa1"));
    BOOST_TEST(
        store::find_one(
            root, [](const store::Row& row) { return row.integer(0); },
            "SELECT confirmed FROM account_contact WHERE portal_id = '1'")
            .value() == 0); // nobody has opened a mail in that address
}

BOOST_AUTO_TEST_CASE(of_two_old_users_of_one_person_the_password_of_the_one_seen_last_counts)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    add(2, "matti@example.com", "Matti", "Virtanen");
    give_hash(1, of_kissa1);
    give_hash(2, of_koira2);
    (void)store::execute(root, "UPDATE portal_test.users SET last_used = '2025-01-01' WHERE id = 2");
    BOOST_TEST(import(with_hashes()).passwords_imported == 1U);
    BOOST_TEST(lets_in("kissa1"));
}

BOOST_AUTO_TEST_CASE(a_hash_that_cannot_come_along_is_reported_and_its_user_comes_without)
{
    for (int id = 1; id <= 4; ++id) add(id, "a" + std::to_string(id) + "@example.com", "Matti", "Virtanen");
    give_hash(1, "0cc175b9c0f1b6a831c399e269772661");
    give_hash(2, "pbkdf2_sha256$9000000$seasalt$CWWFdHOWwPnki7HvkcqN9iA2T3KLW1cf2uZ5kvArtVY=");
    give_hash(3, std::string(600, 'x'));
    const auto result = import(with_hashes());
    BOOST_TEST(result.accounts_created == 4U);
    BOOST_TEST(result.passwords_imported == 0U);
    check_reasons(
        result, {ImportReason::hash_unreadable, ImportReason::hash_too_costly, ImportReason::hash_unreadable});
}

BOOST_AUTO_TEST_CASE(a_fifth_scheme_is_refused_since_every_attempt_pays_for_all)
{
    for (int id = 1; id <= 5; ++id) {
        add(id, "a" + std::to_string(id) + "@example.com", "Matti", "Virtanen");
        give_hash(
            id, "pbkdf2_sha256$" + std::to_string(1000 + id) + "$seasalt$CWWFdHOWwPnki7HvkcqN9iA2T3KLW1cf2uZ5kvArtVY=");
    }
    const auto result = import(with_hashes());
    BOOST_TEST(result.passwords_imported == 4U);
    check_reasons(result, {ImportReason::hash_too_costly});
    BOOST_TEST(store::list_import_schemes(pages).size() == 4U);
}

BOOST_AUTO_TEST_CASE(a_dry_run_counts_passwords_and_hashes_none)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    give_hash(1, of_kissa1);
    BOOST_TEST(try_import(with_hashes()).passwords_imported == 1U);
    BOOST_TEST(store::list_import_schemes(admin).empty());
    BOOST_TEST(!account(key));
}

BOOST_AUTO_TEST_CASE(in_the_end_old_passwords_are_dropped_and_those_of_ours_stay)
{
    add(1, "matti@example.com", "Matti", "Virtanen");
    add(2, "maija@example.com", "Maija", "Laine");
    give_hash(1, of_kissa1);
    give_hash(2, of_koira2);
    BOOST_TEST(import(with_hashes()).passwords_imported == 2U);
    sign_in_once("kissa1");
    BOOST_TEST(store::count_imported_passwords(admin) == 1U);
    BOOST_TEST(store::drop_imported_passwords(admin, 10, now) == 1U);
    BOOST_TEST(store::drop_imported_passwords(admin, 10, now) == 0U);
    BOOST_TEST(lets_in("kissa1"));
    BOOST_TEST(!account("maija@example.com")->password_hash);
}

BOOST_AUTO_TEST_SUITE_END()
