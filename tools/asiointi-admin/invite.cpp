#include "base/time.hpp"
#include "flow/invite_residents.hpp"
#include "flow/old_hashes.hpp"
#include "letters_file.hpp"
#include "shell.hpp"
#include "staff_line.hpp"
#include "store/invitations.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>

namespace admin {
namespace {

constexpr unsigned fastest = 6000; ///< mails a minute
constexpr unsigned everybody = std::numeric_limits<unsigned>::max();

constexpr const char* examples = R"(
Examples:
  asiointi-admin invite                                 how many there are, and how long it would take
  asiointi-admin invite --most 500 --wave pilot --apply the first five hundred
  asiointi-admin invite --rate 120 --apply              all others, two mails a second
  asiointi-admin invite --cancel pilot                  what has not left yet stays at home
  asiointi-admin invite --letters letters.csv           whom no mail reaches, for letters on paper

Nobody is invited twice, however often this runs. Whoever sets a password before the mail leaves gets none.)";

struct InviteCommand {
    bool apply = false;
    unsigned rate = 60;
    unsigned most = everybody;
    std::string wave;
    std::string cancel;
    std::string letters;
    bool json = false;
};

/// Counting over all residents may take longer than a page may wait.
base::DatabaseSettings patient(base::DatabaseSettings settings)
{
    settings.query_timeout = std::chrono::minutes{10};
    return settings;
}

std::string is_wave_name(const std::string& name)
{
    const bool fits = !name.empty() && name.size() <= 40 && std::ranges::all_of(name, [](unsigned char c) {
        return (c < 0x80 && std::isalnum(c) != 0) || c == '-' || c == '_' || c == '.';
    });
    return fits ? "" : "a wave is named by 1 to 40 letters a-z, digits, \"-\", \"_\" and \".\"";
}

/// "3 hours 20 minutes"; rounded up to minutes.
std::string in_words(std::chrono::seconds length)
{
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(length).count();
    const auto counted = [](std::int64_t count, const char* unit) {
        return std::to_string(count) + ' ' + unit + (count == 1 ? "" : "s");
    };
    if (minutes < 60) return counted(std::max<std::int64_t>(minutes, 1), "minute");
    return counted(minutes / 60, "hour") + (minutes % 60 == 0 ? "" : ' ' + counted(minutes % 60, "minute"));
}

void print(const InviteCommand& command, const std::string& text, const nlohmann::ordered_json& json)
{
    if (command.json)
        std::cout << json.dump(2) << '\n';
    else
        std::cout << text << '\n';
}

void show_plan(store::Database& db, bool old_passwords, const InviteCommand& command)
{
    const auto count = flow::count_invitable(db, old_passwords, command.most);
    const auto needed = flow::time_needed(count, command.rate);
    print(
        command,
        count == 0 ? "Nobody is to be invited."
                   : std::to_string(count) + " residents would be invited in wave \"" + command.wave + "\", " +
                         std::to_string(command.rate) + " a minute: " + in_words(needed) +
                         ".\nNothing was written. Add --apply to queue the mails.",
        {{"applied", false},
         {"wave", command.wave},
         {"invited", count},
         {"per_minute", command.rate},
         {"seconds", needed.count()}});
}

void send_wave(store::Database& db, bool old_passwords, const InviteCommand& command)
{
    const auto result = flow::invite_residents(
        db, {command.wave, command.rate, command.most, person_at_the_keyboard(), old_passwords}, base::now());
    nlohmann::ordered_json json{
        {"applied", true}, {"wave", command.wave}, {"invited", result.invited}, {"per_minute", command.rate}};
    if (result.invited == 0) return print(command, "Nobody is to be invited.", json);
    json["first_mail"] = base::to_datetime(result.first_due);
    json["last_mail"] = base::to_datetime(result.last_due);
    print(
        command,
        std::to_string(result.invited) + " invitations are queued in wave \"" + command.wave +
            "\".\nThe first leaves at " + base::to_datetime(result.first_due) + " UTC, the last at " +
            base::to_datetime(result.last_due) + " UTC. \"asiointi-admin progress\" shows how far they are.",
        json);
}

void cancel_wave(store::Database& db, const InviteCommand& command)
{
    const auto cancelled = flow::cancel_wave(db, command.cancel, person_at_the_keyboard(), base::now());
    const auto rest = store::state_of_wave(db, command.cancel);
    if (cancelled + rest.sent + rest.waiting == 0)
        throw std::runtime_error{"no invitation belongs to wave \"" + command.cancel + '"'};
    print(
        command,
        std::to_string(cancelled) + " invitations were taken back; " + std::to_string(rest.sent) + " had been sent, " +
            std::to_string(rest.waiting) +
            " are under way.\nRun \"invite --apply\" again to invite those who were taken back.",
        {{"wave", command.cancel}, {"taken_back", cancelled}, {"sent", rest.sent}, {"under_way", rest.waiting}});
}

void list_letters(store::Database& db, const InviteCommand& command)
{
    const auto count = write_letters(db, command.letters);
    print(
        command, std::to_string(count) + " residents are not reached by mail; they are in " + command.letters,
        {{"file", command.letters}, {"letters", count}});
}

void run(const base::Settings& settings, InviteCommand command)
{
    Connection connection{patient(settings.database)};
    if (command.wave.empty()) command.wave = base::to_datetime(base::now()).substr(0, 10);
    if (!command.cancel.empty()) return cancel_wave(connection.db, command);
    if (!command.letters.empty()) return list_letters(connection.db, command);
    const bool old_passwords = flow::old_passwords_hold(settings.importing, base::now());
    if (command.apply) return send_wave(connection.db, old_passwords, command);
    show_plan(connection.db, old_passwords, command);
}

} // namespace

void add_invite(CLI::App& app, Shell& shell)
{
    auto* command = app.add_subcommand("invite", "Ask residents who have not moved over to set a password");
    const auto options = std::make_shared<InviteCommand>();
    auto* apply = command->add_flag("--apply", options->apply, "Queue the mails; without it, only count");
    command->add_option("--rate", options->rate, "Mails a minute")
        ->check(CLI::Range(1U, fastest))
        ->capture_default_str();
    command->add_option("--most", options->most, "At most so many in this wave")->check(CLI::Range(1U, everybody));
    command->add_option("--wave", options->wave, "A name for it; else today's date")
        ->check(CLI::Validator{is_wave_name, "NAME"});
    auto* cancel =
        command->add_option("--cancel", options->cancel, "Take back what has not left of this wave")->excludes(apply);
    command->add_option("--letters", options->letters, "Write whom no mail reaches to this CSV file")
        ->excludes(apply)
        ->excludes(cancel);
    command->add_flag("--json", options->json, "Print one JSON object instead of text");
    command->footer(examples);
    command->callback([options, &shell] { run(shell.settings(), *options); });
}

} // namespace admin
