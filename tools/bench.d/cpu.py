"""What each page costs the product itself: the time on a core that the workers spend on one request, without nginx, the
database and whoever asks."""

import re

import processes
import residents
import sign_in
from processes import say
from stage import SOURCE
from wire import Connection, Visitor

# Rows of the route table that show something.
ROUTE = re.compile(r'\{"(/[^"]*)",\s+\w+,\s+show_')
WARM_UP = 10


def measure(stage, plan, findings):
    residents.create(stage, residents.SIGN_IN, sign_in.ACCOUNTS)
    say("the time of each page")
    connection = Connection(stage.ports["pages"])
    cookie = sign_in.session_cookie(stage)
    for path in ROUTE.findall((SOURCE / "fcgi-app" / "app" / "routes.cpp").read_text(encoding="utf-8")):
        for name, headers in ((path, []), (f"{path}, signed in", [("Cookie", cookie)])):
            if took_ms := time_of_one(stage, plan, connection, path, headers):
                findings.add(f"own time of {name}", took_ms, "ms")
    connection.close()


def time_of_one(stage, plan, connection, path, headers):
    """Milliseconds; None for what is no page to this visitor."""
    def ask(times):
        return {connection.ask("GET", path, headers).status for _ in range(times)}

    if ask(WARM_UP) != {200}:
        return None
    workers = [pid for pid in processes.children_of(stage.supervisor) if processes.name_of(pid) == "asiointi-pages"]
    before = sum(map(processes.on_core_ns, workers))
    ask(plan.requests)
    return (sum(map(processes.on_core_ns, workers)) - before) / plan.requests / 1e6
