#include "app/key_purposes.hpp"
#include "app/settings_faults.hpp"
#include "base/time.hpp"
#include "keys_report.hpp"
#include "staff_line.hpp"
#include "store/peppers.hpp"

#include <algorithm>
#include <iostream>
#include <system_error>

namespace admin {
namespace {

using auth::KeyEntry;
using auth::KeyState;

constexpr std::size_t statements_kept = 2;

struct KeysCommand {
    std::string purpose = "statements";
    std::string file; ///< --file; "": as the settings say
    bool next = false;
    bool use = false;
    bool json = false;
};

const app::PurposeFacts& facts_of(const std::string& name)
{
    return *std::ranges::find(app::key_purposes, name, &app::PurposeFacts::name);
}

auth::Day today()
{
    return std::chrono::floor<std::chrono::days>(base::now());
}

/// The list of one purpose in its file, and the trail.
class KeyList {
public:
    KeyList(const Shell& shell, const app::PurposeFacts& facts, const std::string& file)
        : settings_{shell.settings()}, facts_{facts}, file_{
                                                          file.empty() ? app::key_file(settings_, facts.purpose) : file}
    {
        if (file_.empty())
            throw app::SettingsFaults{
                {{settings_.file, 0, "portal.signing_keys: names no file", "Add it, as in docs/portal.md."}}};
    }

    [[nodiscard]] const base::Settings& settings() const { return settings_; }
    [[nodiscard]] const std::string& file() const { return file_; }
    [[nodiscard]] std::vector<KeyEntry> entries() const { return app::list_keys(file_, facts_.purpose); }

    /// Writes the file, and then what was done into the trail: a key that is in use must never be one that no file has.
    void write(const std::vector<KeyEntry>& entries, const std::string& what) const
    {
        try {
            app::write_keys(file_, facts_.purpose, entries, settings_.secrets_file);
        } catch (const std::system_error& failure) {
            throw WrongInput{
                std::string{failure.what()} +
                ". Where the service gets a copy of the file (LoadCredential in its unit), change "
                "the file that the unit names: --file FILE"};
        }
        Connection connection{settings_.database};
        store::in_transaction(connection.db, [&](store::Transaction& tx) {
            const auto detail = std::string{facts_.name} + ": " + what;
            tx.record(operator_event(settings_, store::AuditKind::keys_changed, std::nullopt, detail), base::now());
        });
    }

private:
    base::Settings settings_;
    const app::PurposeFacts& facts_;
    std::string file_;
};

std::string name_of(const std::vector<KeyEntry>& entries, KeyState wanted)
{
    const auto states = auth::states_of(entries);
    const auto found = std::ranges::find(states, wanted);
    return auth::key_name(entries.at(static_cast<std::size_t>(found - states.begin())).key);
}

/// Portals fetch the set of public keys whenever they meet an unknown one, so few old ones are enough. Whoever rotates three
/// times in a row has got rid of all.
void drop_oldest_statements(std::vector<KeyEntry>& entries)
{
    const auto states = auth::states_of(entries);
    std::size_t verifying = 0;
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (states[i] != KeyState::verifying || ++verifying <= statements_kept) continue;
        entries.resize(i);
        return;
    }
}

void make_next(const KeyList& list)
{
    const auto entries = auth::with_next(list.entries(), today());
    const auto name = name_of(entries, KeyState::next);
    list.write(entries, name + " is made, and next");
    std::cout << name << " is next in " << list.file()
              << ". Bring it to every host and restart the service there; then: keys rotate --use\n";
}

void take_into_use(const KeyList& list, std::vector<KeyEntry> entries, const app::PurposeFacts& facts)
{
    auto used = auth::with_next_in_use(std::move(entries), today());
    if (!used) throw WrongInput{"no key is next; make one with --next, or rotate without --use"};
    if (facts.purpose == app::KeyPurpose::statements) drop_oldest_statements(*used);
    const auto name = name_of(*used, KeyState::current);
    list.write(*used, name + " is in use");
    std::cout << name << " is in front in " << list.file() << ". Restart the service, so that it is used.\n";
}

void rotate(const Shell& shell, const KeysCommand& command)
{
    const auto& facts = facts_of(command.purpose);
    const KeyList list{shell, facts, command.file};
    if (command.next) return make_next(list);
    take_into_use(list, command.use ? list.entries() : auth::with_next(list.entries(), today()), facts);
}

void retire(const Shell& shell, const KeysCommand& command)
{
    const auto& facts = facts_of("pepper");
    const KeyList list{shell, facts, command.file};
    list.write(auth::all_retired(list.entries(), today()), "retired: new hashes are made without it");
    std::cout << "New hashes are made without a pepper once the service is restarted; each sign-in replaces one. "
                 "Keep the file until keys prune has removed the old peppers.\n";
}

/// Removes what nothing can need any more; tells what stays, and why.
void prune(const Shell& shell, const app::PurposeFacts& facts, const KeysCommand& command)
{
    if (command.file.empty() && app::key_file(shell.settings(), facts.purpose).empty()) return;
    const KeyList list{shell, facts, command.file};
    Connection connection{list.settings().database};
    const auto entries = list.entries();
    const auto states = auth::states_of(entries);
    std::vector<KeyEntry> kept;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto name = auth::key_name(entries[i].key);
        const auto hashes = facts.keep ? 0 : store::count_hashes_with_pepper(connection.db, name);
        const bool is_over = auth::is_over(entries[i], states[i], facts.keep.value_or(std::chrono::days{0}), today());
        if (!is_over || hashes > 0) kept.push_back(entries[i]);
        if (is_over && hashes > 0)
            std::cout << facts.name << "  " << name << " stays: " << hashes << " hashes have it\n";
        if (is_over && hashes == 0) std::cout << facts.name << "  " << name << " removed\n";
    }
    if (kept.size() == entries.size()) return;
    list.write(kept, std::to_string(entries.size() - kept.size()) + " removed, nothing lives that was made with it");
}

