#include "flow/staff_diagnosis.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using flow::Why;
using std::chrono::hours;

namespace {

const auto now = base::from_datetime("2026-11-23 08:00:00");

store::AccountFacts facts()
{
    return {
        .account =
            {.id = base::AccountId{1},
             .public_id = "p",
             .email = "erkki@example.com",
             .email_key = "erkki@example.com",
             .given_name = "Erkki",
             .family_name = "Esimerkki",
             .language = std::nullopt,
             .password_hash = "$argon2id$",
             .password_generation = 1,
             .state = store::AccountState::active,
             .mail_stopped = false},
        .created_at = now,
        .password_set_at = {},
        .mail_stopped_at = {},
        .state_since = {},
        .last_sign_in = {},
        .dormancy_told_at = {},
        .failures = {},
        .old_users = {},
        .mails = {},
        .links = {},
        .sessions = {},
        .bounce = {},
        .waiting = {},
        .staff = {},
        .by_staff = {}};
}

const base::ImportSettings importing{
    .password_hashes = true, .password_hashes_until = std::chrono::floor<std::chrono::days>(now)};

std::vector<Why> reasons(const store::AccountFacts& given)
{
    std::vector<Why> found;
    for (const auto& each : flow::diagnose(given, importing, now)) found.push_back(each.why);
    return found;
}

store::LinkFact link(base::Instant expires_at)
{
    return {
        .purpose = store::LinkPurpose::set_password,
        .created_at = now - hours{1},
        .expires_at = expires_at,
        .used_at = {},
        .ended_at = {}};
}

store::MailFact mail(store::MailState state, unsigned attempts)
{
    return {
        .reason = store::MailReason::forgot,
        .state = state,
        .kind = "recovery",
        .recipient = "erkki@example.com",
        .reply = "550 no such user",
        .attempts = attempts,
        .created_at = now,
        .finished_at = now,
        .next_try_at = now};
}

bool is(const store::AccountFacts& given, const std::vector<Why>& expected)
{
    return reasons(given) == expected;
}

} // namespace

BOOST_AUTO_TEST_SUITE(staff_diagnosis)

BOOST_AUTO_TEST_CASE(an_account_without_fault_says_so_and_when_it_was_used)
{
    auto given = facts();
    given.last_sign_in = now;
    BOOST_TEST(is(given, {Why::nothing_wrong}));
    BOOST_TEST((flow::diagnose(given, importing, now).front().at == now));
}

BOOST_AUTO_TEST_CASE(whoever_has_not_moved_over_is_told_how_to)
{
    auto given = facts();
    given.account.password_hash.reset();
    BOOST_TEST(is(given, {Why::no_password}));
    given.links = {link(now + hours{1})};
    BOOST_TEST(is(given, {Why::no_password, Why::link_open}));
    given.links = {link(now)};
    BOOST_TEST(is(given, {Why::no_password, Why::link_expired}));
    given.links.front().used_at = now;
    BOOST_TEST(is(given, {Why::no_password}));
    given.links = {link(now + hours{1})};
    given.links.front().ended_at = now;
    BOOST_TEST(is(given, {Why::no_password}));
}

BOOST_AUTO_TEST_CASE(a_link_whether_open_or_expired_is_no_fault_of_an_account_with_a_password)
{
    auto given = facts();
    given.links = {link(now + hours{1})};
    BOOST_TEST(is(given, {Why::link_open, Why::nothing_wrong}));
    given.links = {link(now)};
    BOOST_TEST(is(given, {Why::link_expired, Why::nothing_wrong}));
}

BOOST_AUTO_TEST_CASE(a_change_that_waits_is_no_fault_and_a_password_that_is_shut_is_one)
{
    auto given = facts();
    given.waiting = store::StaffChange{};
    given.waiting->what.due_at = now + hours{48};
    BOOST_TEST(is(given, {Why::change_waits, Why::nothing_wrong}));
    given.failures.password_is_shut = true;
    BOOST_TEST(is(given, {Why::password_shut, Why::change_waits}));
    given.failures = {.failures = 100, .device_is_shut = true};
    BOOST_TEST(is(given, {Why::device_shut, Why::change_waits}));
}

