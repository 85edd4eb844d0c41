"""What an option takes, in words: CLI11 tells it as "TEXT:FILE", "UINT:UINT in [1 - 200]", "TEXT:{a,b}" or
"ENUM:value in {a->1,b->2} OR {1,2}"."""

import re


def choices(option):
    """The possible words; none for an option that takes anything else."""
    first = re.search(r"\{([^}]*)\}", option["value"])
    return [each.split("->")[0] for each in first[1].split(",")] if first else []


def name_of(option):
    """The word in a usage line: "FILE", or "staff|deceased"."""
    if words := choices(option):
        return "|".join(words)
    return option["value"].partition(":")[2].split(" in ")[0] or option["value"] or "VALUE"


def limits(option):
    """(least, most) as texts, or nothing."""
    found = re.search(r" in \[(.*) - (.*)\]", option["value"])
    return found.groups() if found else None
