"""wrk: what it asks for, what it finds, and the rounds in which several loads take turns."""

import pathlib
import re
import statistics

from processes import Fault, output_of, say

CONNECTIONS = 16
SCRIPT = pathlib.Path(__file__).resolve().with_name("in_turn.lua")
UNITS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}


class Load:
    """Requests to one address, and what was found in each round."""

    def __init__(self, name, url, goal=None, connections=CONNECTIONS, cookie=None, requests=None, pause_ms=0, host=None):
        """goal  the ratio to reach.
        host  that residents see, where it is not that of the address: sessions are good on that one.
        requests  what to send in turn: a file of write_requests().
        pause_ms  before each request, on each connection."""
        self.name = name
        self.goal = goal
        self.rates = []
        self.p99s_ms = []
        self._options = ["--threads", 1, "--connections", connections, "--latency", "--timeout", "5s",
                         "-H", "Accept-Language: fi"] + (["-H", f"Cookie: {cookie}"] if cookie else [])
        self._options += ["-H", f"Host: {host}"] if host else []
        self._url = [url]
        if requests:
            self._options += ["--script", SCRIPT]
            self._url += ["--", requests, pause_ms]

    def run(self, seconds):
        text = output_of(["wrk", *self._options, "--duration", f"{seconds}s", *self._url])
        if wrong := re.search(r"(Non-2xx or 3xx responses: .*|Socket errors: .*)", text):
            raise Fault(f"{self.name}: {wrong[1]}")
        rate = re.search(r"^Requests/sec:\s+([\d.]+)", text, re.MULTILINE)
        self.p50_ms = latency_ms(text, 50)   # of this run alone
        return float(rate[1]), latency_ms(text, 99)

    def take_turn(self, seconds):
        rate, p99_ms = self.run(seconds)
        self.rates.append(rate)
        self.p99s_ms.append(p99_ms)


def latency_ms(text, percent):
    found = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s|m)\b", text, re.MULTILINE)
    return float(found[1]) * UNITS[found[2]]


def write_requests(stage, name, requests):
    """requests  cookies, form to post and client of each, as in_turn.lua wants them."""
    path = stage.folder / f"{name}.requests"
    path.write_text("".join("\t".join(request) + "\n" for request in requests), encoding="utf-8")
    return path


def take_turns(what, loads, plan):
    for load in loads:
        load.run(1)
    for turn in range(plan.rounds):
        say(f"{what}, round {turn + 1} of {plan.rounds}")
        # Each round begins with another one, so that none always profits from what ran before it.
        first = turn % len(loads)
        for load in loads[first:] + loads[:first]:
            load.take_turn(plan.page_s)


def report_limit(load, findings):
    limit = statistics.median(load.rates)
    findings.add(load.name, limit, "/s", p99_ms=statistics.median(load.p99s_ms), ratio=1.0, limit=limit)


def report(load, limit, findings):
    """limit  the load that this one is compared with."""
    findings.add(load.name, statistics.median(load.rates), "/s", p99_ms=statistics.median(load.p99s_ms),
                 ratio=median_ratio(load.rates, limit.rates), limit=statistics.median(limit.rates),
                 least_ratio=load.goal)


def median_ratio(own, others):
    """The median of each round's own ratio."""
    return statistics.median(one / other for one, other in zip(own, others))
