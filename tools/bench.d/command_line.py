"""What the command line asks for, and the order of the measurements."""

import argparse
import os
import pathlib
import re
import signal
import sys
import textwrap
import time

import alike
import check
import cpu
import endurance
import instructions
import memory
import pages
import report
import sign_in
import start_up
from processes import Fault, say
from stage import Stage


# In the order in which they are measured: memory after load, and what is slow last.
PARTS = {"pages": pages, "check": check, "sign-in": sign_in, "memory": memory, "cpu": cpu, "start-up": start_up, "alike": alike}
# Too long for every run: measured when they are asked for.
LONG_PARTS = {"endurance": endurance, "instructions": instructions}


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="tools/bench", formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
        description=textwrap.dedent("""\
            Starts a demo of its own, loads it, and prints what the product does beside what the same machine does at
            best in the same minutes: nginx with a file, a FastCGI responder on the same pool that is empty or asks the
            database once, and the bare password hash. The rounds of all take turns, so the ratios hold where the
            absolute figures drift. Then it compares how long the answers take for addresses with and without an
            account. Run it on a machine that does nothing else.

            Exit status: 0 when all was measured, whether the goals were met or not; 1 when something failed, or took so
            long that not all was measured."""))
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: less than 90 s, rough figures")
    parser.add_argument("--only", choices={**PARTS, **LONG_PARTS}, action="append", metavar="PART",
                        help="measure this part alone; may be given several times: "
                             f"{', '.join(PARTS)}, or {', '.join(LONG_PARTS)}, which take some minutes and are left out else")
    parser.add_argument("--json", action="store_true",
                        help="print a JSON array with name, median, p99_ms, ratio, limit, ... of each figure instead")
    parser.add_argument("--build", type=pathlib.Path, metavar="DIR",
                        help="use the programs in this build folder as they are (default: make those in build)")
    return parser.parse_args(arguments)


class Plan:
    """How much is measured, in rounds and seconds."""

    def __init__(self, quick, only):
        self.parts = [part for name, part in {**PARTS, **LONG_PARTS}.items() if name in (only or PARTS)]
        self.longest_s = (85 if quick else 600) + sum(part.LONGEST_S for part in self.parts if part in LONG_PARTS.values())
        self.rounds = 2 if quick else 5
        self.page_s = 1 if quick else 2
        self.flood_s = 2 if quick else 4
        self.sign_in_s = 2 if quick else 4
        self.starts = 3 if quick else 7
        self.requests = 50 if quick else 400
        self.attempts = 25 if quick else 200
        self.password_rounds = 1 if quick else 12


class TooLong(Exception):
    """The time for measuring is over."""


def main():
    options = parse(sys.argv[1:])
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    signal.signal(signal.SIGALRM, too_long)
    os.umask(0o022)
    try:
        findings, is_complete = measure(options, Plan(options.quick, options.only))
        report.show(findings, options.json)
        return 0 if is_complete else 1
    except Fault as fault:
        print(f"tools/bench: {fault}", file=sys.stderr)
        return 1
    except TooLong:
        print("tools/bench: the demo was not ready in time", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def interrupt(number, frame):
    raise KeyboardInterrupt


def too_long(number, frame):
    raise TooLong


def huge_pages():
    """always, madvise or never: it decides how long a hash takes (docs/performance.md, "Large pages")."""
    try:
        chosen = re.search(r"\[(\w+)\]", pathlib.Path("/sys/kernel/mm/transparent_hugepage/enabled").read_text(encoding="ascii"))
    except OSError:
        chosen = None
    return chosen[1] if chosen else "never"


def measure(options, plan):
    """What was found, in the order in which it is printed, and whether that is all."""
    programs = Stage.programs(options.build)
    findings = report.Findings()
    load_before = os.getloadavg()[0]
    began = time.monotonic()
    signal.alarm(plan.longest_s)
    with Stage(programs) as stage:
        is_complete = measure_in_time(stage, plan, findings)
    findings.remark(f"{stage.cores} cores, {stage.workers} workers, {stage.slots} hashing slots; transparent huge pages: {huge_pages()}; "
                    f"load average before: {load_before:.1f}; took {time.monotonic() - began:.0f} s")
    if not is_complete:
        findings.remark(f"Not all was measured within {plan.longest_s} s; is the machine busy with something else?")
        say(findings.remarks[-1])
    return findings, is_complete


def measure_in_time(stage, plan, findings):
    try:
        for part in plan.parts:
            part.measure(stage, plan, findings)
    except TooLong:
        return False
    finally:
        signal.alarm(0)
    return True
