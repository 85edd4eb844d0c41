"""A demo with as many accounts as a city has, and five years behind them."""

import contextlib
import hashlib
import itertools
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

from processes import Fault, children_of, name_of, say
from sign_in import SESSION
from stage import SOURCE, Stage

# With this password people sign in; the rest of the accounts has others, which nobody knows.
KNOWN = 400
MIB = 2**20
LOG_MIB = 1024


class City(Stage):
    def __init__(self, programs, accounts, pool_mib, folder):
        """folder  of the demo, which is kept with its data; None: it goes with the city."""
        super().__init__(programs, folder)
        self.accounts, self._pool_mib = accounts, pool_mib
        self.dice = random.Random(accounts)
        self._turns = {}

    def __enter__(self):
        super().__enter__()
        try:
            self._fill()
        except BaseException:
            self.close()
            raise
        return self

    def _fill(self):
        # More than a demo has, as a city's own server would.
        self.sql(f"SET GLOBAL innodb_buffer_pool_size = {self._pool_mib * MIB}; SET GLOBAL innodb_log_file_size = {LOG_MIB * MIB};"
                 " SET GLOBAL innodb_io_capacity = 2000;"
                 # Of an earlier run's memory: it would go on reading in the background while answers are measured.
                 " SET GLOBAL innodb_buffer_pool_load_abort = ON;")
        self.take_s = 0.0
        if int(self.sql("SELECT COUNT(*) FROM account WHERE email LIKE 'asukas.%';")) < self.accounts:
            say(f"filling a database with {self.accounts:,} accounts")
            began = time.monotonic()
            # While tables have no keys, every look of the background process would read all of them.
            with self.background_held(), self._careless():
                self.add_data()
            self.take_s = time.monotonic() - began
        self.known = self._give_known_password()
        self._warm_up()

    @contextlib.contextmanager
    def _careless(self):
        """A database that may be lost, and writes its pages seldom."""
        self.sql(f"SET GLOBAL innodb_flush_log_at_trx_commit = 0; SET GLOBAL innodb_log_file_size = {4 * LOG_MIB * MIB};")
        try:
            yield
        finally:
            self.sql(f"SET GLOBAL innodb_flush_log_at_trx_commit = 1; SET GLOBAL innodb_log_file_size = {LOG_MIB * MIB};")

    def _warm_up(self):
        """Reads all once, so that the database's memory holds what it would after weeks: the largest tables first, since what is
        read last stays; and of those that alone are too large the key that pages read."""
        say(f"reading all of {self.accounts:,} accounts once")
        indexes = self.sql("SELECT DISTINCT s.table_name, s.index_name FROM information_schema.statistics s"
                           " JOIN information_schema.tables t USING (table_schema, table_name)"
                           f" WHERE table_schema = '{self.facts['database']}' AND (data_length + index_length < {self._pool_mib * MIB}"
                           " OR index_name = 'audit_event_activity')"
                           " ORDER BY data_length DESC, 1, 2;")
        # Else what is read once gives way to whatever lay there before.
        self.sql("SET GLOBAL innodb_old_blocks_time = 0;\n"
                 + "\n".join(f"SELECT COUNT(*) FROM {table} FORCE INDEX ({index});"
                             for table, index in (line.split("\t") for line in indexes.splitlines()))
                 + "\nSET GLOBAL innodb_old_blocks_time = DEFAULT;")

    def add_data(self, *words):
        command = [SOURCE / "tools" / "make-load-data", "--socket", self.facts["database_socket"], "--database", self.facts["database"],
                   "--accounts", str(self.accounts), *words]
        if subprocess.run(list(map(str, command)), stdout=sys.stderr).returncode != 0:
            raise Fault("tools/make-load-data failed")

    def _give_known_password(self):
        """User names, drawn from all that have set a password."""
        first = int(self.sql("SELECT MIN(id) FROM account WHERE email_key LIKE 'asukas.1@%';"))
        drawn = {first + 10 * self.dice.randrange(self.accounts // 10) + self.dice.randrange(7) for _ in range(KNOWN)}
        which = f"id IN ({', '.join(map(str, drawn))}) AND state = 1"
        self.sql(f"UPDATE account SET password_hash = '{self.password_hash}' WHERE {which};")
        return self.sql(f"SELECT email FROM account WHERE {which};").splitlines()

    def next_sessions(self, purpose, count):
        """Cookies of sessions that tools/make-load-data has made. Each purpose goes through all of them in turn, in an order of
        its own, so that nobody comes again while a check worker still knows them. Their owners were here a moment ago: when
        somebody was last seen is written once a minute, and is the same work in any city."""
        total = self.accounts * 22 // 100
        if purpose not in self._turns:
            self._turns[purpose] = itertools.cycle(self.dice.sample(range(1, total + 1), total))
        values = [f"kuorma{number:037}" for number in itertools.islice(self._turns[purpose], min(count, total))]
        of_digest = {hashlib.sha256(value.encode()).hexdigest().upper(): value for value in values}
        which = (f"id IN ({', '.join(f'0x{digest}' for digest in of_digest)}) AND ended_at IS NULL"
                 " AND expires_at > UTC_TIMESTAMP() + INTERVAL 5 MINUTE")
        alive = self.sql(f"UPDATE session SET last_seen_at = UTC_TIMESTAMP() WHERE {which}; SELECT HEX(id) FROM session WHERE {which};")
        return [f"{SESSION}={of_digest[digest]}" for digest in self.dice.sample(alive.splitlines(), len(alive.splitlines()))]

    def background(self):
        return next(pid for pid in children_of(self.supervisor) if name_of(pid) == "asiointi-bg")

    @contextlib.contextmanager
    def background_held(self):
        background = self.background()
        os.kill(background, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(background, signal.SIGCONT)

    def sizes(self):
        """(table, rows, MiB of rows, MiB of indexes), the largest first."""
        rows = self.sql("SELECT table_name, table_rows, data_length, index_length FROM information_schema.tables WHERE table_schema ="
                        f" '{self.facts['database']}' AND table_type = 'BASE TABLE' ORDER BY data_length + index_length DESC;")
        for line in rows.splitlines():
            name, count, data, index = line.split("\t")
            yield name, int(count), int(data) / MIB, int(index) / MIB

    def pool_used_mib(self):
        """Pages of the buffer pool that hold something."""
        pages = self.sql("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_data';").split()[1]
        return int(pages) * 16384 / MIB


def folder_for(keep, accounts):
    return None if keep is None else pathlib.Path(keep).resolve() / str(accounts)
