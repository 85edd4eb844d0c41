"""Full sign-ins, as a browser makes them, against the bare hash: one more at a time than may hash, so that no slot is empty while
somebody is on the pages before and after."""

import statistics
import threading
import time

import residents
from processes import Fault, output_of, say
from wire import Connection, Visitor, hidden

ACCOUNTS = 200
SESSION = "__Host-asiointi"
LOGIN = "/Account/Login"


def name_form(visitor, path, address):
    """Reads the page that asks for the user name; returns the fields to send there."""
    page = visitor.get(path)
    return {"form_token": hidden(page, "form_token"), "return_url": hidden(page, "return_url"), "user_name": address}


def password_form(visitor, address, password):
    """Goes as far as the second page; returns the fields to send from there."""
    answer = visitor.post(LOGIN, name_form(visitor, LOGIN, address))
    if answer.status != 303:
        raise Fault(f"the user name was answered with {answer.status}")
    page = visitor.get(answer.header("location"))
    return {"form_token": hidden(page, "form_token"), "step": hidden(page, "step"), "password": password}


def sign_in(connection, address, password):
    """Page, user name, second page, password: a new visitor each time. Returns the session's cookie."""
    visitor = Visitor(connection)
    answer = visitor.post(LOGIN, password_form(visitor, address, password))
    if answer.status != 303 or SESSION not in visitor.cookies:
        raise Fault(f"the password was answered with {answer.status}")
    return f"{SESSION}={visitor.cookies[SESSION]}"


def session_cookie(stage):
    """Of the first account, which is made where no other part has made it."""
    residents.create(stage, residents.SIGN_IN, 1)
    return sign_in(Connection(stage.ports["pages"]), residents.address(residents.SIGN_IN, 0), stage.password)


class Resident(threading.Thread):
    """Signs in again and again, each time to the next of its own accounts. The last one is finished and counts with the
    time that it took, as in bare_hash."""

    def __init__(self, stage, own_accounts, seconds):
        super().__init__(daemon=True)
        self._stage = stage
        self._accounts = own_accounts
        self._seconds = seconds
        self.took_ms = []
        self.rate = 0
        self.fault = None

    def run(self):
        try:
            self._sign_in_often()
        except (Fault, OSError) as fault:
            self.fault = fault

    def _sign_in_often(self):
        connection = Connection(self._stage.ports["pages"])
        begin = last = time.monotonic()
        while last - begin < self._seconds:
            index = self._accounts[len(self.took_ms) % len(self._accounts)]
            sign_in(connection, residents.address(residents.SIGN_IN, index), self._stage.password)
            now = time.monotonic()
            self.took_ms.append((now - last) * 1000)
            last = now
        self.rate = len(self.took_ms) / (last - begin)
        connection.close()


def sign_ins_per_second(stage, seconds):
    """(rate, milliseconds of each)"""
    people = stage.slots + 1
    crowd = [Resident(stage, range(first, ACCOUNTS, people), seconds) for first in range(people)]
    for resident in crowd:
        resident.start()
    for resident in crowd:
        resident.join()
    for resident in crowd:
        if resident.fault:
            raise Fault(f"a sign-in failed: {resident.fault}")
    return sum(resident.rate for resident in crowd), [took for resident in crowd for took in resident.took_ms]


def hashes_per_second(stage, seconds):
    return float(output_of([stage.own.bare_hash, stage.memory_mib, stage.passes, stage.slots, seconds]))


def measure(stage, plan, findings):
    residents.create(stage, residents.SIGN_IN, ACCOUNTS)
    residents.forget_failures(stage)
    bare, full, took_ms = [], [], []

    def bare_turn():
        bare.append(hashes_per_second(stage, plan.sign_in_s))

    def full_turn():
        rate, took = sign_ins_per_second(stage, plan.sign_in_s)
        full.append(rate)
        took_ms.extend(took)

    for turn in range(plan.rounds):
        say(f"sign-ins, round {turn + 1} of {plan.rounds}")
        for take in (bare_turn, full_turn) if turn % 2 == 0 else (full_turn, bare_turn):
            take()
    limit = statistics.median(bare)
    findings.add(f"bare hash ({stage.memory_mib} MiB, t={stage.passes})", limit, "/s", ratio=1.0, limit=limit)
    findings.add("full sign-in", statistics.median(full), "/s", p99_ms=p99(took_ms),
                 ratio=statistics.median(own / other for own, other in zip(full, bare)), limit=limit, least_ratio=0.95)


def p99(values):
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.99))]
