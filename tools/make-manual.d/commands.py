"""Pages of the programs: what is typed, command by command."""

import roff
import values

SETTINGS = "/etc/asiointipalvelu/asiointipalvelu.toml"


def term(option):
    names = ", ".join(roff.bold(name) for name in option["names"])
    shown = names or roff.italic(option["place"])
    return shown + (" " + roff.italic(values.name_of(option)) if names and option["value"] else "")


def explanation(option):
    parts = [option["description"].rstrip(".") + "."]
    if option["required"]:
        parts.append("Required.")
    if found := values.limits(option):
        parts.append("From {} to {}.".format(*found))
    if option["default"]:
        parts.append(f"Default: {option['default']}.")
    return " ".join(parts)


def options_of(command):
    return "".join(roff.item(term(option), explanation(option)) for option in command["options"])


def usage(words, command):
    """One line: required options and places as they are, the others as [OPTION...]."""
    needed = [f"{roff.bold(option['names'][-1])} {roff.italic(values.name_of(option))}"
              for option in command["options"] if option["names"] and option["required"]]
    places = [roff.italic(option["place"]) for option in command["options"] if option["place"]]
    return " ".join([roff.bold(words), *needed, "[OPTION...]", *places]) + "\n"


def own_footer(words, command, above):
    """Of a footer that all commands of a group have, the examples of this one."""
    if command["footer"] != above["footer"]:
        return command["footer"]
    examples = [line for line in command["footer"].splitlines() if line.startswith(f"  {words}")]
    return "\n".join(["Examples:", *examples])


def leaves(command, words, above):
    """Every command that does something, with the words that lead there."""
    if not command["commands"]:
        yield words, {**command, "footer": own_footer(words, command, above)}
    for inner in command["commands"]:
        yield from leaves(inner, f"{words} {inner['name']}", command)


def command_section(words, command):
    body = usage(words, command) + ".PP\n" + roff.paragraph(command["description"].rstrip(".") + ".")
    own = {**command, "options": [option for option in command["options"] if "--help" not in option["names"]]}
    return roff.subsection(words.removeprefix("asiointi-admin "), body + options_of(own) + roff.epilogue(command["footer"]))


def admin_page(known):
    admin = known["admin"]
    inner = "".join(command_section(words, command) for each in admin["commands"]
                    for words, command in leaves(each, f"asiointi-admin {each['name']}", admin))
    exits = "".join(roff.item(roff.bold(code), text) for code, text in (
        ("0", "Done; nothing is wrong."), ("1", "Failed, or found faults."),
        ("2", "Wrong usage, a fault in the settings, or nothing to look at."),
        ("3", "check-answers: too noisy, or too few attempts to say.")))
    return "".join([
        roff.heading(known["version"], "asiointi-admin", 8, "administration of the account pages of a city's e-services"),
        roff.section("Synopsis", roff.bold("asiointi-admin") + " [" + roff.bold("--config") + " " + roff.italic("FILE")
                     + "] " + roff.italic("COMMAND") + " [OPTION...]\n"),
        roff.section("Description", roff.paragraph(
            "Works on the database and the files of an installation, whether the service runs or not. Commands with --json "
            "print one JSON value for scripts. Times are UTC.")),
        roff.section("Options", options_of(admin)),
        roff.section("Commands", inner),
        roff.section("Exit status", exits),
        roff.section("Files", roff.item(roff.italic(SETTINGS), "The settings; the key secrets names the file beside it.")),
        roff.section("See also", roff.bold("asiointi-fcgi") + "(8), " + roff.bold("asiointipalvelu.toml") + "(5)\n"),
    ])


def service_page(known):
    service = known["service"]
    return "".join([
        roff.heading(known["version"], "asiointi-fcgi", 8, "the account pages of a city's e-services"),
        roff.section("Synopsis", usage("asiointi-fcgi", service)),
        roff.section("Description", roff.paragraph(service["description"]) + roff.epilogue(service["footer"])),
        roff.section("Options", options_of(service)),
        roff.section("Signals", "".join([
            roff.item(roff.bold("SIGHUP"), "Reads the settings anew; a faulty one is logged, and the old one stays."),
            roff.item(roff.bold("SIGTERM"), "Finishes the requests that have begun, and ends."),
        ])),
        roff.section("Files", roff.item(roff.italic(SETTINGS), "The settings.")),
        roff.section("See also", roff.bold("asiointi-admin") + "(8), " + roff.bold("asiointipalvelu.toml") + "(5)\n"),
    ])
