"""A demo for one attack: on a port and in a folder of its own, gone afterwards."""

import contextlib
import ctypes
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1


class Fault(Exception):
    """Something the person at the keyboard has to know."""


class Demo(contextlib.ExitStack):
    """Use it in `with`. settings: {"mail.pause_between_s": 0}; more words go to tools/demo as they are."""

    def __init__(self, build, settings=None, *words):
        super().__init__()
        self.build = (build or SOURCE / "build").resolve()
        self._words = [*words, *(word for key, value in (settings or {}).items() for word in ("--set", f"{key}={value}"))]

    def __enter__(self):
        super().__enter__()
        # An end by SIGTERM puts away what was begun, too.
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def _start(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="asiointi-attack-"))
        self.callback(shutil.rmtree, self.folder, ignore_errors=True)
        command = [SOURCE / "tools" / "demo", "--no-install", "--build", self.build, "--port", "0",
                   "--dir", self.folder / "demo", "--prepared", self.build / "prepared", *self._words]
        with open(self.folder / "demo.log", "wb") as log:
            self._demo = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                          start_new_session=True, preexec_fn=_end_with_us)
        self.callback(self._stop)
        wait_until(self._is_ready, "the start of the demo", 120)
        self.facts = json.loads((self.folder / "demo" / "demo.json").read_text(encoding="utf-8"))
        self.url = self.facts["start_url"]
        self.port = urllib.parse.urlsplit(self.url).port

    def _is_ready(self):
        said = (self.folder / "demo.log").read_text(encoding="utf-8", errors="replace")
        if self._demo.poll() is not None:
            raise Fault(f"the demo did not start:\n{said}")
        return "\nready " in said

    def _stop(self):
        self._demo.terminate()
        try:
            self._demo.wait(40)
        except subprocess.TimeoutExpired:
            self._demo.kill()

    def sql(self, statements):
        command = ["/usr/bin/mariadb", "--no-defaults", f"--socket={self.facts['database_socket']}", "--user=root",
                   "--batch", "--skip-column-names", "--default-character-set=utf8mb4", self.facts["database"]]
        return subprocess.run(command, input=statements, text=True, capture_output=True, check=True).stdout.strip()

    def log(self):
        """The lines of the pool."""
        return pathlib.Path(self.facts["logs"][0]).read_text(encoding="utf-8", errors="replace").splitlines()

    def broken(self):
        """Lines of the log that tell of a process which ended otherwise than by its stop or its renewal."""
        return [line for line in self.log() if '"event":"request_timed_out"' in line or '"event":"process_failed"' in line
                or '"event":"process_ended"' in line and '"level":"info"' not in line]

    def pool(self):
        """The pids of the supervisor and its children."""
        supervisor = self.facts["pids"]["supervisor"]
        return [supervisor, *_children_of(supervisor)]

    def metric(self, name):
        with urllib.request.urlopen(f"{self.facts['status_url']}metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))

    def is_running(self):
        """That every server of the demo is there which was there at the start."""
        return all(_read(pid, "comm") for pid in self.facts["pids"].values())

    def pss_mib(self):
        """Memory of the pool; what n processes share counts for one nth in each. A process that has just ended has none."""
        return sum(int(line.split()[1]) for pid in self.pool() for line in _read(pid, "smaps_rollup").splitlines()
                   if line.startswith("Pss:")) / 1024


def wait_until(condition, what, patience_s, pause_s=0.1):
    end = time.monotonic() + patience_s
    while not (result := condition()):
        if time.monotonic() > end:
            raise Fault(f"{what} took more than {patience_s} s")
        time.sleep(pause_s)
    return result


def _end_with_us():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _read(pid, name):
    try:
        return pathlib.Path(f"/proc/{pid}/{name}").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _children_of(parent):
    fields = ((int(name), _read(name, "stat").rpartition(")")[2].split()) for name in os.listdir("/proc") if name.isdigit())
    return [pid for pid, stat in fields if len(stat) > 1 and int(stat[1]) == parent and stat[0] != "Z"]
