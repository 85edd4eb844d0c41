"""A database with the example in it, kept for further demos: the tests start dozens, and making it takes most of the time."""

import contextlib
import datetime
import fcntl
import hashlib
import pathlib
import shutil
import subprocess

from layout import PARTS, SOURCE, Fault, read_json, write_json

MARIADBD = pathlib.Path("/usr/sbin/mariadbd")


class Shelf:
    """Holds one database: that of today, of this source and of these programs."""

    def __init__(self, folder, programs):
        self._folder = folder
        self._kept = folder / key(programs)

    def fetch(self, layout):
        """Gives a demo that has no database yet a copy; True when there was one to copy."""
        if layout.database.exists() or not self._kept.exists():
            return False
        copy(self._kept, layout.database)
        write_json(layout.accounts, {**(read_json(layout.accounts) or {}), "imported": True})
        return True

    def keep(self, database):
        """The server of `database` must have ended in order."""
        for old in self._folder.glob("database-*"):
            shutil.rmtree(old)
        copy(database, self._kept)


@contextlib.contextmanager
def shelf(folder, programs):
    """For one demo at a time, so that two that start together make one database and not two."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield Shelf(folder, programs)


def key(programs):
    """Changes with all that the database comes from, and every day: no test meets rows that are old already."""
    made_from = [*sorted(path for path in (SOURCE / "sql").rglob("*") if path.is_file()), *sorted(PARTS.glob("*.py")),
                 programs.admin]
    digest = hashlib.sha256(f"{datetime.date.today()} {MARIADBD.stat().st_mtime_ns}".encode())
    for path in made_from:
        digest.update(f"\n{path.name}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return f"database-{digest.hexdigest()[:24]}"


def copy(source, target):
    """Whole or not at all."""
    unfinished = target.with_name(target.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    if subprocess.run(["cp", "-a", "--sparse=always", source, unfinished]).returncode != 0:
        raise Fault(f"{source} could not be copied to {unfinished}")
    unfinished.rename(target)
