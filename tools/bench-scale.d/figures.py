"""The figures that are compared: how long an answer takes while nobody has to queue, each time for somebody else."""

import statistics
import threading
import time

from load import Load, write_requests
from processes import Fault
from sign_in import LOGIN, hidden, name_form
from webserver import PROTECTED
from wire import Connection, Visitor

# So little that nobody queues, so that p99 tells how long an answer takes.
CONNECTIONS = 4
PAUSE_MS = 8
OFTEN_S = CONNECTIONS * 1000 / PAUSE_MS
PAGES = {
    "check, another session each time": PROTECTED,
    "login page": LOGIN,
    "settings page": "/Account/Settings",
    "activity page": "/Account/Settings/Activity",
}
SIGN_IN = ("user name, the form", "password, the form (one hash)")
NAMES = (*PAGES, *SIGN_IN)


class Figures:
    """Of one city: p50 and p99 in milliseconds of each figure and round."""

    def __init__(self, city):
        self.city = city
        self._p50s_ms = {name: [] for name in NAMES}
        self._p99s_ms = {name: [] for name in NAMES}
        self.refusals = []

    def take_round(self, seconds):
        for name, path in PAGES.items():
            cookies = [""] if path == LOGIN else self.city.next_sessions(name, int(OFTEN_S * seconds))
            requests = [(cookie, "", "") for cookie in cookies]
            load = Load(name, self.city.url("pages", path), connections=CONNECTIONS, host=self.city.host, pause_ms=PAUSE_MS,
                        requests=write_requests(self.city, "round", requests))
            try:
                self._note(name, load.run(seconds)[1], load.p50_ms)
            except Fault as fault:
                self.refusals.append(str(fault))   # told in the end; the round goes on
        for name, times in zip(SIGN_IN, sign_ins(self.city, 2 * seconds)):
            self._note(name, p99_ms(times), statistics.median(times) * 1000)

    def _note(self, name, p99, p50):
        self._p99s_ms[name].append(p99)
        self._p50s_ms[name].append(p50)

    def p50(self, name):
        return statistics.median(self._p50s_ms[name])

    def p99(self, name):
        return statistics.median(self._p99s_ms[name])

    def noise(self, name):
        return apart(self._p99s_ms[name])


def apart(measured):
    """How far the odd rounds are from the even ones, which measured the same: as a ratio, 1 or more."""
    halves = [statistics.median(measured[first::2]) for first in (0, 1)]
    return max(halves) / min(halves)


def sign_ins(city, seconds):
    """Seconds of each form with a user name, and of each with a password, while one resident after the other signs in."""
    city.sql("DELETE FROM throttle WHERE failures > 0 AND last_at > UTC_TIMESTAMP() - INTERVAL 1 HOUR;")
    names_s, passwords_s = [], []
    connection = Connection(city.ports["pages"])
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        name_s, password_s = sign_in_once(Visitor(connection), city.dice.choice(city.known), city.password)
        names_s.append(name_s)
        passwords_s.append(password_s)
    connection.close()
    return names_s, passwords_s


def sign_in_once(visitor, address, password):
    form = name_form(visitor, LOGIN, address)
    answer, name_s = timed(visitor, form)
    page = visitor.get(answer.header("location"))
    answer, password_s = timed(visitor, {"form_token": hidden(page, "form_token"), "step": hidden(page, "step"), "password": password})
    return name_s, password_s


def timed(visitor, form):
    began = time.monotonic()
    answer = visitor.post(LOGIN, form)
    if answer.status != 303:
        raise Fault(f"signing in was answered with {answer.status}")
    return answer, time.monotonic() - began


def p99_ms(times_s):
    ordered = sorted(times_s)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000


class Client(threading.Thread):
    """Signs in and is checked again and again, until it is told to stop."""

    def __init__(self, city):
        super().__init__(daemon=True)
        self._city = city
        self._end = threading.Event()
        self.checks_s, self.names_s, self.passwords_s = [], [], []
        self.refused = 0
        self.fault = None

    def run(self):
        try:
            port = self._city.ports["pages"]
            pages, portal = Connection(port), Connection(port, self._city.host)
            while not self._end.is_set():
                self._go_once(pages, portal)
        except (Fault, OSError) as fault:
            self.fault = fault

    def _go_once(self, pages, portal):
        name_s, password_s = sign_in_once(Visitor(pages), self._city.dice.choice(self._city.known), self._city.password)
        self.names_s.append(name_s)
        self.passwords_s.append(password_s)
        for cookie in self._city.next_sessions("beside a purge", 10):
            began = time.monotonic()
            answer = portal.ask("GET", PROTECTED, [("Cookie", cookie)])
            self.refused += answer.status != 200
            self.checks_s.append(time.monotonic() - began)

    def stop(self):
        self._end.set()
        self.join()
        if self.fault:
            raise Fault(f"somebody could not sign in: {self.fault}")
