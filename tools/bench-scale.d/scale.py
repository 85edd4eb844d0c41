"""What the command line asks for, and what is printed."""

import argparse
import contextlib
import os
import pathlib
import signal
import sys
import textwrap
import time

import purge
from city import City, folder_for
from figures import NAMES, Figures
from processes import Fault, say
from stage import Stage

MOST_RATIO = 1.2
PURGE_TURN_S = 10


def parse():
    parser = argparse.ArgumentParser(
        prog="tools/bench-scale", formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
        description=textwrap.dedent(f"""\
            Fills the databases of two demos with a small and a large city (tools/make-load-data), measures how long answers take in
            both, in turns, and compares what 99 of 100 keep to. Then deletes rows whose time is over from the large one while people
            sign in. Beside each ratio stands how far the rounds of the small city alone are apart: the noise of the machine.

            Exit status: 0 when all was measured, whether the goals were met or not; 1 when something failed."""))
    parser.add_argument("--small", type=int, default=10_000, metavar="N", help="accounts of the small city (10000)")
    parser.add_argument("--large", type=int, default=1_000_000, metavar="N", help="accounts of the large city (1000000)")
    parser.add_argument("--expired", type=int, default=1_000_000, metavar="N", help="rows to purge (1000000); 0: no purge")
    parser.add_argument("--purge-turns", type=int, default=8, metavar="N", help=f"watch {PURGE_TURN_S} s without and {PURGE_TURN_S} s beside"
                        " the purge, at least two times (8)")
    parser.add_argument("--rounds", type=int, default=20, metavar="N", help="of both cities, at least two (20); 0: none")
    parser.add_argument("--seconds", type=int, default=1, metavar="N", help="of each figure and round (1)")
    parser.add_argument("--pool-mib", type=int, default=4096, metavar="N", help="memory for the large city's database (4096)")
    parser.add_argument("--keep", metavar="DIR", help="keep the databases here, for the next run")
    parser.add_argument("--build", type=pathlib.Path, metavar="DIR", help="use the programs in this build folder as they are")
    options = parser.parse_args()
    if options.rounds == 1 or options.expired and options.purge_turns < 2:
        parser.error("--rounds and --purge-turns: at least two, of which one half is compared with the other")
    return options


def main():
    options = parse()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    os.umask(0o022)
    try:
        measure(options)
        return 0
    except Fault as fault:
        print(f"tools/bench-scale: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def interrupt(number, frame):
    raise KeyboardInterrupt


def measure(options):
    programs = Stage.programs(options.build)
    with contextlib.ExitStack() as both:
        small, large = (both.enter_context(City(programs, accounts, memory, folder_for(options.keep, accounts)))
                        for accounts, memory in ((options.small, 256), (options.large, options.pool_mib)))
        load_before = os.getloadavg()[0]
        purge.begin(large)
        show_sizes(large)
        if options.rounds:
            compare(small, large, options)
        if options.expired:
            show_purge(large, options)
        print(f"{large.cores} cores; load average before: {load_before:.1f}, after: {os.getloadavg()[0]:.1f}")


def show_sizes(city):
    print(f"{'table':20} {'rows':>12} {'rows MiB':>9} {'index MiB':>9}")
    total = 0.0
    for name, count, data, index in city.sizes():
        total += data + index
        if data + index >= 1:
            print(f"{name:20} {count:12,} {data:9.0f} {index:9.0f}")
    took = f"; filled in {city.take_s:.0f} s" if city.take_s else ""
    print(f"{total:.0f} MiB for {city.accounts:,} accounts: {total * 1024 / city.accounts:.1f} KiB for each{took}\n", flush=True)


def compare(small, large, options):
    ours = Figures(small), Figures(large)
    for turn in range(options.rounds):
        say(f"round {turn + 1} of {options.rounds}")
        for figures in ours if turn % 2 == 0 else reversed(ours):
            figures.take_round(options.seconds)
    print(f"{'ms, p50 and p99':34} {small.accounts:>16,} {large.accounts:>16,}  ratios of both  noise of p99")
    for name in NAMES:
        (one_p50, one), (other_p50, other) = ((figures.p50(name), figures.p99(name)) for figures in ours)
        print(f"{name:34} {one_p50:8.1f}{one:8.1f} {other_p50:8.1f}{other:8.1f} {other_p50 / one_p50:8.2f}{other / one:8.2f}"
              f" {ours[0].noise(name):13.2f}  {verdict(other / one)}")
    for figures in ours:
        for refusal in figures.refusals:
            print(f"refused, with {figures.city.accounts:,} accounts: {refusal}")
    print(f"{large.pool_used_mib():.0f} MiB of the database's memory hold pages of the large city\n", flush=True)


def show_purge(city, options):
    deleting = purge.Purge(city, options.expired)
    print(f"{'p99 in ms, beside a purge':34} {'without':>12} {'with':>12}  ratio   most  noise of p99")
    for what, without, beside, most, noise in deleting.watch(options.purge_turns, PURGE_TURN_S):
        print(f"{what:34} {without:12.1f} {beside:12.1f} {beside / without:6.2f} {most:6.0f} {noise:13.2f}  {verdict(beside / without)}")
    deleting.end()
    print(f"{deleting.gone / deleting.took_s:,.0f} rows a second were deleted, of {deleting.found:,} whose time was over;"
          f" {deleting.refused} checks were refused\n", flush=True)


def verdict(ratio):
    return "pass" if ratio <= MOST_RATIO else "short"
