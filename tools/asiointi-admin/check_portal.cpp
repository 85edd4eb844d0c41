#include "probe/checks.hpp"
#include "probe/report.hpp"
#include "secret_input.hpp"
#include "shell.hpp"

#include <iostream>
#include <memory>
#include <regex>

namespace admin {
namespace {

/// So that all checks together stay below ClientOptions::most_requests.
constexpr int most_public = 4;
constexpr int most_echo = 2;
constexpr int most_direct = 4;

constexpr const char* examples =
    R"(It sends what an attacker would, one request at a time, fewer than 150, each for at most 5 seconds. Other methods than GET
are sent only after the page was seen to lead to signing in, so that they cannot reach the portal.

Examples:
  asiointi-admin check-portal https://asiointi.example.fi/hakemukset
  asiointi-admin check-portal https://asiointi.example.fi/hakemukset --public / --direct http://10.0.0.5:8000/
      from another machine: nothing but nginx may reach the portal
  asiointi-admin check-portal https://asiointi.example.fi/hakemukset --echo /hakemukset/headers --echo /julkinen/headers \
      --sign-in testi@example.fi
      also sees what arrives at the portal, and whether a sign-out holds (docs/portal.md, Prove it)
  asiointi-admin check-portal https://asiointi.example.fi/hakemukset --resolve asiointi.example.fi:443:192.0.2.7 --ca ca.pem
      before the name and the certificate are public

Exit status: 0 no fault, 1 faults, 2 wrong usage or nothing answers.)";

struct Options {
    std::string url;
    std::string base_url;
    std::string plain_http;
    std::string sign_in;
    std::string password_file;
    std::string cookie_file;
    bool json = false;
    probe::Targets targets;
    probe::ClientOptions client;
};

const CLI::Validator is_url{
    [](std::string& text) { return probe::parse_url(text) ? "" : "\"" + text + "\" is no http or https address"; },
    "URL"};

const CLI::Validator is_path{
    [](std::string& text) {
        const bool is_plain = std::regex_match(text, std::regex{"/[!-~]*"});
        return is_plain ? "" : "\"" + text + "\" is no path: begin with a slash, and write other letters as %XX";
    },
    "PATH"};

const CLI::Validator is_direct{
    [](std::string& text) {
        const bool is_address = text.starts_with("unix:/") || probe::parse_url(text);
        return is_address ? "" : "\"" + text + "\" is neither unix:/PATH nor an http or https address";
    },
    "URL"};

const CLI::Validator is_resolution{
    [](std::string& text) {
        const bool is_whole = std::regex_match(text, std::regex{R"([^:\s]+:[0-9]{1,5}:[^\s]+)"});
        return is_whole ? "" : "\"" + text + "\" is not HOST:PORT:ADDRESS";
    },
    "HOST:PORT:ADDRESS"};

void add_options(CLI::App& command, Options& options)
{
    command.add_option("URL", options.url, "A page of the portal that only who is signed in may see")
        ->required()
        ->check(is_url);
    command.add_option("--public", options.targets.public_paths, "A path that everybody may read; may be repeated")
        ->check(is_path)
        ->expected(1, most_public)
        ->allow_extra_args(false);
    command
        .add_option(
            "--echo", options.targets.echo_paths, "A path that repeats the headers it received; may be repeated")
        ->check(is_path)
        ->expected(1, most_echo)
        ->allow_extra_args(false);
    command
        .add_option(
            "--direct", options.targets.direct, "The portal's own address past nginx, or unix:/PATH; may be repeated")
        ->check(is_direct)
        ->expected(1, most_direct)
        ->allow_extra_args(false);
    auto* address = command.add_option("--sign-in", options.sign_in, "Sign in as this address; asks for the password");
    command.add_option("--password-file", options.password_file, "Read it from this file instead, which has mode 0600")
        ->needs(address);
    command
        .add_option("--cookie-file", options.cookie_file, "Use this session: lines NAME=VALUE in a file of mode 0600")
        ->excludes(address);
    command
        .add_option("--base-url", options.base_url, "The account pages; without it, site.base_url of the settings file")
        ->check(is_url);
    command.add_option("--plain-http", options.plain_http, "Where plain http is answered, if not on port 80")
        ->check(is_url);
    command.add_option("--resolve", options.client.resolve, "Connect there for this host; may be repeated")
        ->check(is_resolution)
        ->allow_extra_args(false);
    command.add_option("--ca", options.client.ca_file, "Trust the authorities in this PEM file")
        ->check(CLI::ExistingFile);
    command.add_flag("--json", options.json, "Print one JSON array instead of text");
}

void set_plain_http(probe::Targets& targets, const std::string& given)
{
    const auto& page = targets.page;
    if (!given.empty())
        targets.plain_http = probe::parse_url(given);
    else if (!page.is_secure())
        targets.why_no_plain_http = "the page itself is on plain http";
    else if (page.port == 443)
        targets.plain_http = probe::Url{"http", page.host, 80, page.target};
    else
        targets.why_no_plain_http = "the page has a port of its own; name that of plain http with --plain-http";
}

probe::Targets read_targets(const Options& options, const Shell& shell)
{
    auto targets = options.targets;
    const auto base_url = options.base_url.empty() ? shell.settings().base_url : options.base_url;
    targets.page = probe::parse_url(options.url).value();
    targets.accounts = probe::parse_url(base_url).value().at("/");
    set_plain_http(targets, options.plain_http);
    return targets;
}

std::optional<probe::Resident> read_resident(const Options& options, const probe::Targets& targets)
{
    const bool by_password = !options.sign_in.empty();
    if (!by_password && options.cookie_file.empty()) return std::nullopt;
    for (const auto& url : {targets.accounts, targets.page})
        if (!url.is_secure() && !url.is_local())
            throw NoSecret{
                "no password and no session is sent to " + url.origin() + ": others could read it on the way"};
    probe::Resident resident;
    resident.address = options.sign_in;
    if (!options.cookie_file.empty()) resident.cookies = read_cookie_file(options.cookie_file);
    if (by_password)
        resident.password =
            options.password_file.empty() ? ask_password(options.sign_in) : read_password_file(options.password_file);
    return resident;
}

/// Tells everything that is found; true when something is wrong.
bool run(const Options& options, const Shell& shell)
{
    auto targets = read_targets(options, shell);
    const auto resident = read_resident(options, targets);
    probe::Client client{options.client};
    probe::Tally tally;
    probe::TextReport text{std::cout};
    std::vector<probe::Finding> findings;
    probe::Examination examination{client, std::move(targets), [&](const probe::Finding& finding) {
                                       tally.add(finding.outcome);
                                       if (options.json)
                                           findings.push_back(finding);
                                       else
                                           text.add(finding);
                                   }};
    probe::check_all(examination, resident);
    if (options.json)
        probe::write_json(std::cout, findings);
    else
        text.sum_up(tally, client.sent());
    return tally.of(probe::Outcome::fault) > 0;
}

} // namespace

void add_check_portal(CLI::App& app, Shell& shell)
{
    auto* command = app.add_subcommand("check-portal", "Prove through the real nginx that a portal is protected");
    const auto options = std::make_shared<Options>();
    add_options(*command, *options);
    command->footer(examples);
    command->callback([options, &shell] { shell.has_faults = run(*options, shell); });
}

} // namespace admin
