"""Wrong passwords from many networks at once: more than may be hashed, so that the rest is refused."""

import contextlib
import re
import signal
import subprocess
import time
import urllib.parse

import residents
from load import CONNECTIONS, SCRIPT, write_requests
from processes import Fault, wait_until
from sign_in import LOGIN, password_form
from wire import Connection, Visitor

# So many that no limit for one name or one network ends the flood: those are there against fewer.
NAMES = 200
NETWORKS = 1000
HASHED, REFUSED = 422, 503
WRONG = "ei mikaan oikea salasana"


class Flood:
    def __init__(self, stage):
        self._stage = stage
        # Those who flood have machines of their own: theirs takes what is left of this one.
        self._command = ["nice", "-n", 19, "wrk", "--threads", 1, "--connections", CONNECTIONS, "--duration", "60s", "--timeout", "20s",
                         "--script", SCRIPT, stage.url("pages", LOGIN), "--",
                         write_requests(stage, "flood", prepare(stage)), 0, "count"]
        self._answers = {HASHED: 0, REFUSED: 0}
        self._took_s = 0
        residents.wait_for_mails(stage)

    @contextlib.contextmanager
    def running(self):
        """From when passwords are being hashed."""
        residents.forget_failures(self._stage)
        before = residents.count_wrong_passwords(self._stage)
        began = time.monotonic()
        flood = self._stage.run(self._command, stdout=subprocess.PIPE, text=True)
        wait_until(lambda: residents.count_wrong_passwords(self._stage) > before, "the first wrong password")
        yield
        flood.send_signal(signal.SIGINT)   # wrk sums up and ends
        self._note(flood.communicate()[0])
        self._took_s += time.monotonic() - began
        residents.forget_failures(self._stage)

    def _note(self, text):
        answers = {int(status): int(count) for status, count in re.findall(r"^answer (\d+): (\d+)$", text, re.MULTILINE)}
        if answers.keys() != {HASHED, REFUSED}:
            raise Fault(f"the flood was answered with {answers or text} instead of {HASHED} and {REFUSED}")
        for status, count in answers.items():
            self._answers[status] += count

    def describe(self):
        hashed, refused = (self._answers[status] / self._took_s for status in (HASHED, REFUSED))
        return f"{hashed:.0f} wrong passwords a second hashed, {refused:.0f} refused"


def prepare(stage):
    """Yields the requests for write_requests(): every name from several networks."""
    connection = Connection(stage.ports["pages"])
    forms = []
    for index in range(NAMES):
        visitor = Visitor(connection)
        form = password_form(visitor, residents.address(residents.FLOOD, index), WRONG)
        forms.append((visitor.cookie_header(), urllib.parse.urlencode(form)))
    connection.close()
    for index in range(NETWORKS):
        # Addresses for benchmarks (RFC 2544).
        yield *forms[index % NAMES], f"198.18.{index // 250}.{index % 250 + 1}"
