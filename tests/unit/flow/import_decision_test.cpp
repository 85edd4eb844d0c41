#include "flow/import_decision.hpp"

#include "flow/import_outcome.hpp"

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

using flow::ImportGroup;
using flow::ImportMember;
using flow::ImportPlan;
using flow::ImportReason;
using store::LegacyStatus;

namespace {

const std::string key = "matti@example.com";
const std::string old_key = "vanha@example.com";

store::PortalUser user(const std::string& given = "Matti", const std::string& family = "Virtanen")
{
    return {
        .id = "1",
        .old_name = "mvirtane",
        .email = key,
        .given_name = given,
        .family_name = family,
        .language = "fi",
        .last_used = std::nullopt,
        .closed = false};
}

ImportMember member(const store::PortalUser& user)
{
    return {flow::from_staged(flow::judge_portal_user(user, 1, base::Instant{}), {}), std::nullopt};
}

/// As an earlier run has linked it.
ImportMember linked(ImportMember member, std::uint64_t account, const std::string& email_key = key)
{
    auto row = member.user.facts;
    row.status = LegacyStatus::linked;
    row.account = base::AccountId{account};
    row.email_key = email_key;
    row.note = "linked";
    member.recorded = row;
    return member;
}

store::Account account(std::uint64_t id, const std::string& email_key = key)
{
    return {
        .id = base::AccountId{id},
        .public_id = "a",
        .email = email_key,
        .email_key = email_key,
        .given_name = "Matti",
        .family_name = "Virtanen",
        .language = base::Language::fi,
        .password_hash = std::nullopt,
        .password_generation = 1,
        .state = store::AccountState::active,
        .mail_stopped = false};
}

/// One whose owner has set a password.
store::Account owned(store::Account account)
{
    account.password_hash = "$argon2id$x";
    return account;
}

ImportPlan decide(
    std::vector<ImportMember> members, const std::vector<store::Account>& accounts,
    const std::vector<base::AccountId>& reserved_for = {})
{
    ImportGroup group{
        .members = std::move(members), .at_address = std::nullopt, .linked = accounts, .reserved_for = reserved_for};
    for (const auto& each : accounts)
        if (each.email_key == key) group.at_address = each;
    group.holds_all_linked = true;
    return flow::decide(group);
}

std::vector<ImportReason> reasons(const ImportPlan& plan)
{
    std::vector<ImportReason> all;
    std::ranges::transform(plan.findings, std::back_inserter(all), &flow::PlannedFinding::reason);
    return all;
}

bool found(const ImportPlan& plan, const std::vector<ImportReason>& expected)
{
    return reasons(plan) == expected;
}

} // namespace

BOOST_AUTO_TEST_SUITE(import_decision)

BOOST_AUTO_TEST_CASE(whoever_leads_to_several_accounts_waits_for_a_human)
{
    const auto plan = decide(
        {linked(member(user()), 7), linked(member(user()), 8), member(user())}, {account(7), account(8, old_key)});
    BOOST_TEST(found(plan, {ImportReason::two_accounts, ImportReason::two_accounts, ImportReason::two_accounts}));
    BOOST_TEST(!plan.renew);
    BOOST_TEST((plan.outcomes.back() == LegacyStatus::shared_address));
}

BOOST_AUTO_TEST_CASE(an_account_is_renewed_when_anything_of_it_differs_and_else_not)
{
    const auto renewed = [](store::Account present) {
        return decide({linked(member(user()), 7)}, {std::move(present)}).renew.has_value();
    };
    BOOST_TEST(!renewed(account(7)));
    auto differs = account(7);
    differs.email = "Matti@example.com";
    BOOST_TEST(renewed(differs));
    differs = account(7);
    differs.given_name = "Matti Juhani";
    BOOST_TEST(renewed(differs));
    differs = account(7);
    differs.family_name = "Laine";
    BOOST_TEST(renewed(differs));
    differs = account(7);
    differs.language = base::Language::sv;
    BOOST_TEST(renewed(differs));
    differs = account(7);
    differs.language = std::nullopt;
    BOOST_TEST(renewed(differs));
}

