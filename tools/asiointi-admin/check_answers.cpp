#include "alike/attempts.hpp"
#include "alike/report.hpp"
#include "auth/email_address.hpp"
#include "probe/http.hpp"
#include "shell.hpp"

#include <iostream>
#include <memory>
#include <regex>
#include <set>

namespace admin {
namespace {

constexpr const char* examples =
    R"(It plays somebody who wants to learn which addresses have an account: it sends user names, wrong passwords, "forgot" and
registrations for test addresses of yours and for made-up ones, in random order, and compares status, headers, length,
text and time of the answers. It sees nothing but the pages, so it runs from any machine; near the service it sees most.

It causes failed sign-ins. At each address the sixth within a day costs waiting, so give five addresses of each kind, not
less than three: the password then is tried five times at each. More than twenty within 30 days cost waiting, too: run it
once a week at most. It never tries more than 30 for each kind in one run, but all of them count for the network that it
runs in, so run it where no resident is.

It causes mails to the test addresses, as many as the daily limit lets through, and mails to the made-up ones, whose domain
(example.invalid, or that of --made-up-at) gets them back or drops them. No other address is mailed or tried. And it leaves
rows in the audit trail, as any attempt does.

It cannot see whether an address is what you say: asiointi-admin account show tells. What was tried at an address counts,
so take addresses that nobody uses. The made-up ones are the same in each run with the same addresses, and have the same
past; after a sign-in to a test account, or when it was unlocked, take other addresses.

Examples:
  asiointi-admin check-answers https://asiointi.example.fi --known testi1@example.fi testi2@example.fi testi3@example.fi \
      testi4@example.fi --locked lukko1@example.fi lukko2@example.fi lukko3@example.fi lukko4@example.fi
  asiointi-admin check-answers https://asiointi.example.fi --without-password uusi1@example.fi uusi2@example.fi \
      uusi3@example.fi uusi4@example.fi --uniform
      after the migration: the notice of the printed guide would count as a difference
  asiointi-admin check-answers http://localhost:8080 --known sanna.salasana@example.com --only forgot --json

Exit status: 0 alike, 1 different, 2 wrong usage or no answer, 3 too noisy or too few attempts to say.)";

struct Options {
    std::string url;
    std::vector<std::string> known;
    std::vector<std::string> without_password;
    std::vector<std::string> locked;
    std::vector<std::string> closed;
    std::string made_up_at = "example.invalid";
    std::vector<std::string> only;
    unsigned attempts = 25;
    double per_second = 4;
    bool is_uniform = false;
    bool json = false;
    probe::ClientOptions client;
};

const CLI::Validator is_site{
    [](std::string& text) {
        const auto url = probe::parse_url(text);
        if (!url) return "\"" + text + "\" is no http or https address";
        return url->is_secure() || url->is_local()
                   ? ""
                   : "no address is sent to " + url->origin() + ": others could read it on the way";
    },
    "URL"};

/// Plain ones, which look the same in a page, in a link and as they are typed.
const CLI::Validator is_address{
    [](std::string& text) {
        const bool is_plain =
            std::regex_match(text, std::regex{"[a-z0-9._+-]+@[a-z0-9.-]+"}) && auth::parse_email_address(text);
        return is_plain ? "" : "\"" + text + "\" is no address in small letters, digits and . _ + -";
    },
    "ADDRESS"};

const CLI::Validator is_domain{
    [](std::string& text) { return auth::parse_email_address("koe@" + text) ? "" : "\"" + text + "\" is no domain"; },
    "DOMAIN"};

constexpr alike::Step all_steps[] = {
    alike::Step::user_name, alike::Step::password, alike::Step::forgot, alike::Step::registration};

std::set<std::string> step_keys()
{
    std::set<std::string> keys;
    for (const auto step : all_steps) keys.emplace(alike::key_of(step));
    return keys;
}

void add_addresses(
    CLI::App& command, const std::string& name, std::vector<std::string>& addresses, const std::string& what)
{
    command.add_option(name, addresses, what)->check(is_address)->expected(1, alike::most_addresses);
}

void add_options(CLI::App& command, Options& options)
{
    command.add_option("URL", options.url, "The account pages: site.base_url")->required()->check(is_site);
    add_addresses(command, "--known", options.known, "Test addresses of accounts with a password");
    add_addresses(command, "--without-password", options.without_password, "Test addresses of accounts without one");
    add_addresses(command, "--locked", options.locked, "Test addresses of locked accounts");
    add_addresses(command, "--closed", options.closed, "Test addresses of closed accounts, not erased yet");
    command.add_option("--made-up-at", options.made_up_at, "The domain of the addresses that nobody has")
        ->check(is_domain)
        ->capture_default_str();
    command.add_option("--only", options.only, "Look at this step alone; may be repeated")
        ->check(CLI::IsMember(step_keys()))
        ->allow_extra_args(false);
    command
        .add_option("--attempts", options.attempts, "Attempts of each kind at each step; at the password at most 30")
        ->check(CLI::Range(1U, 200U))
        ->capture_default_str();
    command.add_option("--per-second", options.per_second, "Forms sent in a second at most; nginx lets 5 pass")
        ->check(CLI::Range(0.1, 1000.0))
        ->capture_default_str();
    command.add_flag("--uniform", options.is_uniform, "The notice of the printed guide is a difference, too");
    command.add_option("--resolve", options.client.resolve, "HOST:PORT:ADDRESS: connect there; may be repeated")
        ->allow_extra_args(false);
    command.add_option("--ca", options.client.ca_file, "Trust the authorities in this PEM file")
        ->check(CLI::ExistingFile);
    command.add_flag("--json", options.json, "Print one JSON object instead of text");
}

std::vector<alike::Group> groups_of(const Options& options)
{
    using enum alike::Kind;
    const std::vector<alike::Group> given{
        {known, options.known},
        {without_password, options.without_password},
        {locked, options.locked},
        {closed, options.closed}};
    std::set<std::string> all;
    for (const auto& group : given)
        for (const auto& address : group.addresses)
            if (!all.insert(address).second) throw CLI::ValidationError{address, "is given twice"};
    if (all.empty()) throw CLI::RequiredError{"At least one of --known, --without-password, --locked and --closed"};
    return alike::groups_to_compare(given, options.made_up_at);
}

bool is_asked_for(const Options& options, alike::Step step)
{
    const std::string key{alike::key_of(step)};
    return options.only.empty() || std::ranges::find(options.only, key) != options.only.end();
}

std::vector<alike::Series> measure_all(const Options& options, alike::Attempts& attempts)
{
    std::vector<alike::Series> all;
    for (const auto step : all_steps) {
        if (!is_asked_for(options, step)) continue;
        if (!options.json) std::cerr << alike::name_of(step) << " ...\n";
        for (auto& series : alike::with_waiting_apart(attempts.measure(step))) all.push_back(std::move(series));
    }
    return all;
}

alike::Plan plan_of(const Options& options)
{
    const std::chrono::duration<double> between{1 / options.per_second};
    return {
        .site = probe::parse_url(options.url).value().at("/"),
        .groups = groups_of(options),
        .rounds = options.attempts,
        .between_posts = std::chrono::duration_cast<std::chrono::milliseconds>(between),
        .is_uniform = options.is_uniform};
}

/// Tells everything that is found; the verdict on all of it.
alike::Verdict run(const Options& options)
{
    auto client_options = options.client;
    client_options.command = "check-answers";
    client_options.patience_s = 30;        // a slow answer is a time like any other
    client_options.most_requests = 12'000; // six groups, four steps and 200 attempts, with the pages behind them
    probe::Client client{client_options};
    const auto plan = plan_of(options);
    alike::Attempts attempts{client, plan};
    const auto judgements = alike::judge(measure_all(options, attempts));
    const alike::Run facts{
        plan.site.origin(), plan.groups.front().addresses.size(), attempts.shows_notice(), client.sent()};
    (options.json ? alike::write_json : alike::write_text)(std::cout, facts, judgements);
    return alike::verdict_of(judgements);
}

} // namespace

void add_check_answers(CLI::App& app, Shell& shell)
{
    auto* command = app.add_subcommand("check-answers", "Prove that no answer tells who has an account");
    const auto options = std::make_shared<Options>();
    add_options(*command, *options);
    command->footer(examples);
    command->callback([options, &shell] {
        const auto verdict = run(*options);
        shell.has_faults = verdict == alike::Verdict::different;
        shell.is_unclear = verdict == alike::Verdict::unclear;
    });
}

} // namespace admin
