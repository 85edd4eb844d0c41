"""docs/settings.md: the same settings as in their man page, as tables for a browser."""

import re

import settings

RESTART = re.compile(r"; a change needs a restart\b")

HEAD = """# Every setting

<!-- Made by the build (tools/make-manual) out of what the programs read. After a change of the settings:
     cp build/share/doc/settings.md docs/settings.md -->

The settings are a TOML file, `/etc/asiointipalvelu/asiointipalvelu.toml`; `conf/asiointipalvelu.toml` is one to begin with. The
man page `asiointipalvelu.toml(5)` says the same as this page. Relative paths begin where the file is.

After a change:

    asiointi-admin config check          # names each fault with file, line and remedy
    systemctl reload asiointipalvelu     # takes the settings into use without refusing a request

A reload (SIGHUP) suffices for every setting but those that say **restart**. With a faulty file `systemctl reload` fails, the log
says why, and the old settings stay in use. Secrets that systemd hands over (`LoadCredential=`), as to the unit that we ship,
take a restart: [keys.md](keys.md). A key that is not listed here is refused. `asiointi-admin` reads the file at each
command.

"""


def allowed(setting):
    if setting["kind"] == "word":
        return " or ".join(f"`{word}`" for word in setting["limits"].split(", "))
    return " ".join(filter(None, (setting["limits"] or setting["kind"], settings.unit_of(setting))))


def default_of(setting, explanation):
    if settings.is_required(setting, explanation):
        return "**required**"
    return f"`{setting['default']}`" if setting["default"] not in ("", "[]") else "none"


def row(setting, explanation):
    needs_restart = RESTART.search(explanation)
    text = settings.sentence(RESTART.sub("", explanation)) + (" **restart**" if needs_restart else "")
    cells = [f"`{setting['key'].rsplit('.', 1)[-1]}`", text.replace("|", "\\|"), allowed(setting), default_of(setting, explanation)]
    return "| " + " | ".join(cells) + " |\n"


def section(table, known, explain):
    title = settings.title_of(table) if not table else f"`{settings.title_of(table)}`"
    return (f"### {title}\n\n| key | what | allowed | default |\n|---|---|---|---|\n"
            + "".join(row(setting, explain(setting)) for setting in known) + "\n")


def sections(known, explain):
    return "".join(section(table, inner, explain) for table, inner in settings.in_tables(known).items())


def page(known):
    explain, explain_secret = settings.explained(known)
    return (HEAD + "## The file of settings\n\n" + sections(known["settings"], explain)
            + "## The file of secrets\n\nThe file that the key `secrets` names. Whoever is neither its owner nor in its group may not "
              "read it, and the group may not\nwrite it (mode 0640): the programs refuse it otherwise. What each secret does, and how "
              "it is replaced: [keys.md](keys.md).\n\n"
            + sections(known["secrets"], explain_secret)).rstrip("\n") + "\n"
