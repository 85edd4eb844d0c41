"""From the start of the program to its first page, through nginx."""

import contextlib
import re
import statistics
import time

import processes
from processes import Fault, say
from wire import Connection, Visitor


def measure(stage, plan, findings):
    say(f"{plan.starts} starts")
    config = write_config(stage)
    took_s = [start_once(stage, config) for _ in range(plan.starts)]
    findings.add("start to first page", statistics.median(took_s), "s", most=0.15)


def write_config(stage, **pool):
    """The demo's settings on other sockets, and of the pool those given. "uniform": there everybody gets as far as the page for
    the password."""
    text = (stage.demo / "asiointi.toml").read_text(encoding="utf-8")
    sockets = "\n".join([f'{role}_socket = "{path}"' for role, path in stage.second_sockets.items()]
                        + [f"{key} = {value}" for key, value in pool.items()])
    text, found = re.subn(r'^pages_socket = .*$', sockets, text, flags=re.MULTILINE)
    if found != 1:
        raise Fault("the demo's configuration names no pages_socket")
    path = stage.demo / "bench.toml"
    path.write_text(text + '\n[login]\nfirst_step = "uniform"\n', encoding="utf-8")
    return path


def start_once(stage, config):
    """Seconds until the first page; the pool has ended afterwards."""
    began = time.monotonic()
    with second_pool(stage, config):
        return time.monotonic() - began


@contextlib.contextmanager
def second_pool(stage, config):
    """Another pool of the product, beside that of the demo."""
    stage.second_sockets["pages"].unlink(missing_ok=True)
    pool = stage.run([stage.own.pages, "--config", config])
    try:
        processes.wait_until(lambda: pool.poll() is not None or shows_login(stage), "the second pool", pause_s=0.001)
        if pool.poll() is not None:
            raise Fault(f"a second pool did not start:\n{stage.log.read_text(errors='replace')[-2000:]}")
        yield pool
    finally:
        processes.stop(pool)


def shows_login(stage):
    """Asks only when somebody may answer: a socket that nobody has made yet costs next to nothing to look for."""
    if not stage.second_sockets["pages"].exists():
        return False
    connection = Connection(stage.ports["second"])
    try:
        return Visitor(connection).get("/Account/Login").status == 200
    finally:
        connection.close()