BOOST_AUTO_TEST_CASE(a_password_of_the_portal_is_told_of_while_it_holds_and_when_it_does_not_any_more)
{
    auto given = facts();
    given.account.password_hash = "$imported$sha512-crypt:5000:0:0:0$salt$mark$argon2id$v=19$rest";
    BOOST_TEST(is(given, {Why::old_password, Why::nothing_wrong}));
    const auto later = flow::diagnose(given, importing, now + hours{48});
    BOOST_REQUIRE(later.size() == 1U);
    BOOST_TEST((later.front().why == Why::old_password_ended));
}

BOOST_AUTO_TEST_CASE(the_kinds_of_locks_are_told_apart)
{
    auto given = facts();
    given.account.state = store::AccountState::locked;
    for (const auto& [reason, why] :
         {std::pair{store::StateReason::staff, Why::locked}, std::pair{store::StateReason::deceased, Why::deceased},
          std::pair{store::StateReason::disputed_address, Why::disputed}}) {
        given.account.state_reason = reason;
        BOOST_TEST(is(given, {why}));
    }
}

BOOST_AUTO_TEST_CASE(what_hinders_most_comes_first)
{
    auto given = facts();
    given.account.state = store::AccountState::closed;
    given.account.mail_stopped = true;
    given.failures = {.failures = 9, .not_before = now + hours{1}};
    given.mails = {mail(store::MailState::dead, 3)};
    BOOST_TEST(is(given, {Why::closed, Why::throttled, Why::mails_stopped, Why::mail_refused}));
}

BOOST_AUTO_TEST_CASE(of_the_mails_the_newest_that_was_to_leave_counts)
{
    auto given = facts();
    given.mails = {
        mail(store::MailState::not_sent, 1), mail(store::MailState::sent, 1), mail(store::MailState::dead, 9)};
    BOOST_TEST(is(given, {Why::nothing_wrong}));
    given.mails = {mail(store::MailState::queued, 2)};
    BOOST_TEST(is(given, {Why::mail_waits}));
    BOOST_TEST(flow::diagnose(given, importing, now).front().text == "550 no such user");
    given.mails.front().reply.clear();
    BOOST_TEST(is(given, {Why::nothing_wrong}));
}

BOOST_AUTO_TEST_CASE(an_address_that_takes_no_mail_says_what_the_server_said)
{
    auto given = facts();
    given.mails = {mail(store::MailState::dead, 3)};
    given.bounce = store::Bounce{.at = now, .status = "5.1.1", .reply = "550 no such user"};
    BOOST_TEST(is(given, {Why::bounced}));
    BOOST_TEST(flow::diagnose(given, importing, now).front().text == "550 no such user");
}

//
BOOST_AUTO_TEST_CASE(whoever_was_told_that_the_account_is_dormant_can_sign_in_until_it_is_closed)
{
    auto given = facts();
    given.dormancy_told_at = now - std::chrono::days{10};
    BOOST_TEST(is(given, {Why::dormant, Why::nothing_wrong}));
    BOOST_TEST((flow::diagnose(given, importing, now).front().at == now + std::chrono::days{50}));
    given.dormancy_told_at = now - std::chrono::days{90};
    BOOST_TEST(is(given, {Why::nothing_wrong}));
    given.dormancy_told_at = now;
    given.account.state = store::AccountState::closed;
    BOOST_TEST(is(given, {Why::closed}));
}

//
BOOST_AUTO_TEST_CASE(a_password_that_staff_took_away_is_said_to_be_so)
{
    auto given = facts();
    given.account.password_hash = "$retired$" + given.account.password_hash.value();
    BOOST_TEST(is(given, {Why::retired}));
}

BOOST_AUTO_TEST_CASE(every_finding_has_a_name_of_its_own)
{
    std::vector<std::string_view> names;
    for (int why = 0; why <= static_cast<int>(Why::nothing_wrong); ++why)
        names.push_back(flow::name(static_cast<Why>(why)));
    std::ranges::sort(names);
    BOOST_TEST((std::ranges::adjacent_find(names) == names.end()));
    BOOST_TEST((flow::name(Why::nothing_wrong) == "nothing_wrong"));
}

BOOST_AUTO_TEST_SUITE_END()