BOOST_AUTO_TEST_CASE(an_address_whose_canonical_form_was_another_is_renewed) // as rules for it have become stricter
{
    auto present = account(7);
    present.email_key = old_key;
    present.email = key;
    const auto plan = decide({linked(member(user()), 7, old_key)}, {present});
    BOOST_TEST((plan.renew.has_value() && plan.renew->email.key == key));
    BOOST_TEST(flow::moves(plan));
}

BOOST_AUTO_TEST_CASE(an_address_that_somebody_else_may_take_back_is_given_to_nobody)
{
    const std::vector<base::AccountId> other{base::AccountId{9}};
    const auto newcomer = decide({member(user())}, {}, other);
    BOOST_TEST(found(newcomer, {ImportReason::address_reserved}));
    BOOST_TEST(!newcomer.create);
    BOOST_TEST((newcomer.outcomes.back() == LegacyStatus::shared_address));

    const auto moves = decide({linked(member(user()), 7, old_key)}, {account(7, old_key)}, other);
    BOOST_TEST(found(moves, {ImportReason::address_reserved}));
    BOOST_TEST(!moves.renew);
    BOOST_TEST(moves.rows.empty());
    BOOST_TEST((moves.outcomes.back() == LegacyStatus::linked));

    BOOST_TEST(
        decide({linked(member(user()), 7, old_key)}, {account(7, old_key)}, {base::AccountId{7}}).renew.has_value());
    BOOST_TEST(decide({linked(member(user("Matias")), 7)}, {account(7)}, other).renew.has_value()); // new names alone
}

BOOST_AUTO_TEST_CASE(new_names_alone_move_nothing)
{
    auto present = account(7);
    present.family_name = "Laine";
    const auto plan = decide({linked(member(user()), 7)}, {present});
    BOOST_TEST(plan.renew.has_value());
    BOOST_TEST(!flow::moves(plan));
}

BOOST_AUTO_TEST_CASE(a_name_in_both_fields_goes_before_one_in_a_single_field)
{
    auto later = user("Virtanen Matti", "");
    later.last_used = base::from_datetime("2026-11-01 08:00:00");
    for (const auto& members : {std::vector{member(user()), member(later)}, {member(later), member(user())}}) {
        const auto plan = decide(members, {});
        BOOST_REQUIRE(plan.create.has_value());
        BOOST_TEST(plan.create->family_name == "Virtanen");
    }
}

BOOST_AUTO_TEST_CASE(an_address_that_staff_have_corrected_stays_when_a_newcomer_has_the_old_one)
{
    const auto plan = decide({linked(member(user()), 7), member(user())}, {account(7, "oikea@example.com")});
    BOOST_TEST(!plan.renew);
    BOOST_TEST(found(plan, {ImportReason::account_elsewhere}));
}

BOOST_AUTO_TEST_CASE(linked_users_whose_names_agree_no_longer_stay_linked_and_bring_no_password)
{
    auto maija = user("Maija");
    maija.password_hash = "$6$salt$hash";
    auto renamed = linked(member(maija), 7);
    renamed.recorded->given_name = "Matti";
    const auto plan = decide({linked(member(user()), 7), renamed}, {account(7)});
    BOOST_REQUIRE(plan.rows.size() == 1U); // her new name is on record
    BOOST_TEST((plan.rows.front().account == base::AccountId{7}));
    BOOST_TEST(!plan.renew);
    BOOST_TEST(!plan.password);
    BOOST_TEST(found(plan, {}));
    BOOST_TEST((plan.outcomes == std::vector{LegacyStatus::linked, LegacyStatus::linked}));
}

BOOST_AUTO_TEST_CASE(a_language_that_the_portal_does_not_know_differs_from_none)
{
    auto silent = user();
    silent.language = "";
    auto swedish = owned(account(7));
    swedish.language = base::Language::sv;
    BOOST_TEST(found(decide({linked(member(silent), 7)}, {swedish}), {}));
    BOOST_TEST(found(decide({linked(member(user()), 7)}, {swedish}), {ImportReason::language_kept}));
    swedish.language = std::nullopt;
    BOOST_TEST(found(decide({linked(member(user()), 7)}, {swedish}), {}));
}

