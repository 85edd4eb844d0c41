"""Completion for bash: commands, options and their possible values, and files where a path is asked for."""

import values

TEMPLATE = r"""# Completion of @program@ for bash. Made by tools/make-manual.

@function@() {
    local cur=${COMP_WORDS[COMP_CWORD]} path="" word known="" commands="" options="" wants="" i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $wants ]]; then
            wants=""
            continue
        fi
        @function@_known "$path"
        if [[ $word == -* ]]; then
            @function@_wants "$path" "$word"
        elif [[ " $commands " == *" $word "* ]]; then
            path="${path:+$path }$word"
        fi
    done
    @function@_known "$path"
    case $wants in
    "") if [[ $cur == -* || -z $commands ]]; then known=$options; else known=$commands; fi ;;
    file) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    folder) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    text) return ;;
    *) known=$wants ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$known" -- "$cur")
}

# What may follow these commands.
@function@_known() {
    commands="" options=""
    case $1 in
@known@
    esac
}

# What the option takes: "" nothing, "text" anything, "file", "folder", or the possible words.
@function@_wants() {
    wants=""
    case "$1 $2" in
@wants@
    esac
}

complete -o filenames -F @function@ @program@
"""


def wanted(option):
    kind = values.name_of(option)
    if words := values.choices(option):
        return " ".join(words)
    if "DIR" in kind or option["description"].startswith("Directory"):
        return "folder"
    if "FILE" in kind or option["default"].startswith("/") or any(name.endswith("-file") for name in option["names"]):
        return "file"
    return "text"


def walk(command, path, inherited):
    """(path, commands, options): options of the program itself count everywhere."""
    options = inherited + [option for option in command["options"] if option["names"]]
    yield path, command["commands"], options
    for each in command["commands"]:
        yield from walk(each, f"{path} {each['name']}".strip(), inherited or command["options"])


def script(program):
    known, wants = [], []
    for path, commands, options in walk(program, "", []):
        words = " ".join(each["name"] for each in commands)
        names = " ".join(dict.fromkeys(name for option in options for name in option["names"]))
        known.append(f'    "{path}") commands="{words}" options="{names}" ;;')
        for option in options:
            if option["value"]:
                patterns = " | ".join(f'"{path} {name}"' for name in option["names"])
                wants.append(f'    {patterns}) wants="{wanted(option)}" ;;')
    text = TEMPLATE.replace("@function@", "_" + program["name"].replace("-", "_")).replace("@program@", program["name"])
    return text.replace("@known@", "\n".join(known)).replace("@wants@", "\n".join(dict.fromkeys(wants)))
