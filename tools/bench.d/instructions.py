"""How many instructions a worker spends on one request, counted by callgrind: the same on every machine with the same
libraries, however busy it is, so that a change of one per cent shows."""

import re
import shutil

import processes
import residents
import sign_in
from processes import Fault, say, wait_until
from start_up import shows_login, write_config
from wire import Connection

LONGEST_S = 300
# The first requests find nothing in memory yet.
WARM_UP = 20
COUNTED = 100
PAGES = ("/Account/Login", "/Account/Forgot", "/Account/Register")
PAGES_SIGNED_IN = ("/Account/Settings", "/Account/Settings/Devices", "/Account/Settings/History")


def measure(stage, plan, findings):
    if shutil.which("valgrind") is None:
        raise Fault("valgrind is missing: apt-get install valgrind")
    residents.create(stage, residents.SIGN_IN, sign_in.ACCOUNTS)
    cookie = sign_in.session_cookie(stage)
    pages = [(path, []) for path in PAGES] + [(path, [("Cookie", cookie)]) for path in PAGES_SIGNED_IN]
    idle = instructions(stage, "nothing", lambda connection: None)
    for path, headers in pages:
        def ask(connection, path=path, headers=headers, times=WARM_UP):
            for _ in range(times):
                if (status := connection.ask("GET", path, headers).status) != 200:
                    raise Fault(f"{path} was answered with {status}")
        warm = instructions(stage, path, ask)
        both = instructions(stage, path, lambda connection: ask(connection, times=WARM_UP + COUNTED))
        findings.add(f"instructions for {path}", (both - warm) / COUNTED / 1000, "thousand")
    findings.add("instructions from start to readiness", idle / 1e6, "million")


def instructions(stage, what, act):
    """Of a worker that starts, answers what `act` asks, and stops."""
    say(f"instructions: {what}")
    log = stage.folder / "callgrind.log"
    log.unlink(missing_ok=True)
    stage.second_sockets["pages"].unlink(missing_ok=True)
    worker = stage.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={stage.folder}/callgrind.out",
                        f"--log-file={log}", stage.own.one_worker, write_config(stage), stage.second_sockets["pages"]])
    connection = Connection(stage.ports["second"])
    try:
        wait_until(lambda: worker.poll() is not None or shows_login(stage), "a worker under callgrind", patience_s=120)
        if worker.poll() is not None:
            raise Fault(f"a worker did not start under callgrind:\n{stage.log.read_text(errors='replace')[-2000:]}")
        act(connection)
    finally:
        connection.close()
        processes.stop(worker)
    # The hash that tests the start is a process of its own, which tells of itself, too.
    return int(re.search(rf"^=={worker.pid}== Collected : (\d+)", log.read_text(encoding="utf-8"), re.MULTILINE)[1])
