#include "account_json.hpp"
#include "auth/email_address.hpp"
#include "flow/attempt_keys.hpp"
#include "staff_line.hpp"
#include "store/staff_search.hpp"
#include "store/trail.hpp"

#include <iostream>
#include <map>

namespace admin {
namespace {

/// What to say on the telephone.
const std::map<flow::Why, const char*> sentences{
    {flow::Why::deceased, "locked: its owner has died"},
    {flow::Why::disputed,
     "locked: a change of address is in dispute; find out whose it is, then unlock it or change its address"},
    {flow::Why::locked, "locked by staff; the reason stands below"},
    {flow::Why::closed, "closed; its owner may come back by signing in; erased on"},
    {flow::Why::password_shut,
     "a hundred wrong passwords closed the password to new browsers: send a link, or unlock the account"},
    {flow::Why::device_shut,
     "a hundred wrong passwords closed the password to a browser that it knows: send a link, or unlock the account"},
    {flow::Why::throttled, "too many wrong passwords: the next attempt counts from"},
    {flow::Why::change_waits, "a change by staff takes effect on"},
    {flow::Why::change_unconfirmed,
     "a change by staff is dropped, unless a second person confirms it (confirm-change), on"},
    {flow::Why::dormant,
     "nobody has used it for years, and its owner was told so: closed, unless somebody signs in, on"},
    {flow::Why::mails_stopped, "the reader of the address said that it is not theirs: no mail leaves; since"},
    {flow::Why::bounced, "the address takes no mail: change it (set-email, at once); since"},
    {flow::Why::mail_refused, "the newest mail did not arrive:"},
    {flow::Why::mail_waits, "the newest mail is being tried again:"},
    {flow::Why::no_password,
     "has set no password yet: enter the address on the login page, press \"Jatka\", open the mailed link"},
    {flow::Why::old_password,
     "has the old portal's password, which was never used here: sign in with it, or ask for a link"},
    {flow::Why::old_password_ended, "the old portal's password lets nobody in any more: send a link"},
    {flow::Why::retired,
     "staff took the password away, since others may know it: set another one with the mailed link"},
    {flow::Why::link_open, "a link for a password was mailed; good until"},
    {flow::Why::link_expired, "the mailed link ran out unused: ask for a new one; it ran out on"},
    {flow::Why::nothing_wrong, "nothing is wrong: signs in with address and password"},
};

std::string when(const std::optional<base::Instant>& at)
{
    return at ? ' ' + base::to_datetime(*at) : std::string{};
}

void print_waiting(const store::StaffChange& change)
{
    const auto& what = change.what;
    std::cout << "    change " << change.id << ": "
              << (what.kind == store::StaffChangeKind::merge ? "merge into " : "new address ") << what.user_name.typed
              << "; asked for by " << what.actor << " (" << what.unit << "): " << what.reason << '\n';
}

void print_diagnoses(const store::AccountFacts& facts, const std::vector<flow::Diagnosis>& diagnoses)
{
    std::cout << "\nWhat is the matter\n";
    for (const auto& each : diagnoses) {
        std::cout << "  - " << sentences.at(each.why);
        if (each.why == flow::Why::nothing_wrong) std::cout << (each.at ? "; last signed in" : "; never signed in yet");
        std::cout << when(each.at);
        if (!each.text.empty()) std::cout << " (" << each.text << ')';
        std::cout << '\n';
        const bool is_change = each.why == flow::Why::change_waits || each.why == flow::Why::change_unconfirmed;
        if (is_change && facts.waiting) print_waiting(*facts.waiting);
    }
}

void print_account(const store::AccountFacts& facts)
{
    const auto& account = facts.account;
    std::cout << account.email << "\n  " << account.given_name << ' ' << account.family_name << "\n  account "
              << account.public_id << ", " << state_name(account) << (facts.state_since ? " since" : "")
              << when(facts.state_since) << "\n  created" << when(facts.created_at);
    if (facts.password_set_at) std::cout << ", password set" << when(facts.password_set_at);
    if (facts.last_sign_in) std::cout << ", last signed in" << when(facts.last_sign_in);
    std::cout << "\n  failed attempts in a row: " << facts.failures.failures << '\n';
    if (facts.staff)
        std::cout << "  member of staff (" << facts.staff->unit << ") until" << when(facts.staff->ends_at)
                  << (facts.staff->suspended_at ? ", suspended" : "") << '\n';
    for (const auto& user : facts.old_users)
        std::cout << "  old user " << user.portal_id << ": " << user.old_name
                  << (user.note.empty() ? "" : " (" + user.note + ")") << '\n';
}

/// Parts that are not empty, each row on a line, times in UTC.
void print_lists(const store::AccountFacts& facts)
{
    if (!facts.mails.empty()) std::cout << "\nMails, the newest first\n";
    for (const auto& mail : facts.mails)
        std::cout << "  " << base::to_datetime(mail.created_at) << "  " << (mail.kind.empty() ? "-" : mail.kind) << "  "
                  << mail_state_name(mail.state) << (mail.reply.empty() ? "" : ": " + mail.reply) << '\n';
    if (!facts.links.empty()) std::cout << "\nLinks, the newest first\n";
    for (const auto& link : facts.links)
        std::cout << "  " << base::to_datetime(link.created_at) << "  " << link_purpose_name(link.purpose) << "  "
                  << (link.used_at    ? "used" + when(link.used_at)
                      : link.ended_at ? "ended" + when(link.ended_at)
                                      : "until" + when(link.expires_at))
                  << '\n';
    if (!facts.sessions.empty()) std::cout << "\nSigned in\n";
    for (const auto& session : facts.sessions)
        std::cout << "  since" << when(session.times.created_at) << ", last used" << when(session.times.last_seen_at)
                  << "  " << session.user_agent << '\n';
    if (!facts.by_staff.empty()) std::cout << "\nWhat staff did, the newest first\n";
    for (const auto& act : facts.by_staff)
        std::cout << "  " << base::to_datetime(act.at) << "  " << store::audit_name(act.kind) << "  " << act.unit
                  << (act.reason.empty() ? "" : ": " + act.reason) << '\n';
}

/// Nobody, several, or old users that lead to no account: enough to see why.
void print_people(const std::string& who, const store::FoundPeople& found)
{
    if (found.rows.empty()) throw WrongInput{"nobody has the address, old user name or name \"" + who + '"'};
    std::cout << "No single account is meant by \"" << who << "\". Found:\n";
    for (const auto& person : found.rows)
        std::cout << "  " << (person.email.empty() ? "(no address)" : person.email) << "  " << person.name
                  << (person.old_name.empty() ? "" : "  old user " + person.old_name)
                  << (person.old_status ? std::string{" ("}.append(old_user_state_name(*person.old_status)) + ")" : "")
                  << (person.old_note.empty() ? "" : ": " + person.old_note) << '\n';
    if (found.has_more) std::cout << "  … and more\n";
}

void show(Shell& shell, const std::string& who, bool as_json)
{
    constexpr unsigned most_people = 50;
    CommandLineDesk line{shell};
    auto& db = line.connection.db;
    const auto found = store::identify(db, auth::parse_email_address(who), auth::user_name_key(who));
    if (!found) {
        const auto people = store::search_people(db, who, most_people);
        flow::record_search(line.desk);
        shell.has_faults = true;
        if (as_json) std::cout << to_json(people).dump(2) << '\n';
        return as_json ? void() : print_people(who, people);
    }
    flow::record_look(line.desk, found->account);
    const auto now = line.desk.now;
    const auto keys = flow::owner_keys(db, line.settings, found->account, now);
    const auto facts = store::account_facts(db, found->account, keys, now);
    const auto diagnoses = flow::diagnose(facts, line.settings.importing, now);
    if (as_json) {
        std::cout << to_json(facts, diagnoses).dump(2) << '\n';
        return;
    }
    print_account(facts);
    print_diagnoses(facts, diagnoses);
    print_lists(facts);
    std::cout << "\nTimes are UTC.\n";
}

} // namespace

void add_account_show(CLI::App& account, Shell& shell)
{
    auto* command =
        account.add_subcommand("show", "Everything that tells why somebody cannot get in; looking is recorded");
    const auto who = std::make_shared<std::string>();
    const auto as_json = std::make_shared<bool>(false);
    command->add_option("who", *who, "E-mail address or old user name")->required();
    command->add_flag("--json", *as_json, "Print one JSON object instead of text");
    command->callback([who, as_json, &shell] { show(shell, *who, *as_json); });
}

} // namespace admin
