"""What the command line asks for, and which part of the demo does it."""

import argparse
import os
import pathlib
import signal
import sys
import textwrap

import address
import building
import lifetime
from layout import Fault, Layout

EXAMPLES = """\
Examples:
  tools/demo                         start; Ctrl-C ends everything
  tools/demo --dir /tmp/two --port 0 a second one beside it, on a port that is free
  tools/demo --detach                start in the background ...
  tools/demo --stop                  ... and end that
  tools/demo --tls --host NAME       for browsers on other machines, which reach this one as NAME
"""


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="tools/demo", formatter_class=argparse.RawDescriptionHelpFormatter, epilog=EXAMPLES, allow_abbrev=False,
        description=textwrap.dedent("""\
            Installs what is missing, builds, and runs the account pages with a database, a mail server with a mailbox
            page, nginx and the residents of an example portal, all of its own under DIR. Prints addresses to try, and
            "ready URL" when the first page answers. A later start on the same DIR keeps the data."""))
    parser.add_argument("--port", type=port, default=8080, metavar="N",
                        help="port of the e-service (8080); 0: any free one")
    parser.add_argument("--dir", type=pathlib.Path, metavar="DIR", help="where everything is kept (var/demo)")
    parser.add_argument("--tls", action="store_true", help="serve https, with a certificate made here")
    parser.add_argument("--host", metavar="NAME", help="with --tls: the name of this machine for others (localhost)")
    parser.add_argument("--no-install", action="store_true", help="install no packages; say what is missing")
    parser.add_argument("--build", type=pathlib.Path, metavar="DIR",
                        help="use the programs in this build folder as they are")
    parser.add_argument("--with", type=pathlib.Path, metavar="FILE", dest="more",
                        help="put the settings of this TOML file over those of the demo")
    parser.add_argument("--theme", type=pathlib.Path, metavar="DIR",
                        help="serve this folder as /Account/theme (docs/theming.md); without it, conf/themes")
    parser.add_argument("--set", action="append", default=[], type=setting, metavar="KEY=VALUE", dest="settings",
                        help="another value in the configuration, such as login.first_step=uniform; may be repeated")
    parser.add_argument("--prepared", type=pathlib.Path, metavar="DIR",
                        help="begin with a copy of the database that is kept in this folder, where the first such demo of "
                             "the day puts it (for tests, which start many)")
    parser.add_argument("--unlimited", action="store_true",
                        help="nginx does not limit posts from this machine (for tests)")
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument("--detach", action="store_true", help="return once it is ready, and let it run on")
    modes.add_argument("--stop", action="store_true", help="end the demo that runs in DIR")
    modes.add_argument("--restart", choices=lifetime.RESTARTABLE, metavar="SERVER",
                       help="end one server of the running demo and start it anew: " + ", ".join(lifetime.RESTARTABLE))
    options = parser.parse_args(arguments)
    if options.host and not options.tls:
        parser.error("--host needs --tls: over plain http, browsers let nobody sign in but on this machine itself")
    return options


def port(text):
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{number} is no port")
    return number


def setting(text):
    key, separator, value = text.partition("=")
    if not separator or not key:
        raise argparse.ArgumentTypeError("write KEY=VALUE")
    return key.strip(), value.strip()


def main():
    options = parse(sys.argv[1:])
    # Ctrl-C, a closed terminal and a polite kill all mean the same: put everything away.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    os.umask(0o022)
    try:
        return run(options)
    except Fault as fault:
        print(f"tools/demo: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def interrupt(number, frame):
    raise KeyboardInterrupt


def run(options):
    layout = Layout(options.dir)
    if options.stop:
        return lifetime.stop(layout)
    if options.restart:
        return lifetime.restart(layout, options.restart)
    lifetime.refuse_second(layout)
    address.refuse_taken_port(options.port)
    building.install(options)
    return lifetime.start(layout, options, building.programs(options))
