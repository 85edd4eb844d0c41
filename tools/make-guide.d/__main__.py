import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
sys.path.insert(0, str(SOURCE / "tools" / "demo.d"))

from configuration import NAMES, merge, to_toml  # noqa: E402 (only there once the path is set)

# What residents see of an installation. Its database, mail server and secrets are none of the guide's business.
SEEN = ("names", "footer", "password", "session", "link")
EXAMPLE_URL = "https://asiointi.example.fi"   # the demo's own address leads nowhere on paper
SEEN_OF_SITE = ("theme_css", "logo", "icon")


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="tools/make-guide", formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
        description=textwrap.dedent("""\
            Makes the printable guide for residents as tagged PDF: starts a demo of its own, walks the way from the
            first page to being signed in, takes a picture of each step, and ends the demo. Names, contact, look and
            limits come from the configuration of the installation."""),
        epilog="Example: tools/make-guide --config /etc/asiointipalvelu/asiointipalvelu.toml "
               "--theme /etc/asiointipalvelu/theme")
    parser.add_argument("--config", type=pathlib.Path, metavar="FILE",
                        help="configuration of the installation; without it, that of the demo")
    parser.add_argument("--theme", type=pathlib.Path, metavar="DIR", help="the folder of its theme (docs/theming.md)")
    parser.add_argument("--language", choices=list(NAMES), action="append", dest="languages",
                        help="fi, sv or en; may be repeated; without it, all three")
    parser.add_argument("--out", type=pathlib.Path, default=SOURCE / "var" / "guide", metavar="DIR",
                        help="where the guides go (var/guide)")
    parser.add_argument("--build", type=pathlib.Path, metavar="DIR",
                        help="use the programs in this build folder as they are")
    parser.add_argument("--no-install", action="store_true", help="install no packages; say what is missing")
    return parser.parse_args(arguments)


def prepare(options):
    """Programs and packages; what the browser needs is pinned by the lock file of its tests."""
    check = ["--check"] if options.no_install else []
    run([SOURCE / "tools" / "install-packages", *check, "run", "guide", *([] if options.build else ["build"])])
    if not options.no_install:
        run(["npm", "ci", "--no-audit", "--no-fund", "--prefix", SOURCE / "tests" / "browser"])
    if not options.build:
        build = SOURCE / "build"
        if not (build / "build.ninja").exists():
            run(["cmake", "-S", SOURCE, "-B", build, "-G", "Ninja"])
        run(["cmake", "--build", build, "--target", "asiointi-fcgi", "asiointi-admin"])


def run(command):
    if subprocess.run(command, stdout=sys.stderr).returncode != 0:
        sys.exit("tools/make-guide: " + " ".join(map(str, command[:1])) + " failed; see above")


def read_config(path):
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        sys.exit(f"tools/make-guide: {path}: {error}")


def seen_by_residents(config):
    seen = {name: config[name] for name in SEEN if name in config}
    site = {name: value for name, value in config.get("site", {}).items() if name in SEEN_OF_SITE}
    return {"site": site, **seen} if site else seen


def facts_for(options, config, more):
    names = json.loads(json.dumps(NAMES))
    merge(names, config.get("names", {}))
    site = config.get("site", {})
    return {"languages": options.languages or list(NAMES), "out": str(options.out.resolve()), "names": names,
            "base_url": site.get("base_url", EXAMPLE_URL), "start_url": site.get("start_url", "/"), "more": str(more),
            "theme": str(options.theme.resolve()) if options.theme else None}


def main(arguments):
    options = parse(arguments)
    prepare(options)
    config = read_config(options.config) if options.config else {}
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        more = pathlib.Path(place) / "seen.toml"
        more.write_text(to_toml(seen_by_residents(config)), encoding="utf-8")
        build = {"ASIOINTI_BUILD": str(options.build.resolve())} if options.build else {}
        facts = json.dumps(facts_for(options, config, more))
        return subprocess.run(["node", HERE / "main.mjs"], input=facts, text=True, env={**os.environ, **build}).returncode


sys.exit(main(sys.argv[1:]))
