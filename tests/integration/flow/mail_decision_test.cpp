#include "flow/mail_decision.hpp"

#include "store/legacy_users.hpp"
#include "store/staff_changes.hpp"
#include "support/mariadb.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

using namespace std::chrono_literals;
using store::MailReason;
using view::MailKind;

namespace {

const base::Instant now = base::from_datetime("2026-11-23 08:00:00");

struct MailDecisions : support::FreshDatabase {
    base::AccountId
    account(const std::string& address, std::optional<std::string> hash = "$hash$", std::string given_name = "Aino")
    {
        return store::in_transaction(pages, [&](store::Transaction& tx) {
            return store::create_account(
                       tx,
                       {.email = auth::parse_email_address(address).value(),
                        .given_name = std::move(given_name),
                        .family_name = "Virtanen",
                        .language = std::nullopt,
                        .password_hash = std::move(hash)},
                       now)
                .value();
        });
    }

    void old_user(
        const std::string& name, const std::optional<base::AccountId>& owner, store::LegacyStatus status,
        const std::string& email)
    {
        (void)store::execute(
            root,
            "INSERT INTO legacy_user (portal_user_id, old_name, old_name_key, email, email_key, status, account_id,"
            " linked_at, imported_at) VALUES (?, ?, ?, NULLIF(?, ''), NULLIF(?, ''), ?, ?, ?, ?)",
            "id-" + name, name, name, email, email, status, owner, now, now);
    }

    /// As an older release with other rules may have stored it.
    void spoil_address(base::AccountId of)
    {
        (void)store::execute(root, "UPDATE account SET email = 'no address' WHERE id = ?", of);
    }

    void lock(base::AccountId id, store::StateReason reason = store::StateReason::staff)
    {
        store::in_transaction(pages, [&](store::Transaction& tx) { (void)store::lock_account(tx, id, reason, now); });
    }

    void stop_mails(base::AccountId id)
    {
        store::in_transaction(pages, [&](store::Transaction& tx) { store::stop_mails(tx, id, now); });
    }

    void erase(base::AccountId id) { (void)store::execute(root, "DELETE FROM account WHERE id = ?", id); }

    std::uint64_t staff_change(base::AccountId of, store::StaffChangeKind kind)
    {
        return store::in_transaction(admin, [&](store::Transaction& tx) {
            return store::add_staff_change(
                       tx,
                       {.kind = kind,
                        .account = of,
                        .old_email = "aino@example.com",
                        .user_name = auth::parse_email_address("uusi@example.com").value(),
                        .into = std::nullopt,
                        .actor = "helena",
                        .actor_account = std::nullopt,
                        .unit = "neuvonta",
                        .identity_check = store::IdentityCheck::document,
                        .reason = "asked at the counter",
                        .language = base::Language::fi,
                        .due_at = now + 72h},
                       now)
                .id;
        });
    }

    /// A row of this reason that says the account's own address, as an act of its owner queues it.
    static store::QueuedMail
    mail(MailReason reason, const std::optional<base::AccountId>& of, std::string typed = "aino@example.com")
    {
        return {
            .id = 1,
            .reason = reason,
            .typed = std::move(typed),
            .account = of,
            .password_generation = 1,
            .language = base::Language::sv,
            .return_url = "",
            .created_at = now,
            .attempts = 1};
    }

    /// A mail has left to aino@example.com.
    void sent(const std::string& kind, base::Instant at)
    {
        (void)store::execute(
            root,
            "INSERT INTO mail_outbox (reason, typed, typed_digest, password_generation, locale, state, next_try_at,"
            " kind, recipient_key, created_at, finished_at)"
            " VALUES (2, '', REPEAT('x', 32), 1, 'fi', 2, ?, ?, 'aino@example.com', ?, ?)",
            at, kind, at, at);
    }

    /// Why no mail leaves; "" when one does.
    std::string refusal(const store::QueuedMail& mail)
    {
        const auto decision = flow::decide_mail(background, installation, mail, now);
        const auto* none = std::get_if<flow::NoMail>(&decision);
        return none == nullptr ? std::string{} : none->why;
    }

    flow::MailToSend to_send(const store::QueuedMail& mail)
    {
        BOOST_REQUIRE_EQUAL(refusal(mail), "");
        return std::get<flow::MailToSend>(flow::decide_mail(background, installation, mail, now));
    }

