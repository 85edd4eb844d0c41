#include "app/command_line.hpp"
#include "app/read_settings.hpp"
#include "shell.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

/// What the programs know of themselves, for tools/make-manual: man pages and completion are made of it, and so cannot tell
/// of other commands and settings than there are.
namespace admin {
namespace {

using nlohmann::ordered_json;

ordered_json to_json(const CLI::Option& option)
{
    auto names = ordered_json::array();
    for (const auto& name : option.get_snames()) names.push_back('-' + name);
    for (const auto& name : option.get_lnames()) names.push_back("--" + name);
    const bool takes_value = option.get_expected_max() > 0 && option.get_type_size_max() > 0;
    return {
        {"names", names},
        {"place", option.get_positional() ? option.get_name(true) : ""},
        {"value", takes_value ? option.get_type_name() : ""},
        {"default", option.get_default_str()},
        {"required", option.get_required()},
        {"repeated", option.get_expected_max() > 1},
        {"description", option.get_description()}};
}

ordered_json to_json(const CLI::App& command)
{
    auto options = ordered_json::array();
    for (const auto* option : command.get_options())
        if (!option->get_group().empty()) options.push_back(to_json(*option));
    auto commands = ordered_json::array();
    for (const auto* each : command.get_subcommands([](const CLI::App*) { return true; }))
        if (!each->get_group().empty()) commands.push_back(to_json(*each));
    return {
        {"name", command.get_name()},
        {"description", command.get_description()},
        {"footer", command.get_footer()},
        {"options", options},
        {"commands", commands}};
}

ordered_json to_json(const std::vector<app::KnownSetting>& known)
{
    auto all = ordered_json::array();
    for (const auto& each : known)
        all.push_back(
            {{"key", each.key},
             {"kind", each.kind},
             {"default", each.initial},
             {"limits", each.limits},
             {"required", each.required}});
    return all;
}

void describe(const CLI::App& admin)
{
    CLI::App service;
    app::CommandLine line;
    app::describe_command_line(service, line);
    const auto known = app::known_settings();
    const ordered_json all{
        {"version", ASIOINTI_VERSION},
        {"admin", to_json(admin)},
        {"service", to_json(service)},
        {"settings", to_json(known.settings)},
        {"secrets", to_json(known.secrets)}};
    std::cout << all.dump(2) << '\n';
}

} // namespace

void add_describe(CLI::App& app)
{
    auto* command = app.add_subcommand("describe", "Print what the manual is made of");
    command->group(""); // for the build alone
    command->callback([&app] { describe(app); });
}

} // namespace admin
