#!/usr/bin/python3
"""Writes files that include several source files each, so that the headers these share are read once: a unity build. Prints
their paths, separated by semicolons.

Names in an unnamed namespace are a file's own, and stay so: no file shares a compilation with one that mentions any of its
own names. The files written change only when the groups do."""

import argparse
import os
import pathlib
import re

# A file that changes is compiled with its whole group: more at once would make every change slow.
MOST_AT_ONCE = 8
LITERAL_OR_COMMENT = re.compile(
    r'R"(\w*)\((?:.|\n)*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*(?:.|\n)*?\*/')
TYPE = re.compile(r"\b(?:struct|class|union|enum(?:\s+(?:class|struct))?)\s+(\w+)")
ALIAS = re.compile(r"\busing\s+(\w+)\s*=")
USING = re.compile(r"\busing\s+(?!namespace\b)[\w:]*::(\w+)")
# What is declared comes before its parameters, its value or its end.
DECLARED = re.compile(r"(\w+)\s*(?:\[[^\]]*\])?\s*(?:\(\)|\{\}|=|$)")


def without_words(text):
    return LITERAL_OR_COMMENT.sub('""', text)


def end_of_block(text, begin):
    depth = 1
    for place in range(begin, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place
    return len(text)


def unnamed_namespaces(text):
    for match in re.finditer(r"\bnamespace\s*\{", text):
        yield text[match.end():end_of_block(text, match.end())]


def outermost(text):
    """The text with whatever stands in brackets left out."""
    kept = []
    depth = 0
    for letter in text:
        if letter in "})":
            depth -= 1
        if depth == 0:
            kept.append(letter)
        if letter == "}" and depth == 0:
            kept.append(";")   # a function's body ends its declaration
        if letter in "{(":
            depth += 1
    return "".join(kept)


def declared_in(statement):
    for pattern in (TYPE, ALIAS, USING, DECLARED):
        if found := pattern.search(statement.strip()):
            return {found[1]}
    return set()


class Source:
    def __init__(self, path):
        self.path = path
        text = without_words(pathlib.Path(path).read_text(encoding="utf-8"))
        self.mentions = set(re.findall(r"(?<![.\w>])\w+", text))
        self.own = set(USING.findall(text))
        for part in unnamed_namespaces(text):
            self.own.update(*map(declared_in, outermost(part).split(";")))

    def fits(self, other):
        return not (self.own & other.mentions or other.own & self.mentions)


def into_groups(sources):
    groups = []
    for source in sources:
        for group in groups:
            if len(group) < MOST_AT_ONCE and all(map(source.fits, group)):
                group.append(source)
                break
        else:
            groups.append([source])
    return groups


def write(folder, groups):
    """The paths of what was written. Paths in it are relative, so that every checkout of the same files has the same."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, group in enumerate(groups):
        path = folder / f"{number}.cpp"
        text = "".join(f'#include "{os.path.relpath(source.path, folder)}"\n' for source in group)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        written.append(path)
    for path in set(folder.glob("*.cpp")) - set(written):
        path.unlink()
    return written


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path, help="where to write")
    parser.add_argument("sources", nargs="+", metavar="FILE")
    arguments = parser.parse_args()
    groups = into_groups([Source(path) for path in arguments.sources])
    print(";".join(map(str, write(arguments.folder.resolve(), groups))), end="")


if __name__ == "__main__":
    main()
