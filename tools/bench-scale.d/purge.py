"""Whether anybody notices that millions of rows whose time is over are being deleted."""

import contextlib
import statistics
import time

from figures import Client, apart, p99_ms
from processes import say, wait_until

# As docs/retention.md says.
OVER = "at <= UTC_TIMESTAMP() - INTERVAL 730 DAY"
# The background process looks once a minute.
PATIENCE_S = 120
CLIENTS = 2
WHAT = {"check": "checks_s", "user name, the form": "names_s", "password, the form (one hash)": "passwords_s"}


class Purge:
    """rows  of the trail to delete, which are made first. While the background process is held, nobody deletes any."""

    def __init__(self, city, rows):
        self._city = city
        with city.background_held():
            city.add_data("--expired", str(rows))
            self.found = left(city)
        self.gone, self.took_s = 0, 0.0
        self.refused = 0

    def watch(self, turns, seconds):
        """(milliseconds of p99 without, with, and the longest with; how far the turns without are apart) of each of WHAT: the
        medians of all turns. The background process does all its other work in both: mails of those who sign in, above all."""
        without, beside = [], []
        for turn in range(turns):
            say(f"two clients sign in and are checked, without and beside a purge: {turn + 1} of {turns}")
            with self._hidden():
                without.append(self._clients(seconds))
            before = left(self._city)
            wait_until(lambda: left(self._city) < before, "the purge to go on", patience_s=PATIENCE_S, pause_s=1)
            before, began = left(self._city), time.monotonic()
            beside.append(self._clients(seconds))
            self.gone += before - left(self._city)
            self.took_s += time.monotonic() - began
        for what, times in WHAT.items():
            yield (what, middle(without, times), middle(beside, times), max(max(turn[times]) for turn in beside) * 1000,
                   apart([p99_ms(turn[times]) for turn in without]))

    def end(self):
        """What is left would keep the next run waiting."""
        with self._city.background_held():
            clear(self._city)

    @contextlib.contextmanager
    def _hidden(self):
        """The purge finds nothing in the view through which it deletes."""
        self._city.sql("CREATE OR REPLACE VIEW empty_trail AS SELECT id, at FROM audit_event WHERE FALSE;"
                       " RENAME TABLE expired_trail TO whole_trail, empty_trail TO expired_trail;")
        try:
            yield
        finally:
            show_trail(self._city)

    def _clients(self, seconds):
        clients = [Client(self._city) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        time.sleep(seconds)
        for client in clients:
            client.stop()
            self.refused += client.refused
        return {times: [each for client in clients for each in getattr(client, times)] for times in WHAT.values()}


def begin(city):
    """As if there had been no earlier run, which may have been killed."""
    if city.sql(f"SELECT 1 FROM information_schema.views WHERE table_schema = '{city.facts['database']}' AND table_name = 'whole_trail';"):
        show_trail(city)
    with city.background_held():
        clear(city)


def show_trail(city):
    city.sql("RENAME TABLE expired_trail TO empty_trail, whole_trail TO expired_trail; DROP VIEW empty_trail;")


def clear(city):
    city.sql(f"DELETE FROM audit_event WHERE {OVER};")


def middle(turns, times):
    return statistics.median(p99_ms(turn[times]) for turn in turns)


def left(city):
    return int(city.sql(f"SELECT COUNT(*) FROM audit_event WHERE {OVER};"))
