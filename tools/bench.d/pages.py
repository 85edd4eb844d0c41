"""Pages read by many at once: wrk against the product and against the empty responder, taking turns."""

import re
import statistics

import residents
import sign_in
from processes import Fault, output_of, say

CONNECTIONS = 16
LOGIN = "/Account/Login"
UNITS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}


class Load:
    """What wrk asks for, and what it found in each round."""

    def __init__(self, name, port, path, goal=None, cookie=None):
        self.name = name
        self.goal = goal
        self.rates = []
        self.p99s_ms = []
        headers = ["-H", "Accept-Language: fi"] + (["-H", f"Cookie: {cookie}"] if cookie else [])
        self._command = ["wrk", "--threads", 1, "--connections", CONNECTIONS, "--latency", "--timeout", "5s", *headers]
        self._url = f"http://localhost:{port}{path}"

    def run(self, seconds):
        text = output_of([*self._command, "--duration", f"{seconds}s", self._url])
        if wrong := re.search(r"(Non-2xx or 3xx responses: .*|Socket errors: .*)", text):
            raise Fault(f"{self.name}: {wrong[1]}")
        rate = re.search(r"^Requests/sec:\s+([\d.]+)", text, re.MULTILINE)
        p99 = re.search(r"^\s+99%\s+([\d.]+)(us|ms|s|m)\b", text, re.MULTILINE)
        return float(rate[1]), float(p99[1]) * UNITS[p99[2]]

    def take_turn(self, seconds):
        rate, p99_ms = self.run(seconds)
        self.rates.append(rate)
        self.p99s_ms.append(p99_ms)


def measure(stage, plan, findings):
    residents.create(stage, residents.SIGN_IN, sign_in.ACCOUNTS)
    session = sign_in.session_cookie(stage)
    empty = Load("empty responder", stage.ports["empty"], LOGIN)
    loads = [
        Load("login page", stage.ports["pages"], LOGIN, goal=0.75),
        Load("settings page, signed in", stage.ports["pages"], "/Account/Settings", cookie=session),
    ]
    everything = [empty, *loads]
    for load in everything:
        load.run(1)
    for turn in range(plan.rounds):
        say(f"pages, round {turn + 1} of {plan.rounds}")
        # Each round begins with another one, so that none always profits from what ran before it.
        for load in everything[turn % 3:] + everything[:turn % 3]:
            load.take_turn(plan.page_s)
    report(empty, loads, findings)


def report(empty, loads, findings):
    limit = statistics.median(empty.rates)
    findings.add(empty.name, limit, "/s", p99_ms=statistics.median(empty.p99s_ms), ratio=1.0, limit=limit)
    for load in loads:
        ratio = statistics.median(own / other for own, other in zip(load.rates, empty.rates))
        findings.add(load.name, statistics.median(load.rates), "/s", p99_ms=statistics.median(load.p99s_ms),
                     ratio=ratio, limit=limit, least_ratio=load.goal)
