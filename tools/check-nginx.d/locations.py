"""Reads an nginx configuration with all its includes, and names what would let a portal answer without the check."""

import glob
import os
import posixpath
import re
import sys

TOKEN = re.compile(r"""\s+|\#[^\n]*|(?P<mark>[{};])|"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'"""
                   r"""|(?P<plain>(?:[^\s{};"'\\$]|\\.|\$\{\w+\}|\$)[^\s{};\\]*(?:(?:\\.|\$\{\w+\})[^\s{};\\]*)*)""", re.S)
SNIPPETS = re.compile(r"asiointipalvelu/snippets/((?:protect|public)-(proxy|fastcgi))\.conf$")
PASSES = ("proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass")
CHECKS = ("asiointipalvelu/snippets/check.conf", "asiointipalvelu/snippets/portal-host.conf")
OURS = ("asiointi_pages", "asiointi_check")
LOST = {"proxy": "proxy_set_header", "fastcgi": "fastcgi_param"}
# What the snippets set themselves stands in the inner location again.
FROM_SNIPPETS = re.compile("(HTTP_)?(X[-_]ASIOINTI|COOKIE$|PROXY$)", re.I)
CACHES = ("proxy_cache", "fastcgi_cache")
PAGES = "asiointipalvelu/snippets/errors.conf"
# With these, nginx passes on X_Asiointi_User and the like.
LOOSE = (["underscores_in_headers", "on"], ["ignore_invalid_headers", "off"])

MODIFIER = re.compile(r"(=|\^~|~\*|~|)\s*(.*)", re.S)


class Block:
    """A directive: its words, and what stands in its braces. `include` is gone: `included` names the files."""

    def __init__(self, words, parent=None):
        self.words = words
        self.parent = parent
        self.inside = []
        self.included = []

    @property
    def name(self):
        return self.words[0] if self.words else ""

    def named(self, *names):
        return [each for each in self.inside if each.name in names]

    def outer(self):
        block = self.parent
        while block:
            yield block
            block = block.parent

    def everything(self):
        for each in self.inside:
            yield each
            yield from each.everything()


def words_of(text):
    for match in TOKEN.finditer(text):
        kind = match.lastgroup
        if kind:
            yield kind, match[kind]


def read(path, root, block):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    words = []
    for kind, word in words_of(text):
        if kind != "mark":
            words.append(word)
        elif word == "}":
            block, words = block.parent, []
        elif words[:1] == ["include"]:
            block.included.append(words[1])
            for found in sorted(glob.glob(os.path.join(root, words[1]))):
                read(found, root, block)
            words = []
        else:
            block.inside.append(Block(words, block))
            block = block.inside[-1] if word == "{" else block
            words = []


def location_of(block):
    """`if` and `limit_except` belong to the location around them."""
    while block.name in ("if", "limit_except"):
        block = block.parent
    return block


def faults(top):
    servers = [each for each in top.everything() if each.name == "server" and each.parent.name != "upstream"]
    upstreams = {each.words[1]: [one.words[1] for one in each.named("server")] for each in top.everything() if each.name == "upstream"}
    portals = set().union(*(targets_of(each, upstreams) for each in passes_in(top) if snippet_of(location_of(each.parent))))
    programs = sorted(set().union(*(programs_of(each) for each in passes_in(top) if snippet_of(location_of(each.parent)))))
    for server in servers:
        yield from faults_of_files(server, programs)
        uses_check = any(file.endswith(CHECKS) for file in server.included)
        protecting = [each for each in server.everything() if each.name == "location" and snippet_of(each)]
        if protecting and not uses_check and any(snippet_of(each)[0].startswith("protect") for each in protecting):
            yield server, "has protected locations, and includes neither snippets/check.conf nor snippets/portal-host.conf"
        if uses_check and not any(file.endswith(PAGES) for file in server.included):
            yield server, "includes no snippets/server.conf: without its error pages, a fault of the service looks like a missing page"
        if uses_check or protecting:
            yield from faults_of_server(server)
        else:
            yield from faults_of_other_server(server, portals, upstreams)
    if any(file.endswith(CHECKS) for server in servers for file in server.included):
        yield from faults_of_headers(top)


def passes_in(block):
    return [each for each in block.everything() if each.name in PASSES and not any(name in each.words[1] for name in OURS)]


