"""A private MariaDB: no network, no user but the one who started it, nothing of the machine's own server."""

import os
import shutil
import socket
import subprocess

from layout import SOURCE, Fault

# Small, but as careful with data as a real one.
MEMORY = [
    "--innodb-buffer-pool-size=48M", "--innodb-log-file-size=16M", "--innodb-log-buffer-size=2M",
    # Taken while an index is made over rows that are there, and only as much as those fill.
    "--innodb-sort-buffer-size=64M",
    "--key-buffer-size=1M", "--aria-pagecache-buffer-size=8M", "--performance-schema=OFF",
    "--table-open-cache=400", "--max-connections=200",
]


def as_user():
    # MariaDB refuses to run as root unless it is told to.
    return ["--user=root"] if os.geteuid() == 0 else []


def temporary(layout):
    # A MariaDB that starts deletes every temporary table it finds in its folder, those of another server too.
    return f"--tmpdir={layout.run / 'mariadb-tmp'}"


def prepare(layout):
    """Makes the data directory; one that was interrupted is made anew."""
    (layout.run / "mariadb-tmp").mkdir(exist_ok=True)
    if layout.database.exists():
        return
    unfinished = layout.database.with_name("database.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = ["mariadb-install-db", "--no-defaults", *as_user(), f"--datadir={unfinished}", temporary(layout),
               "--skip-test-db", "--skip-name-resolve", "--auth-root-authentication-method=normal",
               "--innodb-log-file-size=16M"]
    with open(layout.log / "mariadb.log", "ab") as log:
        if subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log).returncode != 0:
            raise Fault(f"mariadb-install-db failed; see {layout.log / 'mariadb.log'}")
    unfinished.rename(layout.database)


def command(layout):
    return ["/usr/sbin/mariadbd", "--no-defaults", *as_user(), f"--datadir={layout.database}", temporary(layout),
            f"--socket={layout.database_socket}", f"--pid-file={layout.run / 'mariadb.pid'}", "--skip-networking",
            "--skip-name-resolve", "--character-set-server=utf8mb4", "--collation-server=utf8mb4_unicode_ci",
            "--default-time-zone=+00:00", *MEMORY]


def answers(layout):
    """True when the server greets whoever connects."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(layout.database_socket))
            return len(connection.recv(5)) == 5
        except OSError:
            return False


def run_sql(layout, sql, database=""):
    """Runs SQL as the private server's root, with the source tree as the folder that SOURCE starts from."""
    command_line = ["mariadb", "--no-defaults", f"--socket={layout.database_socket}", "--user=root", "--batch",
                    "--default-character-set=utf8mb4", *([database] if database else [])]
    result = subprocess.run(command_line, input=sql, text=True, capture_output=True, cwd=SOURCE)
    if result.returncode != 0:
        raise Fault(f"the database refused a statement: {result.stderr.strip()}")
    return result.stdout
