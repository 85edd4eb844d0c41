#include "auth/email_address.hpp"
#include "flow/staff_changes.hpp"
#include "staff_line.hpp"

#include <map>

namespace admin {
namespace {

constexpr const char* examples =
    R"(Every command that changes something asks for a reason, which the resident reads on /Account/Settings/Activity. Looking
is recorded there, too. No command shows or sets a password.

Examples:
  asiointi-admin account show erkki52
  asiointi-admin account send-link esimerkki.erkki@example.com --reason "Asiakas soitti"
  asiointi-admin account retire-password esimerkki.erkki@example.com --reason "Salasana on vuotanut toisesta palvelusta"
  asiointi-admin account lock esimerkki.erkki@example.com --reason "Epäily väärinkäytöstä"
  asiointi-admin account lock vanha@example.com --deceased --reason "Ilmoitus omaiselta"
  asiointi-admin account unlock esimerkki.erkki@example.com --reason "Kävi palvelupisteessä"
  asiointi-admin account start-mails esimerkki.erkki@example.com --reason "Asiakkaan pyyntö"
  asiointi-admin account set-email esimerkki.erkki@example.com --to uusi@example.com --identity document --reason "Kävi palvelupisteessä"
  asiointi-admin account merge vanha@example.com --into uusi@example.com --identity strong --reason "Asiakkaan pyyntö"
  asiointi-admin account confirm-change esimerkki.erkki@example.com --change 17 --reason "Näin saman asiakirjan"
  asiointi-admin account stop-change esimerkki.erkki@example.com --reason "Asiakas ei ollut pyytänyt muutosta"
  asiointi-admin account erase esimerkki.erkki@example.com --reason "Asiakkaan pyyntö")";

using flow::ActOutcome;
using Options = std::shared_ptr<StaffOptions>;

const std::map<std::string, store::IdentityCheck> identity_checks{
    {"document", store::IdentityCheck::document},
    {"strong", store::IdentityCheck::strong},
    {"in-person", store::IdentityCheck::known_in_person}};

/// From the word to the number that the option is read as.
const CLI::Validator identity_named{
    [](std::string& word) {
        const auto found = identity_checks.find(word);
        if (found == identity_checks.end()) return "is document, strong or in-person, and not \"" + word + '"';
        word = std::to_string(static_cast<int>(found->second));
        return std::string{};
    },
    "{document,in-person,strong}"};

/// What set-email and merge ask for beyond the reason.
struct ChangeOptions {
    std::string target; ///< the new address, or the account that stays
    store::IdentityCheck identity{};
};

CLI::App* add(CLI::App& account, const char* name, const char* help, const Options& options)
{
    auto* command = account.add_subcommand(name, help);
    command->add_option("who", options->who, "E-mail address or old user name")->required();
    add_staff_options(*command, *options);
    return command;
}

void add_identity(CLI::App& command, ChangeOptions& options)
{
    command.add_option("--identity", options.identity, "How you know who asks: document, strong or in-person")
        ->required()
        ->transform(identity_named)
        ->option_text("document|strong|in-person REQUIRED");
}

/// An act that needs a reason and nothing else.
using SimpleAct = ActOutcome (*)(const flow::Desk&, const store::Account&, const std::string&);

void add_simple(CLI::App& account, Shell& shell, const char* name, const char* help, SimpleAct act, const char* done)
{
    const auto options = std::make_shared<StaffOptions>();
    add(account, name, help, options)->callback([options, &shell, act, done] {
        CommandLineDesk line{shell, options->unit};
        const auto reason = checked_reason(options->reason);
        const auto found = line.find(options->who);
        report(shell, act(line.desk, found, reason), found, done);
    });
}

void add_lock(CLI::App& account, Shell& shell)
{
    const auto options = std::make_shared<StaffOptions>();
    const auto deceased = std::make_shared<bool>(false);
    auto* command = add(account, "lock", "Nobody signs in to it any more; its sessions end, its links die", options);
    command->add_flag("--deceased", *deceased, "Its owner has died: no mail leaves any more, either");
    command->callback([options, deceased, &shell] {
        CommandLineDesk line{shell, options->unit};
        const auto reason = checked_reason(options->reason);
        const auto found = line.find(options->who);
        const auto kind = *deceased ? flow::LockKind::deceased : flow::LockKind::staff;
        report(
            shell, flow::lock_account(line.desk, found, kind, reason), found,
            *deceased ? "locked (deceased)" : "locked");
    });
}

constexpr const char* link_now = "the password lets nobody in any more; a link for another one is on its way";
constexpr const char* link_when_unlocked =
    "the password lets nobody in any more; a link for another one leaves when the account is unlocked";

void add_retire_password(CLI::App& account, Shell& shell)
{
    const auto options = std::make_shared<StaffOptions>();
    auto* command = add(
        account, "retire-password", "Others may know its password: it lets nobody in, and a link is mailed", options);
    command->callback([options, &shell] {
        CommandLineDesk line{shell, options->unit};
        const auto reason = checked_reason(options->reason);
        const auto found = line.find(options->who);
        const bool is_locked = found.state == store::AccountState::locked;
        report(
            shell, flow::retire_password(line.desk, found, reason), found, is_locked ? link_when_unlocked : link_now);
    });
}

constexpr const char* at_once = "is changed now: mails to the present address do not arrive, so nobody could stop it";
constexpr const char* to_be_confirmed = "is to be changed when a second person confirms it within 48 hours "
                                        "(confirm-change); the present address is not told";
constexpr const char* in_two_days = "is to be changed in 48 hours; the present address was told, and can stop it";

/// Of a change that somebody has asked for.
const char* waiting_of(const store::Account& account)
{
    return flow::needs_second_member(account) ? to_be_confirmed : in_two_days;
}

void add_set_email(CLI::App& account, Shell& shell)
{
    const auto options = std::make_shared<StaffOptions>();
    const auto change = std::make_shared<ChangeOptions>();
    auto* command =
        add(account, "set-email", "Another address, in 48 hours; the present one is told and can stop it", options);
    command->add_option("--to", change->target, "The new address")->required();
    add_identity(*command, *change);
    command->callback([options, change, &shell] {
        CommandLineDesk line{shell, options->unit};
        const auto reason = checked_reason(options->reason);
        const auto address = auth::parse_email_address(change->target);
        if (!address) throw WrongInput{"\"" + change->target + "\" is no e-mail address"};
        const auto found = line.find(options->who);
        const auto outcome = flow::set_email(line.desk, found, *address, change->identity, reason);
        report(shell, outcome, found, outcome == ActOutcome::done ? at_once : waiting_of(found));
    });
}

void add_merge(CLI::App& account, Shell& shell)
{
    const auto options = std::make_shared<StaffOptions>();
    const auto change = std::make_shared<ChangeOptions>();
    auto* command = add(account, "merge", "It goes up in another account of the same person, in 48 hours", options);
    command->add_option("--into", change->target, "The account that stays: its address")->required();
    add_identity(*command, *change);
    command->callback([options, change, &shell] {
        CommandLineDesk line{shell, options->unit};
        const auto reason = checked_reason(options->reason);
        const auto found = line.find(options->who);
        const auto into = line.find(change->target);
        const auto outcome = flow::merge(line.desk, found, into, change->identity, reason);
        report(shell, outcome, found, outcome == ActOutcome::done ? at_once : waiting_of(found));
    });
}

void add_confirm_change(CLI::App& account, Shell& shell)
{
    const auto options = std::make_shared<StaffOptions>();
    const auto seen = std::make_shared<std::uint64_t>();
    auto* command =
        add(account, "confirm-change", "As a second person: the change that waits takes effect at once", options);
    command->add_option("--change", *seen, "The number of the change, as \"account show\" tells it")
        ->required()
        ->type_name("N");
    command->callback([options, seen, &shell] {
        CommandLineDesk line{shell, options->unit};
        const auto reason = checked_reason(options->reason);
        const auto found = line.find(options->who);
        report(shell, flow::confirm_change(line.desk, found, *seen, reason), found, "the change takes effect now");
    });
}

} // namespace

void add_account(CLI::App& app, Shell& shell)
{
    auto* account = app.add_subcommand("account", "Look after one resident's account");
    account->require_subcommand(1);
    account->footer(examples); // before the commands, which have it, too
    add_account_show(*account, shell);
    add_simple(*account, shell, "send-link", "Mail a link for a new password", flow::send_link, "a link is on its way");
    add_lock(*account, shell);
    add_retire_password(*account, shell);
    add_simple(
        *account, shell, "unlock", "Let its owner in again; failed attempts are forgotten", flow::unlock_account,
        "unlocked");
    add_simple(
        *account, shell, "start-mails", "Mail again an address whose reader had stopped it, or whose mails had bounced",
        flow::start_mails, "mails leave again");
    add_set_email(*account, shell);
    add_merge(*account, shell);
    add_confirm_change(*account, shell);
    add_simple(
        *account, shell, "stop-change", "The change that waits does not take place", flow::stop_waiting_change,
        "the change was stopped");
    add_simple(
        *account, shell, "erase", "Close it, as if its owner had; erased when the time to come back is over",
        flow::close_for_owner, "closed; erased when the time to come back is over");
}

} // namespace admin