void prune_all(const Shell& shell, const KeysCommand& command)
{
    for (const auto& facts : app::key_purposes)
        if (command.purpose.empty() || command.purpose == facts.name) prune(shell, facts, command);
}

void add_purpose(CLI::App& command, KeysCommand& options)
{
    std::vector<std::string> names;
    names.reserve(std::size(app::key_purposes));
    for (const auto& facts : app::key_purposes) names.emplace_back(facts.name);
    command.add_option("PURPOSE", options.purpose, "What the keys are for")->check(CLI::IsMember(names));
}

void add_file(CLI::App& command, KeysCommand& options)
{
    command.add_option("--file", options.file, "The file with the keys, in place of the one that the settings name");
}

void add_rotate(CLI::App& keys, Shell& shell)
{
    auto* command = keys.add_subcommand("rotate", "Put a new key in front; then the service must read it");
    const auto options = std::make_shared<KeysCommand>();
    add_purpose(*command, *options);
    add_file(*command, *options);
    auto* next = command->add_flag("--next", options->next, "Make it known, and use it later: for several hosts");
    command->add_flag("--use", options->use, "Use the one that is next")->excludes(next);
    command->footer(R"(What was made with the keys before goes on holding; PURPOSE is statements when it is left out.

Examples:
  asiointi-admin keys rotate forms && systemctl restart asiointipalvelu
      one host: forms that are open, links and cookies go on working
  asiointi-admin keys rotate statements --next
      several hosts: copy the file to all of them, restart each; then on one of them
  asiointi-admin keys rotate statements --use
      and copy it to all once more, and restart each)");
    command->callback([options, &shell] { rotate(shell, *options); });
}

void add_retire(CLI::App& keys, Shell& shell)
{
    auto* command = keys.add_subcommand("retire", "Go on without a pepper: each sign-in makes a hash without one");
    const auto options = std::make_shared<KeysCommand>();
    add_file(*command, *options);
    command->footer(R"(Examples:
  asiointi-admin keys retire && systemctl restart asiointipalvelu)");
    command->callback([options, &shell] { retire(shell, *options); });
}

void add_prune(CLI::App& keys, Shell& shell)
{
    auto* command = keys.add_subcommand("prune", "Remove keys when nothing lives any more that was made with them");
    const auto options = std::make_shared<KeysCommand>();
    options->purpose.clear();
    add_purpose(*command, *options);
    add_file(*command, *options);
    command->footer(R"(Examples:
  asiointi-admin keys prune
      from time to time, or once a month by a timer
  asiointi-admin keys prune pepper)");
    command->callback([options, &shell] { prune_all(shell, *options); });
}

void add_list(CLI::App& keys, Shell& shell)
{
    auto* command = keys.add_subcommand("list", "Every key and password: what for, whose, how old; never itself");
    const auto options = std::make_shared<KeysCommand>();
    command->add_flag("--json", options->json, "Print one JSON array instead of text");
    command->footer(R"(Examples:
  asiointi-admin keys list
  asiointi-admin keys list --json)");
    command->callback([options, &shell] { print_keys(shell.settings(), today(), options->json); });
}

} // namespace

void add_keys(CLI::App& app, Shell& shell)
{
    auto* keys = app.add_subcommand("keys", "Look after the keys, and see how old they are");
    keys->require_subcommand(1);
    add_list(*keys, shell);
    add_rotate(*keys, shell);
    add_retire(*keys, shell);
    add_prune(*keys, shell);
}

} // namespace admin