def targets_of(passing, upstreams):
    """Where a directive leads to. One pool of PHP may serve several sites: there the folder of the files tells them apart."""
    address = re.sub(r"^\w+://", "", passing.words[1])
    address = ":".join(address.split(":")[:2]) if address.startswith("unix:") else address.split("/")[0]
    roots = [each.words[1] for level in (passing.parent, *passing.parent.outer()) for each in level.named("root")]
    root = roots[0] if passing.name == "fastcgi_pass" and roots else ""
    return {(with_port(each), root) for each in upstreams.get(address, [address])}


def with_port(address):
    address = re.sub("^localhost(?=:|$)", "127.0.0.1", address.lower())
    return address if ":" in address else f"{address}:80"


def faults_of_other_server(server, portals, upstreams):
    """An older name of the portal, or one for the house: whoever asks there is believed whatever headers they send."""
    for each in passes_in(server):
        location = location_of(each.parent)
        if not snippet_of(location) and targets_of(each, upstreams) & portals:
            of = "" if location is server else f"of {name_of(server)} "
            yield location, f"{of}leads to {each.words[1]}, where a portal is, without one of the snippets protect-… and public-…"


def programs_of(passing):
    """The files that nginx tells a program like PHP to run; none where that cannot be read from the configuration."""
    location = location_of(passing.parent)
    named = nearest(passing.parent, lambda each: each.words[:2] == ["fastcgi_param", "SCRIPT_FILENAME"])
    root = nearest(passing.parent, lambda each: each.name == "root")
    if not named:
        return set()
    folder = root.words[1] if root else "$document_root"
    kind, prefix = MODIFIER.match(" ".join(location.words[1:])).groups()
    script = (prefix.rstrip("/") if kind in ("", "^~") else "") + "/index.php"
    file = named.words[2].replace("$request_filename", "$document_root$fastcgi_script_name").replace("$realpath_root", "$document_root")
    file = file.replace("$document_root", folder).replace("$fastcgi_script_name", script)
    return set() if "$" in file else {posixpath.normpath(file)}


def nearest(block, wanted):
    """The directive that counts in a block: its own last one, or that of the next block around it."""
    for level in (block, *block.outer()):
        if found := [each for each in level.inside if wanted(each)]:
            return found[-1]
    return None


def faults_of_files(server, programs):
    """Folders that nginx serves by itself with the portal's program among them: who asks for that gets its source code."""
    for each in (server, *(one for one in server.everything() if one.name == "location")):
        for program in programs:
            address = address_of(program, each)
            if address and taken_for(server, address)[0] is each and serves_files(each, address):
                yield each, f"serves {program}, the portal's program, as a file like any other; give the files for everybody a folder of their own"
                break


def address_of(file, block):
    """Where a block serves this file by itself; None when it does not."""
    folder = nearest(block, lambda each: each.name in ("root", "alias"))
    if not folder or "$" in folder.words[1]:
        return None
    before = MODIFIER.match(" ".join(folder.parent.words[1:]))[2] if folder.name == "alias" else "/"
    inside = folder.words[1] if folder.name == "alias" else folder.words[1].rstrip("/") + "/"
    return before + file[len(inside):] if file.startswith(inside) else None


def taken_for(block, address):
    """What nginx takes for an address, the block itself when no location in it fits; and whether no pattern around it can win."""
    fitting = [(kind, text, each) for each in block.named("location") for kind, text in [MODIFIER.match(" ".join(each.words[1:])).groups()] if fits(kind, text, address)]
    for kind, _, each in fitting:
        if kind == "=":
            return each, True
    kind, _, found = max((each for each in fitting if each[0] in ("", "^~")), key=lambda each: len(each[1]), default=("", "", block))
    if found is not block:
        found, is_sure = taken_for(found, address)
        if is_sure:
            return found, True
    for pattern, _, each in fitting:
        if pattern[:1] == "~" and kind != "^~":
            return taken_for(each, address)[0], True
    return found, False


def fits(kind, text, address):
    if kind[:1] != "~":
        return address == text if kind == "=" else address.startswith(text)
    try:
        return re.search(text, address, re.IGNORECASE if kind == "~*" else 0) is not None
    except re.error:
        return False