BOOST_AUTO_TEST_CASE(a_stranger_at_an_owned_accounts_address_waits_and_its_own_user_is_told_of_nothing)
{
    auto stranger = member(user("Maija"));
    const auto plan = decide({linked(member(user()), 7), stranger}, {owned(account(7))});
    BOOST_TEST(found(plan, {ImportReason::names_differ}));
    BOOST_TEST((plan.outcomes == std::vector{LegacyStatus::linked, LegacyStatus::shared_address}));
}

BOOST_AUTO_TEST_CASE(each_text_that_its_column_cannot_hold_keeps_a_user_from_being_activated)
{
    const auto status_of = [](const store::PortalUser& each) {
        return flow::judge_portal_user(each, 1, base::Instant{}).facts.status;
    };
    auto fits = user(std::string(200, 'x'), std::string(200, 'x'));
    fits.old_name = std::string(255, 'x');
    BOOST_TEST((status_of(fits) == LegacyStatus::shared_address));
    BOOST_TEST((status_of(user(std::string(201, 'x'))) == LegacyStatus::too_long));
    BOOST_TEST((status_of(user("Matti", std::string(201, 'x'))) == LegacyStatus::too_long));
    auto long_name = user();
    long_name.old_name = std::string(256, 'x');
    BOOST_TEST((status_of(long_name) == LegacyStatus::too_long));
    auto long_address = user();
    long_address.email = std::string(250, 'x') + "@example.com";
    BOOST_TEST((status_of(long_address) == LegacyStatus::too_long));
}

BOOST_AUTO_TEST_CASE(an_obstacle_of_a_linked_user_is_told_of_while_the_account_is_still_the_portals)
{
    auto without = user();
    without.email = "";
    auto unseen = user();
    unseen.last_used = base::Instant{} - std::chrono::hours{1};
    auto closed = user();
    closed.closed = true;
    const auto reasons_of = [](const store::PortalUser& each, const store::Account& its) {
        return reasons(flow::decide_obstacle(linked(member(each), 7), its));
    };
    using Reasons = std::vector<ImportReason>;
    BOOST_TEST((reasons_of(without, account(7)) == Reasons{ImportReason::no_address}));
    BOOST_TEST((reasons_of(closed, account(7)) == Reasons{ImportReason::closed_since}));
    BOOST_TEST((reasons_of(unseen, account(7)) == Reasons{})); // it was activated in time
    auto undone = account(7); // without a password since a change of address was undone
    undone.was_used = true;
    for (const auto& each : {without, closed, unseen})
        for (const auto& its : {owned(account(7)), undone}) BOOST_TEST((reasons_of(each, its) == Reasons{}));
}

BOOST_AUTO_TEST_CASE(a_status_that_is_no_obstacle_is_recorded_without_a_reason)
{
    for (const auto status : {LegacyStatus::linked, LegacyStatus::shared_address, LegacyStatus::erased}) {
        auto each = member(user());
        each.user.obstacle = status;
        const auto plan = flow::decide_obstacle(each, std::nullopt);
        BOOST_TEST(found(plan, {}));
        BOOST_TEST(plan.rows.at(0).note.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_password_comes_along_with_whoever_may_be_activated_and_with_nobody_else)
{
    auto with_hash = user();
    with_hash.password_hash = "$6$salt$hash";
    BOOST_TEST(member(with_hash).user.password.has_value());
    BOOST_TEST(!member(user()).user.password.has_value());
    with_hash.closed = true;
    BOOST_TEST(!member(with_hash).user.password.has_value());
}

BOOST_AUTO_TEST_CASE(that_an_address_has_moved_is_not_forgotten_when_outcomes_are_added)
{
    flow::BatchOutcome moved;
    moved.has_moved = true;
    flow::BatchOutcome other;
    other.users_linked = 2;
    flow::BatchOutcome sum;
    add(sum, other);
    BOOST_TEST(!sum.has_moved);
    add(sum, moved);
    add(sum, other);
    BOOST_TEST(sum.has_moved);
    BOOST_TEST(sum.users_linked == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
