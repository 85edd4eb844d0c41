"""The servers of one demo: started in sessions of their own, recorded on disk, ended by pid."""

import ctypes
import os
import pathlib
import signal
import subprocess
import time

from layout import Fault, read_json, write_json

PATIENCE_S = 60
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def wait_until(condition, what, patience_s=PATIENCE_S):
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        if result := condition():
            return result
        time.sleep(0.02)
    raise Fault(f"{what} took more than {patience_s} s")


def stat_of(pid):
    """(state, parent, session, start time) of a process; None when there is none."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text.rpartition(")")[2].split()
    return fields[0], int(fields[1]), int(fields[3]), int(fields[19])


def all_pids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def children_of(parent):
    return [pid for pid in all_pids() if (stat := stat_of(pid)) and stat[1] == parent and stat[0] != "Z"]


class Servers:
    """What runs, in the order in which it was started. The record names each by pid and start time, so that a pid that
    has gone to somebody else is never mistaken for ours."""

    def __init__(self, layout, bound_to_us=False):
        self._layout = layout
        self._bound_to_us = bound_to_us
        self._children = {}
        self._own = os.getpid()

    def record(self):
        return read_json(self._layout.processes) or {}

    def start(self, name, command, log, **options):
        with open(self._layout.log / log, "ab") as output:
            child = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, preexec_fn=self._end_with_us if self._bound_to_us else None, **options)
        self._children[name] = child
        stat = stat_of(child.pid)
        record = self.record()
        record[name] = {"pid": child.pid, "started": stat[3] if stat else 0, "command": [str(word) for word in command],
                        "log": log}
        write_json(self._layout.processes, record)
        return child.pid

    def _end_with_us(self):
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != self._own:
            os._exit(1)

    def is_alive(self, name):
        if child := self._children.get(name):
            child.poll()
        entry = self.record().get(name)
        stat = stat_of(entry["pid"]) if entry else None
        return bool(stat) and stat[0] != "Z" and stat[3] == entry["started"]

    def pid(self, name):
        return self.record()[name]["pid"]

    def wait_for(self, name, condition, what):
        """Waits for a sign of life; a server that ends instead is told with the last words of its log."""
        def ready_or_dead():
            return condition() or not self.is_alive(name)
        wait_until(ready_or_dead, what)
        if not self.is_alive(name):
            raise Fault(f"{name} ended while starting:\n{self.last_words(name)}")

    def last_words(self, name, lines=15):
        log = self._layout.log / self.record()[name]["log"]
        return "\n".join("  " + line for line in log.read_text(errors="replace").splitlines()[-lines:]) + f"\n({log})"

    def stop(self, name, forget=True):
        """SIGTERM, patience, SIGKILL; then the same for children that have lost their server. forget=False leaves it on
        record, for whoever starts it anew in a moment."""
        entry = self.record().get(name)
        if not entry:
            return
        if self.is_alive(name):
            os.kill(entry["pid"], signal.SIGTERM)
            self._outlive(name)
        self._end_orphans(entry)
        if forget:
            record = self.record()
            record.pop(name, None)
            write_json(self._layout.processes, record)

    def _outlive(self, name):
        try:
            wait_until(lambda: not self.is_alive(name), f"ending {name}")
        except Fault:
            os.kill(self.pid(name), signal.SIGKILL)
            wait_until(lambda: not self.is_alive(name), f"killing {name}")

    def _end_orphans(self, entry):
        leader = stat_of(entry["pid"])
        if leader and leader[3] != entry["started"]:
            return   # the number belongs to somebody else by now
        def orphans():
            return [pid for pid in all_pids()
                    if (stat := stat_of(pid)) and stat[2] == entry["pid"] and stat[0] != "Z"]
        for number, patience_s in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
            for pid in orphans():
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    pass
            try:
                return wait_until(lambda: not orphans(), "ending what was left over", patience_s)
            except Fault:
                continue

    def stop_all(self):
        """First what takes requests, last what keeps data."""
        for name in ("nginx", "portal", "supervisor", "smtp", "mariadb"):
            self.stop(name)