def serves_files(block, address):
    if block.named(*PASSES, "return", "internal") or any(each.words[1:] == ["all"] for each in block.named("deny")):
        return False
    if any(fits("~", each.words[1], address) for each in block.named("rewrite")):
        return False
    return all(any("$uri" in word for word in each.words[1:-1]) for each in block.named("try_files"))


def faults_of_headers(top):
    """The headers before Host are read as the first server of the address says, so this counts wherever it stands."""
    for each in top.everything():
        if each.words in LOOSE:
            yield each.parent, f"has {' '.join(each.words)}: X_Asiointi_User would reach the portal"


def faults_of_server(server):
    for level in (server, *server.outer()):
        if any(each.words[1:] != ["off"] for each in level.named("auth_request")):
            yield server, "inherits auth_request: the login page itself would need a sign-in; write it in locations"
        if any(each.words[1] == "$asiointi_require" for each in level.named("set")):
            yield server, "sets $asiointi_require, which then wins over every location; write it in locations"
    for each in server.everything():
        if each.name in PASSES and not any(name in each.words[1] for name in OURS):
            yield from faults_of_pass(each, location_of(each.parent))


    yield from faults_of_order(server)


def faults_of_order(server):
    """Where nginx takes another location than the one that the reader sees first."""
    for each in server.everything():
        if each.name == "location" and is_protected(each) and not each.named(*PASSES):
            for rule in each.named("try_files"):
                if rule.words[-1][0] not in "=@":
                    yield each, f"leads on to {rule.words[-1]}, where the check no longer counts; write fastcgi_pass or proxy_pass here"
    locations = server.named("location")
    winning = [each for each in locations if is_loose_pattern(each) and each.named(*PASSES) and snippet_of(each) and not is_protected(each)]
    for each in locations:
        if winning and is_protected(each) and len(each.words) == 2 and each.words[1][0] == "/":
            yield winning[0], f"wins over {name_of(each)}, and is public; write location ^~ {each.words[1]}, with what it needs inside"


def is_protected(location):
    snippet = snippet_of(location)
    return snippet is not None and snippet[0].startswith("protect")


def is_loose_pattern(location):
    """A regular expression that fits anywhere in an address, such as that of all PHP files."""
    return location.words[1] in ("~", "~*") and not location.words[2].startswith("^")


def faults_of_pass(passing, location):
    kind = passing.name.removesuffix("_pass")
    snippet = snippet_of(location)
    if not snippet:
        return (yield location, f"leads to {passing.words[1]} without one of the snippets protect-… and public-…")
    if snippet[1] != kind:
        yield location, f"has {passing.name}, and the snippet for {snippet[1]}_pass"
    if len([file for file in location.included if SNIPPETS.search(file)]) > 1:
        yield location, "includes more than one of the snippets protect-… and public-…"
    lost = LOST.get(kind)
    if any(not FROM_SNIPPETS.match(each.words[1]) for level in location.outer() for each in level.named(lost)):
        yield location, f"loses {lost} of the outer level, since nginx inherits it whole or not at all; write it here"
    if snippet[0].startswith("protect"):
        yield from faults_of_protected(location)


def faults_of_protected(location):
    if len(location.named("auth_request")) > 1 or any(each.words[1:] == ["off"] for each in location.named("auth_request")):
        yield location, "has an auth_request beside that of the snippet"
    if any(each.words[1:] == ["any"] for level in (location, *location.outer()) for each in level.named("satisfy")):
        yield location, "has satisfy any: an allowed address would need no sign-in"
    for level in (location, *location.outer()):
        if any(each.words[1:] != ["off"] for each in level.named(*CACHES)):
            yield location, "is cached by nginx: one resident would get the page of another"


def snippet_of(location):
    for file in location.included:
        if match := SNIPPETS.search(file):
            return match[1], match[2]
    return None


def name_of(block):
    names = [" ".join(each.words[1:]) for each in block.named("server_name")]
    return f"server {names[0] if names else '?'}" if block.name == "server" else " ".join(block.words)


def main():
    if len(sys.argv) != 2 or not os.access(sys.argv[1], os.R_OK):
        print("check-nginx: name the file that nginx begins with, such as /etc/nginx/nginx.conf", file=sys.stderr)
        return 2
    path = os.path.abspath(sys.argv[1])
    top = Block([])
    read(path, os.path.dirname(path), top)
    found = list(faults(top))
    for block, what in found:
        print(f"{name_of(block)} {what}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
