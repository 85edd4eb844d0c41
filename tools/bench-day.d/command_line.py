"""What the command line asks for, and what is said in the end."""

import argparse
import asyncio
import os
import pathlib
import random
import subprocess
import sys
import textwrap
import time

from browsers import Lost
from day import SHARED_ADDRESSES, SHARES, Day
from mails import Mails
from resident import Resident, Stopped
from stage import SOURCE, Demo, Fault
from tally import Tally, share

ACCOUNTS = 10_000
# As docs/scaling.md says for such a day: half of the workers may hash or wait for a core.
WORKERS = 2 * (len(os.sched_getaffinity(0)) + 10)
BEGAN = time.monotonic()


def parse():
    parser = argparse.ArgumentParser(
        prog="tools/bench-day", formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
        description=textwrap.dedent(f"""\
            Plays the day on which all residents of a city got a letter, on a demo of its own with {ACCOUNTS:,} accounts: {SHARES[0]} % come in
            the first hour, the others until midnight. Each asks for the link, waits for the mail, sets a password, signs in, and looks
            at pages of the portal and of the account. Half of them come from {len(SHARED_ADDRESSES)} addresses, and nginx limits them as it does in life. The
            hours are shorter than in life, and each has the rate of the real one.

            Exit status: 0 when nobody was refused, every mail came and the pages were fast enough; 1 otherwise."""))
    parser.add_argument("--residents", type=int, default=50_000, metavar="N", help="of the city, all of whom come that day (50000)")
    parser.add_argument("--seconds", type=float, default=300, metavar="N", help="that the day takes (300)")
    parser.add_argument("--limit-ms", type=float, default=200, metavar="N", help="for 99 of 100 pages that hash nothing (200); 0: none")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the dice (1)")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings", help="another setting, as in tools/demo;"
                        f" without one, pool.pages_workers={WORKERS}")
    parser.add_argument("--build", type=pathlib.Path, metavar="DIR", help="the programs (build)")
    return parser.parse_args()


def say(text):
    print(f"{time.monotonic() - BEGAN:5.1f} s  {text}", file=sys.stderr, flush=True)


def main():
    options = parse()
    settings = {"pool.pages_workers": str(WORKERS), **dict(each.split("=", 1) for each in options.settings)}
    day = Day(options.residents, options.seconds, options.seed)
    tally = Tally()
    try:
        say("starting the demo")
        with Demo(options.build, settings) as demo:
            names = newcomers(demo, len(day.arrivals))
            say(f"{len(names)} residents, {day.peak_per_s:.1f} a second in the first hour, which takes {day.hour_s:.0f} s")
            asyncio.run(play(demo, day, names, tally, random.Random(options.seed)))
            broken = demo.broken()
    except (Fault, Lost) as fault:
        sys.exit(f"tools/bench-day: {fault}")
    return judge(options, settings, day, tally, broken)


def newcomers(demo, count):
    """Addresses of old users who have no password yet."""
    filled = subprocess.run([SOURCE / "tools" / "make-load-data", "--socket", demo.facts["database_socket"], "--database",
                             demo.facts["database"], "--accounts", str(ACCOUNTS)], capture_output=True, text=True)
    if filled.returncode != 0:
        raise Fault(filled.stderr.strip())
    found = demo.sql("SELECT a.email FROM account a WHERE a.password_hash IS NULL AND a.state = 1 AND a.email LIKE 'asukas.%'"
                     " AND NOT EXISTS (SELECT 1 FROM legacy_user s WHERE s.email_key = a.email_key AND s.status = 2)"
                     f" ORDER BY a.public_id LIMIT {count}").splitlines()
    if len(found) < count:
        raise Fault(f"there are {len(found)} residents without a password, and {count} are to come; play fewer seconds")
    return found


async def play(demo, day, names, tally, dice):
    mails = Mails(pathlib.Path(demo.facts["maildir"]))
    watching = asyncio.create_task(mails.watch())
    began = time.monotonic()
    residents = [Resident(demo.port, name, day.address(number), mails, tally, random.Random(dice.random()))
                 for number, name in enumerate(names)]
    progress = asyncio.create_task(tell(tally, len(names)))
    await asyncio.gather(*(come(resident, began + at, tally) for resident, at in zip(residents, day.arrivals)))
    progress.cancel()
    watching.cancel()


async def come(resident, at, tally):
    await asyncio.sleep(max(0.0, at - time.monotonic()))
    try:
        await resident.go()
        tally.finished += 1
    except (Stopped, Lost) as error:
        tally.stopped[str(error)] += 1


async def tell(tally, count):
    while True:
        await asyncio.sleep(10)
        say(f"{tally.finished} of {count} are done, {tally.stopped.total()} could not go on")


def judge(options, settings, day, tally, broken):
    print(f"A city of {options.residents:,} residents: {day.peak_per_s:.1f} come each second of the first hour; {len(day.arrivals)} were played"
          f" in {options.seconds:.0f} s, half of them from {len(SHARED_ADDRESSES)} addresses. {', '.join(map('='.join, settings.items()))}; load average {os.getloadavg()[0]:.1f}.")
    print("\n".join(tally.table()))
    slow = options.limit_ms and share(sorted(tally.pages_s()), 0.99) * 1000 > options.limit_ms
    checks = [
        (not tally.refused, "nobody is refused", tally.refused),
        (tally.mails_missing == 0, "every mail comes", tally.mails_missing),
        (tally.finished == len(day.arrivals), f"everybody gets to the end: {tally.finished} of {len(day.arrivals)}", tally.stopped),
        (not broken, "no process crashes or has to be replaced", broken),
    ]
    if options.limit_ms:
        checks.append((not slow, f"99 of 100 pages that hash nothing take less than {options.limit_ms:.0f} ms", ""))
    for holds, what, found in checks:
        print(f"{'ok    ' if holds else 'FAILED'} {what}" + ("" if holds else f": {found}"))
    return 0 if all(holds for holds, _, _ in checks) else 1
