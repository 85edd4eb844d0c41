"""The page of the settings: keys, defaults and limits as the program knows them, meanings as the headers tell them."""

import pathlib
import re

import roff

SOURCE = pathlib.Path(__file__).resolve().parents[2] / "fcgi-app"
UNITS = {"s": "seconds", "minutes": "minutes", "hours": "hours", "h": "hours", "days": "days", "months": "months", "years": "years",
         "mib": "MiB", "bits": "bits"}
# Of those whose name does not end with one.
COUNTED = {"password.min_length": "characters", "password.max_length": "characters", "password.passes": "passes",
           "link.live_at_once": "links", "mail.per_address_and_day": "mails", "pool.pages_workers": "processes",
           "pool.check_workers": "processes", "pool.hashing_slots": "hashes", "pool.requests_per_worker": "requests"}
COMMENT = re.compile(r"///<?\s?(.*)")


def comments(text):
    """Each comment of a header as one line: what stands behind a member, or in lines before it."""
    found, pending = [], []
    for line in text.splitlines():
        match = COMMENT.search(line)
        alone = line.lstrip().startswith("///")
        if match and "///<" in line and not alone:
            found.append(match[1])
        elif match and alone and "///<" in line and found:
            found[-1] += " " + match[1]   # the next line of one that stands behind a member
        elif match:
            pending.append(match[1])
            continue
        if pending:
            found.append(" ".join(pending))
            pending = []
    return [comment.strip() for comment in found]


def meaning(key, all_comments, prefix=""):
    """What the comment says that begins with this key, or ""."""
    start = re.compile(rf'^{prefix}\[*{re.escape(key)}\]*(?: = (?:"\w+"(?: \| )?)+)?[:;,.]?\s*')
    of_secrets = re.compile(r"^secrets: (?:\w+\.\w|keys\b)")
    for comment in all_comments:
        if start.match(comment) and not re.match(rf"^{prefix}\[*{re.escape(key)}[\w.]", comment):
            if prefix or not of_secrets.match(comment):
                return start.sub("", comment)
    return ""


def names(text):
    """Of the table in view/texts.hpp: {"city": "…"}."""
    found, current = {}, []
    for line in text.splitlines():
        if match := re.match(r"^///   (\w+(?:, \w+)*)\s{2,}(.*)$", line):
            current = match[1].split(", ")
            found |= {name: match[2] for name in current}
        elif current and (match := re.match(r"^///\s{10,}(.*)$", line)):
            found |= {name: f"{found[name]} {match[1]}" for name in current}
        else:
            current = []
    return found


def sentence(text):
    """A comment as a sentence, without the requirements that it cites."""
    text = re.sub(r" \(R-\d+(?:, R-\d+)*\)", "", text).rstrip(".")
    begins_with_a_name = re.match(r"\S+(?:://|\.\S|_)", text)
    return (text if begins_with_a_name else text[:1].upper() + text[1:]) + "." if text else ""


def is_required(setting, text):
    """Always; its words say it when only sometimes."""
    return setting["required"] and "required" not in text


def unit_of(setting):
    """Of a number, in words; "" for a port."""
    end = setting["key"].rsplit(".", 1)[-1].rpartition("_")[2]
    return COUNTED.get(setting["key"]) or (UNITS.get(end, "") if "number" in setting["kind"] else "")


def facts(setting, text):
    kind = {"word": "One of", "whole number": "Whole number", "number": "Number"}.get(setting["kind"])
    parts = [f"{kind} {setting['limits']}." if setting["limits"] and kind == "One of" else
             f"{kind}, {' '.join(filter(None, (setting['limits'], unit_of(setting))))}." if setting["limits"] else setting["kind"].capitalize() + "."]
    if is_required(setting, text):
        parts.append("Required.")
    elif setting["default"] not in ("", "[]"):
        parts.append(f"Default: {setting['default']}.")
    return " ".join(parts)


def item(setting, text):
    name = setting["key"].rsplit(".", 1)[-1]
    return roff.item(roff.bold(name), (sentence(text) + " " + facts(setting, text)).strip())


def table_of(setting):
    table = setting["key"].rpartition(".")[0]
    return re.sub(r"^(names|footer)\.(fi|sv|en)", r"\1.LANGUAGE", table)


def title_of(table):
    if not table:
        return "At the top"
    return f"[[{table.removesuffix('[0]')}]]" if table.endswith("[0]") else f"[{table}]"


def in_tables(known):
    """{table: its settings}: those at the top in front, each key once, since languages have the same ones."""
    ordered, seen = {}, set()
    for setting in known:
        table = table_of(setting)
        name = setting["key"].rsplit(".", 1)[-1]
        if (table, name) not in seen:
            seen.add((table, name))
            ordered.setdefault(table, []).append(setting)
    return dict(sorted(ordered.items(), key=lambda each: each[0] != ""))


def tables(known, explain):
    """One subsection for each table."""
    return "".join(roff.subsection(title_of(table), "".join(item(setting, explain(setting)) for setting in settings))
                   for table, settings in in_tables(known).items())


def explained(known):
    """Gives what explains a setting, and what explains a secret: each a function of it."""
    said = comments((SOURCE / "base/settings.hpp").read_text(encoding="utf-8"))
    named = names((SOURCE / "view/texts.hpp").read_text(encoding="utf-8"))
    repeated = {"label": "The words of the link", "url": "https://… or a path of this host",
                **dict.fromkeys(("fi", "sv", "en"), "what is not accessible, why, and what to use instead")}

    def explain(setting):
        name = setting["key"].rsplit(".", 1)[-1]
        if "[0]" in setting["key"]:
            return repeated.get(name, "")
        return named.get(name, "") if setting["key"].startswith("names.") else meaning(setting["key"], said)

    return explain, lambda setting: meaning(setting["key"], said, "secrets: ")


def page(known):
    explain, explain_secret = explained(known)
    return "".join([
        roff.heading(known["version"], "asiointipalvelu.toml", 5, "settings of the account pages of a city's e-services"),
        roff.section("Description", roff.paragraph(
            "A TOML file, /etc/asiointipalvelu/asiointipalvelu.toml, and beside it the file of the secrets. Relative paths "
            "begin where the file is. A key that is not listed here is refused. After a change, `asiointi-admin config check` "
            "names each fault with its line and remedy; SIGHUP to asiointi-fcgi takes the settings into use, but for those "
            "that say otherwise.")),
        roff.section("Settings", tables(known["settings"], explain)),
        roff.section("Secrets", roff.paragraph("In the file that the key secrets names, which others may not read (0640):")
                     + tables(known["secrets"], explain_secret)),
        roff.section("See also", roff.bold("asiointi-fcgi") + "(8), " + roff.bold("asiointi-admin") + "(8)\n"),
    ])
