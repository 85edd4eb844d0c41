"""Everything that is measured, started for this run alone: a demo, the empty responder on the same pool, and an nginx
with the product's own configuration before both."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.parse

import processes
import webserver
from processes import Fault, say

SOURCE = pathlib.Path(__file__).resolve().parents[2]
TARGETS = ("asiointi-fcgi", "asiointi-admin", "empty_responder", "one_query", "one_worker", "bare_hash")


class Programs:
    def __init__(self, build):
        self.build = build
        self.pages = build / "fcgi-app" / "asiointi-fcgi"
        self.admin = build / "tools" / "asiointi-admin" / "asiointi-admin"
        self.empty_responder = build / "tests" / "bench" / "empty_responder"
        self.one_query = build / "tests" / "bench" / "one_query"
        self.one_worker = build / "tests" / "bench" / "one_worker"
        self.bare_hash = build / "tests" / "bench" / "bare_hash"


class Stage(contextlib.ExitStack):
    """Use it in `with`: whatever it started has ended afterwards, and its folder is gone."""

    def __init__(self, programs, demo=None):
        """demo  its folder, which stays with its data for a later stage; None: one that goes with the stage."""
        super().__init__()
        self.own = programs
        self.demo = demo
        self.cores = len(os.sched_getaffinity(0))
        self.slots = max(1, self.cores - 1)   # as the product does by itself

    @staticmethod
    def programs(build):
        if build is None:
            build = SOURCE / "build"
            _make(build)
        programs = Programs(build.resolve())
        for path in (programs.pages, programs.admin, programs.empty_responder, programs.one_query, programs.one_worker,
                     programs.bare_hash):
            if not path.exists():
                raise Fault(f"there is no {path}; is {build} a finished build?")
        for program in ("wrk", "mariadb", "nginx"):
            if shutil.which(program, path="/usr/bin:/usr/sbin") is None:
                raise Fault(f"{program} is missing; tools/install-packages run test installs it")
        return programs

    def __enter__(self):
        super().__enter__()
        try:
            self._bring_up()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *details):
        """A second Ctrl-C changes nothing: what was begun is put away."""
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)
        before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
        try:
            return super().__exit__(*details)
        finally:
            for number, handler in zip(numbers, before):
                signal.signal(number, handler)

    def _bring_up(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="asiointi-bench-"))
        self.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.demo = self.demo or self.folder / "demo"
        self.log = self.folder / "bench.log"
        say("starting the demo")
        self._start_demo()
        self.facts = json.loads((self.demo / "demo.json").read_text(encoding="utf-8"))
        self.supervisor = self.facts["pids"]["supervisor"]
        roles = [processes.name_of(pid) for pid in processes.children_of(self.supervisor)]
        self.workers = roles.count("asiointi-pages")
        self.check_workers = roles.count("asiointi-check")
        self._read_cost()
        self.empty_sockets = {role: self.folder / f"empty-{role}.sock" for role in ("pages", "check")}
        self.query_sockets = {"pages": self.folder / "query-pages.sock", "check": self.folder / "nobody.sock"}
        self.second_sockets = {role: self.folder / f"second-{role}.sock" for role in ("pages", "check")}
        self.empty = self.run([self.own.empty_responder, self.empty_sockets["pages"], self.workers])
        self.ports = webserver.start(self)

    @property
    def host(self):
        return urllib.parse.urlsplit(self.facts["start_url"]).netloc

    def url(self, pool, path):
        return f"http://localhost:{self.ports[pool]}{path}"

    def run(self, command, **options):
        """Starts a program that ends with the stage at the latest."""
        process = processes.start(command, self.log, **options)
        self.callback(processes.stop, process)
        return process

    def stop_empty(self):
        processes.stop(self.empty)

    def sql(self, statements):
        command = ["/usr/bin/mariadb", "--no-defaults", f"--socket={self.facts['database_socket']}", "--user=root",
                   "--batch", "--skip-column-names", "--default-character-set=utf8mb4", self.facts["database"]]
        result = subprocess.run(command, input=statements, text=True, capture_output=True)
        if result.returncode != 0:
            # The lines before repeat the statement.
            raise Fault(f"the database refused a statement: {result.stderr.strip().rpartition(chr(10))[2]}")
        return result.stdout.strip()

    def _start_demo(self):
        command = [SOURCE / "tools" / "demo", "--no-install", "--build", self.own.build, "--port", "0",
                   "--dir", self.demo, "--unlimited", "--set", f"pool.hashing_slots={self.slots}"]
        # In the foreground, where it puts everything away as soon as we are gone.
        demo = self.run(command, stdout=subprocess.PIPE)
        words = b""
        while b"\nready " not in words:
            # What was read at once is looked at at once: a buffered reader would keep the last lines to itself.
            more = os.read(demo.stdout.fileno(), 4096)
            if not more:
                raise Fault(f"the demo did not start:\n{self.log.read_text(errors='replace').strip()}")
            words += more

    def _read_cost(self):
        """What the product spends on a password, from the one that the demo has set."""
        address = self.facts["accounts"]["with_password"]["address"]
        self.password = self.facts["accounts"]["with_password"]["password"]
        self.password_hash = self.sql(f"SELECT password_hash FROM account WHERE email_key = '{address}'")
        cost = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$", self.password_hash)
        if not cost:
            raise Fault("the demo's password is not hashed with Argon2id")
        self.memory_mib, self.passes = int(cost[1]) // 1024, int(cost[2])


def _make(build):
    steps = [] if (build / "build.ninja").exists() else [["cmake", "-S", SOURCE, "-B", build, "-G", "Ninja"]]
    steps.append(["cmake", "--build", build, "--target", *TARGETS])
    for step in steps:
        if subprocess.run(step, stdout=sys.stderr).returncode != 0:
            raise Fault("the build failed (see above)")
