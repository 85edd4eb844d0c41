"""Completion for zsh: the same as for bash, with what each word means beside it."""

import completion

TEMPLATE = r"""#compdef @program@
# Completion of @program@ for zsh. Made by tools/make-manual.

# What may follow these commands.
@function@_known() {
    commands=() options=()
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

@function@() {
    local at="" word wants="" i
    local -a commands options
    for ((i = 2; i < CURRENT; i++)); do
        word=$words[i]
        if [[ -n $wants ]]; then
            wants=""
            continue
        fi
        @function@_known "$at"
        if [[ $word == -* ]]; then
            @function@_wants "$at" "$word"
        elif [[ -n $word && -n ${(M)commands:#${word}:*} ]]; then
            at="${at:+$at }$word"
        fi
    done
    @function@_known "$at"
    case $wants in
    "") if [[ $words[CURRENT] == -* ]] || ((! $#commands)); then _describe -o option options; else _describe command commands; fi ;;
    file) _files ;;
    folder) _files -/ ;;
    text) _message value ;;
    *) compadd -- ${=wants} ;;
    esac
}

@function@ "$@"
"""


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def described(pairs):
    """Words for _describe: each once, a colon before what it means."""
    return " ".join(quoted(name + ":" + meaning.replace(":", "\\:")) for name, meaning in dict(pairs).items())


def script(program):
    known, wants = [], []
    for path, commands, options in completion.walk(program, "", []):
        words = described((each["name"], each["description"]) for each in commands)
        names = described((name, option["description"]) for option in options for name in option["names"])
        known.append(f'    "{path}") commands=({words}) options=({names}) ;;')
        for option in options:
            if option["value"]:
                patterns = " | ".join(f'"{path} {name}"' for name in option["names"])
                wants.append(f'    {patterns}) wants="{completion.wanted(option)}" ;;')
    text = TEMPLATE.replace("@function@", "_" + program["name"].replace("-", "_")).replace("@program@", program["name"])
    return text.replace("@known@", "\n".join(known)).replace("@wants@", "\n".join(dict.fromkeys(wants)))
