"""Where things are: in the source tree, and under the demo's directory."""

import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PARTS = pathlib.Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3"
LONGEST_SOCKET_PATH = 107


class Fault(Exception):
    """Something the person at the keyboard has to know; the text says what to do."""


class Layout:
    def __init__(self, directory):
        self.root = pathlib.Path(os.path.abspath(directory or SOURCE / "var" / "demo"))
        self.facts = self.root / "demo.json"
        self.processes = self.root / "processes.json"
        self.settings = self.root / "asiointi.toml"
        self.secrets = self.root / "secrets.toml"
        self.portal_database = self.root / "portal.cnf"
        self.accounts = self.root / "accounts.json"
        self.mail = self.root / "mail"
        self.log = self.root / "log"
        self.database = self.root / "database"
        self.nginx = self.root / "nginx"
        self.tls = self.root / "tls"
        self.run = self._run_directory()
        self.database_socket = self.run / "mariadb.sock"
        self.pages_socket = self.run / "pages.sock"
        self.check_socket = self.run / "check.sock"
        self.portal_socket = self.run / "portal.sock"
        self.mail_ports = self.run / "mail-ports.json"

    def _run_directory(self):
        """Sockets have short paths only, so those of a deep directory live elsewhere."""
        beside = self.root / "run"
        if len(str(beside / "mariadb.sock")) <= LONGEST_SOCKET_PATH:
            return beside
        name = hashlib.sha256(str(self.root).encode()).hexdigest()[:12]
        return pathlib.Path(tempfile.gettempdir()) / f"asiointi-demo-{os.getuid()}-{name}"

    def make(self):
        self.root.mkdir(parents=True, exist_ok=True)
        for directory in (self.log, self.nginx):
            directory.mkdir(exist_ok=True)
        self.run.mkdir(mode=0o700, exist_ok=True)
        # In a folder for all, somebody else may have taken the name.
        if self.run.stat().st_uid != os.getuid() or self.run.is_symlink():
            raise Fault(f"{self.run} belongs to somebody else; choose another --dir")

    @contextlib.contextmanager
    def locked(self):
        """Only one command at a time may change what runs here."""
        self.root.mkdir(parents=True, exist_ok=True)
        with open(self.root / "lock", "w", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Fault(f"another tools/demo is at work in {self.root}") from None
            yield


def write_atomically(path, text, mode=0o644):
    """A reader sees the old file or the new one, never half of it."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(new, path)


def read_json(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def write_json(path, value):
    write_atomically(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")