    base::Settings installation;
};

std::string name_of(MailKind kind)
{
    return std::string{view::name(kind)};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(mail_decision, MailDecisions)

BOOST_AUTO_TEST_CASE(a_password_that_is_slowed_is_told_of_to_whoever_has_one_and_not_by_an_old_name)
{
    const auto aino = account("aino@example.com");
    (void)account("ilman@example.com", std::nullopt);
    old_user("aino", aino, store::LegacyStatus::linked, "aino@example.com");
    const auto told = to_send(mail(MailReason::sign_in_slowed, std::nullopt));
    BOOST_TEST(name_of(told.kind) == name_of(MailKind::sign_in_slowed));
    BOOST_TEST(refusal(mail(MailReason::sign_in_slowed, std::nullopt, "aino")) == "needs no mail");
    BOOST_TEST(refusal(mail(MailReason::sign_in_slowed, std::nullopt, "ilman@example.com")) == "needs no mail");
}

BOOST_AUTO_TEST_CASE(a_reason_that_only_a_later_release_knows_leads_to_no_mail)
{
    const auto aino = account("aino@example.com");
    BOOST_TEST(refusal(mail(static_cast<MailReason>(200), aino)) == "needs no mail");
    BOOST_TEST(refusal(mail(static_cast<MailReason>(200), {}, "x@example.com")) == "nobody has this address");
}

BOOST_AUTO_TEST_CASE(a_link_that_was_asked_for_before_the_last_change_of_password_does_not_leave)
{
    const auto aino = account("aino@example.com");
    const auto other = account("toinen@example.com");
    auto asked = mail(MailReason::forgot, aino);
    BOOST_TEST(refusal(asked).empty());
    asked.password_generation = 0;
    BOOST_TEST(refusal(asked) == "password or address changed since");
    // Somebody else's generation says nothing about the account that the typed address leads to by now.
    asked.account = other;
    BOOST_TEST(refusal(asked).empty());
}

BOOST_AUTO_TEST_CASE(an_address_on_file_that_is_none_gets_no_mail)
{
    const auto aino = account("aino@example.com");
    const auto other = account("muu@example.com");
    old_user("aino", aino, store::LegacyStatus::linked, "aino@example.com");
    old_user("vanha", std::nullopt, store::LegacyStatus::long_unseen, "no address");
    old_user("kadonnut", std::nullopt, store::LegacyStatus::long_unseen, "");
    const auto change = staff_change(other, store::StaffChangeKind::new_address);
    spoil_address(aino);
    const std::string none = "address on file cannot be written to";
    BOOST_TEST(refusal(mail(MailReason::forgot, aino)) == none);
    BOOST_TEST(refusal(mail(MailReason::password_changed, aino, "")) == none);
    BOOST_TEST(refusal(mail(MailReason::add_old_user, other, "vanha")) == none);
    BOOST_TEST(refusal(mail(MailReason::add_old_user, other, "kadonnut")) == none);
    BOOST_TEST(refusal(mail(MailReason::email_change, other, "no address")) == "address cannot be written to");
    auto told = mail(MailReason::staff_change, other, "no address");
    told.staff_change = change;
    BOOST_TEST(refusal(told) == none);
    (void)store::execute(root, "UPDATE account SET password_hash = NULL, first_password_at = NULL WHERE id = ?", aino);
    BOOST_TEST(refusal(mail(MailReason::invitation, aino)) == none);
}

BOOST_AUTO_TEST_CASE(a_notice_goes_to_the_address_that_the_account_had_and_else_to_its_own)
{
    const auto aino = account("aino@example.com");
    BOOST_TEST(to_send(mail(MailReason::password_changed, aino, "")).recipient.key == "aino@example.com");
    const auto told = to_send(mail(MailReason::email_changed_new, aino, "ennen@example.com"));
    BOOST_TEST(told.recipient.key == "ennen@example.com");
    BOOST_TEST(name_of(told.kind) == name_of(MailKind::email_changed_new));
    BOOST_TEST((told.language == base::Language::sv));
}

BOOST_AUTO_TEST_CASE(a_notice_about_an_account_that_is_gone_leads_to_no_mail)
{
    const auto aino = account("aino@example.com");
    erase(aino);
    BOOST_TEST(refusal(mail(MailReason::password_changed, aino)) == "account is gone");
    BOOST_TEST(refusal(mail(MailReason::password_changed, std::nullopt)) == "account is gone");
}

BOOST_AUTO_TEST_CASE(nobody_writes_to_somebody_who_has_died_or_said_that_the_address_is_not_theirs)
{
    const auto dead = account("vainaja@example.com");
    const auto silent = account("hiljaa@example.com");
    const auto aino = account("aino@example.com");
    lock(dead, store::StateReason::deceased);
    stop_mails(silent);
    const std::string stopped = "mails to this address were stopped by its reader";
    BOOST_TEST(refusal(mail(MailReason::account_frozen, dead)) == "account is locked");
    BOOST_TEST(refusal(mail(MailReason::account_frozen, silent)) == stopped);
    for (const auto& [of, why] : {std::pair{dead, std::string{"account is locked"}}, {silent, stopped}}) {
        auto told = mail(MailReason::staff_change, of);
        told.staff_change = staff_change(of, store::StaffChangeKind::new_address);
        BOOST_TEST(refusal(told) == why);
    }
    BOOST_TEST(refusal(mail(MailReason::email_change, aino, "vainaja@example.com")) == "account is locked");
    BOOST_TEST(refusal(mail(MailReason::email_change, aino, "hiljaa@example.com")) == stopped);
    // What a lock of staff is about is told, whatever else does not leave.
    lock(aino);
    BOOST_TEST(refusal(mail(MailReason::account_frozen, aino)).empty());
    BOOST_TEST(refusal(mail(MailReason::forgot, std::nullopt)) == "account is locked");
}

BOOST_AUTO_TEST_CASE(the_link_that_undoes_a_change_of_address_does_not_leave_once_it_is_undone)
{
    const auto aino = account("aino@example.com");
    const auto change = store::in_transaction(pages, [&](store::Transaction& tx) {
        return store::change_email(
                   tx, store::find_account(pages, aino).value(), auth::parse_email_address("uusi@example.com").value(),
                   now + 168h, now)
            .value();
    });
    auto told = mail(MailReason::email_changed_old, aino);
    told.email_change = change;
    const auto found = to_send(told);
    BOOST_TEST(name_of(found.kind) == name_of(MailKind::email_changed_old));
    BOOST_TEST(found.recipient.key == "aino@example.com");
    BOOST_TEST(found.email_change.value().new_email == "uusi@example.com");
    store::in_transaction(pages, [&](store::Transaction& tx) {
        BOOST_TEST(store::undo_email_change(tx, store::find_email_change(pages, change, now).value(), now));
    });
    BOOST_TEST(refusal(told) == "the change of address was undone already");
}

BOOST_AUTO_TEST_CASE(whoever_asks_for_a_former_address_is_told_that_it_is_kept_and_gets_no_account)
{
    const auto aino = account("aino@example.com");
    store::in_transaction(pages, [&](store::Transaction& tx) {
        const auto wanted = auth::parse_email_address("uusi@example.com").value();
        BOOST_TEST(
            store::change_email(tx, store::find_account(pages, aino).value(), wanted, now + 168h, now).has_value());
    });
    for (const auto reason : {MailReason::forgot, MailReason::registration}) {
        const auto told = to_send(mail(reason, std::nullopt));
        BOOST_TEST(name_of(told.kind) == name_of(MailKind::unknown));
        BOOST_TEST(told.is_reserved);
        const auto free = to_send(mail(reason, std::nullopt, "vapaa@example.com"));
        BOOST_TEST(!free.is_reserved);
    }
    BOOST_TEST(refusal(mail(MailReason::login_first_step, std::nullopt)) == "nobody has this address");
}

BOOST_AUTO_TEST_CASE(a_change_by_staff_is_told_of_while_it_waits_and_each_kind_by_its_own_mail)
{
    const auto aino = account("aino@example.com");
    auto told = mail(MailReason::staff_change, aino);
    BOOST_TEST(refusal(told) == "the change was stopped or made already"); // of none
    told.staff_change = staff_change(aino, store::StaffChangeKind::merge);
    BOOST_TEST(name_of(to_send(told).kind) == name_of(MailKind::staff_change_merge));
    told.staff_change = staff_change(aino, store::StaffChangeKind::new_address);
    BOOST_TEST(name_of(to_send(told).kind) == name_of(MailKind::staff_change_address));
    auto of_nobody = told;
    of_nobody.account = std::nullopt;
    BOOST_TEST(refusal(of_nobody) == "the change was stopped or made already");
    store::in_transaction(
        admin, [&](store::Transaction& tx) { BOOST_TEST(store::stop_staff_change(tx, *told.staff_change, now)); });
    BOOST_TEST(refusal(told) == "the change was stopped or made already");
}

BOOST_AUTO_TEST_CASE(what_an_account_asks_for_is_void_once_it_is_locked_gone_or_has_another_password)
{
    const auto aino = account("aino@example.com");
    old_user("vanha", std::nullopt, store::LegacyStatus::long_unseen, "vanha@example.com");
    for (const auto& [reason, typed] :
         {std::pair{MailReason::email_change, "uusi@example.com"}, {MailReason::add_old_user, "vanha"}}) {
        auto asked = mail(reason, aino, typed);
        BOOST_TEST(refusal(asked).empty());
        BOOST_TEST(refusal(mail(reason, std::nullopt, typed)) == "account is not active");
        asked.password_generation = 0;
        BOOST_TEST(refusal(asked) == "password or address changed since");
    }
    lock(aino);
    BOOST_TEST(refusal(mail(MailReason::email_change, aino, "uusi@example.com")) == "account is not active");
    BOOST_TEST(refusal(mail(MailReason::add_old_user, aino, "vanha")) == "account is not active");
    erase(aino);
    BOOST_TEST(refusal(mail(MailReason::email_change, aino, "uusi@example.com")) == "account is not active");
    BOOST_TEST(refusal(mail(MailReason::add_old_user, aino, "vanha")) == "account is not active");
}

BOOST_AUTO_TEST_CASE(whoever_has_the_wanted_address_is_told_and_ones_own_can_be_confirmed_again)
{
    const auto aino = account("aino@example.com");
    (void)account("varattu@example.com");
    BOOST_TEST(
        name_of(to_send(mail(MailReason::email_change, aino, "varattu@example.com")).kind) ==
        name_of(MailKind::email_taken));
    BOOST_TEST(
        name_of(to_send(mail(MailReason::email_change, aino, "vapaa@example.com")).kind) ==
        name_of(MailKind::email_confirm));
    // The same address in another spelling is the account's own, not taken.
    BOOST_TEST(
        name_of(to_send(mail(MailReason::email_change, aino, "Aino@example.com")).kind) ==
        name_of(MailKind::email_confirm));
}

BOOST_AUTO_TEST_CASE(an_old_user_that_is_somebodys_or_nobodys_is_not_added_by_a_link)
{
    const auto aino = account("aino@example.com");
    const auto other = account("muu@example.com");
    old_user("toisen", other, store::LegacyStatus::linked, "muu@example.com");
    BOOST_TEST(refusal(mail(MailReason::add_old_user, aino, "toisen")) == "old user cannot be added by a link");
    BOOST_TEST(
        refusal(mail(MailReason::add_old_user, aino, "tuntematon")) == "nobody has this name, or several people do");
}

BOOST_AUTO_TEST_CASE(an_invitation_leaves_only_to_whoever_may_still_be_invited)
{
    const auto aino = account("aino@example.com", std::nullopt);
    BOOST_TEST(refusal(mail(MailReason::invitation, aino)) == "need not or must not be invited"); // no old user
    old_user("aino", aino, store::LegacyStatus::linked, "aino@example.com");
    const auto invited = to_send(mail(MailReason::invitation, aino));
    BOOST_TEST(invited.recipient.key == "aino@example.com");
    BOOST_TEST(!invited.with_old_password);
    BOOST_TEST(refusal(mail(MailReason::invitation, std::nullopt)) == "need not or must not be invited");
    (void)store::execute(root, "UPDATE account SET password_hash = '$hash$'");
    BOOST_TEST(refusal(mail(MailReason::invitation, aino)) == "need not or must not be invited");
}

BOOST_AUTO_TEST_CASE(an_address_of_several_people_is_told_so_unless_it_cannot_be_written_to)
{
    old_user("eka", std::nullopt, store::LegacyStatus::shared_address, "yhteinen@example.com");
    old_user("toka", std::nullopt, store::LegacyStatus::shared_address, "yhteinen@example.com");
    BOOST_TEST(
        name_of(to_send(mail(MailReason::forgot, std::nullopt, "yhteinen@example.com")).kind) ==
        name_of(MailKind::shared));
    BOOST_TEST(to_send(mail(MailReason::forgot, std::nullopt, "eka")).recipient.key == "yhteinen@example.com");
    (void)store::execute(root, "UPDATE legacy_user SET email = 'no address'");
    BOOST_TEST(refusal(mail(MailReason::forgot, std::nullopt, "eka")) == "shared address cannot be written to");
}

BOOST_AUTO_TEST_CASE(
    an_address_gets_three_times_the_daily_mails_of_one_kind_and_then_one_when_the_last_link_is_over)
{
    (void)account("aino@example.com");
    installation.mail.per_address_and_day = 1;
    const auto asked = mail(MailReason::forgot, std::nullopt);
    const auto asked_of_others = mail(MailReason::email_change, account("toinen@example.com"));
    sent("already", now - 4h);
    sent("recovery", now - 3h);
    BOOST_TEST(refusal(asked_of_others).empty());
    sent("email_taken", now - 25h); // of yesterday
    BOOST_TEST(refusal(asked_of_others).empty());
    sent("registration", now - 2h);
    BOOST_TEST(refusal(asked_of_others) == "daily limit of this address");
    BOOST_TEST(refusal(asked).empty());
    sent("recovery", now - 57min); // its link is good for an hour
    BOOST_TEST(refusal(asked) == "daily limit of this address");
    (void)store::execute(
        root, "UPDATE mail_outbox SET finished_at = ? WHERE finished_at = ?", now - 58min, now - 57min);
    BOOST_TEST(refusal(asked).empty());
}

BOOST_AUTO_TEST_CASE(a_notice_of_a_new_browser_leaves_whatever_else_was_asked_for_and_once_in_ten_minutes)
{
    const auto aino = account("aino@example.com");
    installation.mail.per_address_and_day = 1;
    for (const auto* kind : {"already", "recovery", "registration"}) sent(kind, now - 4h);
    const auto notice = mail(MailReason::new_device, aino);
    BOOST_TEST(refusal(notice) == "");
    sent(name_of(MailKind::new_device), now - 11min);
    BOOST_TEST(refusal(notice) == "");
    sent(name_of(MailKind::new_device), now - 9min);
    BOOST_TEST(refusal(notice) == "the same mail left within ten minutes");
}

BOOST_AUTO_TEST_CASE(an_address_that_was_an_old_user_name_can_be_registered_by_whoever_reads_it_now)
{
    const auto aino = account("aino@example.com");
    old_user("vanha@example.com", aino, store::LegacyStatus::linked, "vanha@example.com");
    BOOST_TEST(
        name_of(to_send(mail(MailReason::registration, std::nullopt, "vanha@example.com")).kind) ==
        name_of(MailKind::registration));
    BOOST_TEST(
        to_send(mail(MailReason::forgot, std::nullopt, "vanha@example.com")).recipient.key == "aino@example.com");
}

BOOST_AUTO_TEST_CASE(two_old_user_names_asked_for_in_a_row_each_get_their_mail)
{
    const auto aino = account("aino@example.com");
    for (const auto* name : {"eka", "toka"})
        old_user(name, std::nullopt, store::LegacyStatus::long_unseen, "posti@example.com");
    const auto left = [&](MailReason reason, base::AccountId by, const std::string& typed, MailKind kind) {
        const auto asked = mail(reason, by, typed);
        store::queue_mail(
            pages,
            {.reason = reason, .typed = typed, .account = by, .password_generation = 1, .language = base::Language::fi},
            now);
        const auto id = store::claim_mails(background, 1, 60s, now).at(0).id;
        store::finish_mail(
            background, id, store::MailState::sent, name_of(kind), to_send(asked).recipient.key, "", now);
    };
    left(MailReason::add_old_user, aino, "eka", MailKind::add_old_user);
    BOOST_TEST(refusal(mail(MailReason::add_old_user, aino, "eka")) == "the same mail left just before");
    BOOST_TEST(refusal(mail(MailReason::add_old_user, aino, "toka")) == "");
    const auto eeva = account("eeva@example.com");
    left(MailReason::email_change, eeva, "uusi@example.com", MailKind::email_confirm);
    BOOST_TEST(refusal(mail(MailReason::email_change, eeva, "uusi@example.com")) == "the same mail left just before");
    BOOST_TEST(refusal(mail(MailReason::email_change, aino, "uusi@example.com")) == "");
}

BOOST_AUTO_TEST_SUITE_END()
