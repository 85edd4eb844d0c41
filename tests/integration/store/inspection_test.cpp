#include "given.hpp"
#include "store/inspection.hpp"
#include "store/outbox.hpp"
#include "support/places.hpp"

#include <boost/test/unit_test.hpp>

using namespace given;

namespace {

/// What is wrong with this server for a user of ours; nullopt: nothing.
std::optional<store::HostTrouble> trouble(
    const support::MariaDbServer& at, const std::string& user, const base::Credential& password,
    const std::string& name)
{
    auto settings = support::database_settings(at);
    settings.name = name;
    const auto unfit = store::examine_host(settings.hosts.front(), settings, user, password);
    return unfit ? std::optional{unfit->trouble} : std::nullopt;
}

bool is(std::optional<store::HostTrouble> found, store::HostTrouble expected)
{
    return found == expected;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(inspection, support::FreshDatabase)

BOOST_AUTO_TEST_CASE(a_host_that_does_is_told_from_one_that_knows_neither_user_nor_database)
{
    const auto& name = settings.name;
    BOOST_TEST(!trouble(support::server(), settings.pages_user, settings.pages_password, name).has_value());
    const base::Credential wrong{"wrong"};
    BOOST_TEST(is(trouble(support::server(), settings.pages_user, wrong, name), store::HostTrouble::refused));
    BOOST_TEST(
        is(trouble(support::server(), settings.admin_user, settings.admin_password, "nowhere"),
           store::HostTrouble::refused));
}

BOOST_AUTO_TEST_CASE(a_server_that_is_too_old_is_told)
{
    const support::MariaDbServer old{{"--version=10.5.99-MariaDB"}};
    BOOST_TEST(is(trouble(old, "root", {}, "mysql"), store::HostTrouble::too_old));
}

BOOST_AUTO_TEST_CASE(the_words_about_a_host_hold_no_password)
{
    const base::Credential wrong{"salaisuus"};
    const auto unfit = store::examine_host(settings.hosts.front(), settings, settings.pages_user, wrong);
    BOOST_TEST(unfit.value().words.find("salaisuus") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(rights_are_read_without_what_they_are_guarded_by)
{
    const auto rights = store::list_rights(background);
    const store::Right one{settings.name, "mail_outbox", "UPDATE"};
    BOOST_TEST((std::ranges::find(rights, one) != rights.end()));
    BOOST_TEST(std::ranges::none_of(rights, [](const auto& right) { return right.privilege == "USAGE"; }));
    const store::Right whole{settings.name, "*", "CREATE"};
    const auto admins = store::list_rights(admin);
    BOOST_TEST((std::ranges::find(admins, whole) != admins.end()));
}

BOOST_AUTO_TEST_CASE(a_server_tells_its_version_its_clock_where_its_data_are_and_how_many_it_takes)
{
    const auto facts = store::server_facts(admin);
    BOOST_TEST(facts.version.find("MariaDB") != std::string::npos);
    BOOST_TEST(facts.tls_cipher.empty()); // over a socket
    BOOST_TEST((std::chrono::abs(facts.now - base::now()) < 60s));
    BOOST_TEST(facts.data_directory.starts_with(support::server().directory().string()));
    BOOST_TEST(facts.most_connections == number(admin, "SELECT @@max_connections"));
}

BOOST_AUTO_TEST_CASE(a_user_sees_the_relations_that_it_has_a_right_on)
{
    BOOST_TEST(store::sees_relation(pages, "session"));
    BOOST_TEST(store::sees_relation(pages, "account_address")); // a view
    BOOST_TEST(!store::sees_relation(pages, "import_claim"));
    BOOST_TEST(store::sees_relation(admin, "import_claim"));
    for (const auto* name : {"no_such_table", "COLUMNS", "", "'"}) BOOST_TEST(!store::sees_relation(admin, name), name);
}

BOOST_AUTO_TEST_CASE(a_user_sees_the_procedures_that_it_may_call)
{
    BOOST_TEST(!store::sees_procedure(background, "a_procedure"));
    support::server().administer("USE asiointipalvelu; CREATE PROCEDURE a_procedure() SELECT 1;"
                                 " GRANT EXECUTE ON PROCEDURE a_procedure TO asiointi_background@localhost;");
    BOOST_TEST(store::sees_procedure(background, "a_procedure"));
    BOOST_TEST(!store::sees_procedure(pages, "a_procedure"));
    support::server().administer("USE asiointipalvelu; DROP PROCEDURE a_procedure;");
    BOOST_TEST(!store::sees_procedure(background, "a_procedure"));
}

BOOST_AUTO_TEST_CASE(the_view_that_the_portal_reads_is_tried_with_and_without_a_row)
{
    store::try_contacts(admin);
    legacy_user(root, "1", "a", account(pages, "a@example.com"), 1, "");
    legacy_user(root, "2", "b", account(pages, "b@example.com"), 1, "");
    store::try_contacts(admin);
    BOOST_CHECK_THROW(store::try_contacts(pages), store::DatabaseError);
}

BOOST_AUTO_TEST_CASE(a_schema_is_compared_with_what_a_program_brings_along)
{
    auto migrations = store::read_migrations(support::source("sql"));
    const auto whole = store::compare_schema(pages, migrations);
    BOOST_TEST(whole.missing.empty());
    BOOST_TEST(whole.changed.empty());
    BOOST_TEST(whole.newest == migrations.size());

    const auto next = static_cast<unsigned>(migrations.size()) + 1;
    migrations.front().text += "\n-- a word more\n";
    migrations.at(1).text += "\nSELECT 1;\n"; // not applied to the end
    migrations.push_back({.version = next, .name = "to_come", .text = "SELECT 1;\n"});
    const auto other = store::compare_schema(admin, migrations);
    BOOST_TEST(other.changed == std::vector<std::string>{"1 (" + migrations.front().name + ")"});
    BOOST_TEST(
        other.missing ==
        (std::vector<std::string>{"2 (" + migrations.at(1).name + ")", std::to_string(next) + " (to_come)"}));
    BOOST_TEST(other.newest == next - 1);
}

BOOST_AUTO_TEST_CASE(the_outbox_tells_what_waits_and_what_died_lately)
{
    const auto empty = store::outbox_state(background, now);
    BOOST_TEST(!empty.oldest_queued);
    BOOST_TEST(empty.queued == 0U);
    BOOST_TEST(empty.dead == 0U);
    BOOST_TEST(empty.last_reply.empty());

    const auto queue = [&](store::MailReason reason, base::Instant at) {
        store::queue_mail(
            pages,
            {.reason = reason,
             .typed = "a@example.com",
             .account = {},
             .language = base::Language::fi,
             .in_bulk = reason == store::MailReason::invitation},
            at);
    };
    queue(store::MailReason::invitation, now - 10h); // leaves at its own pace
    queue(store::MailReason::forgot, now - 2h);
    queue(store::MailReason::forgot, now - 1h);
    const auto waiting = store::outbox_state(background, now);
    BOOST_TEST(waiting.queued == 2U);
    BOOST_TEST((waiting.oldest_queued == now - 2h));

    auto finished = now - 2h;
    const auto all_die = [&] {
        for (const auto& each : store::claim_mails(background, 10, 60s, now)) {
            finished += 1h;
            const auto reply = "550 at " + base::to_datetime(finished);
            store::finish_mail(background, each.id, store::MailState::dead, "", "", reply, finished);
        }
    };
    all_die();
    all_die(); // what leaves in bulk
    const auto dead = store::outbox_state(background, now - 1h);
    BOOST_TEST(dead.queued == 0U);
    BOOST_TEST(dead.dead == 3U);
    BOOST_TEST(dead.last_reply == "550 at " + base::to_datetime(now + 1h));
    BOOST_TEST(store::outbox_state(background, now + 1s).dead == 1U);
    BOOST_TEST(store::outbox_state(background, now + 2h).last_reply.empty());
}

BOOST_AUTO_TEST_SUITE_END()
