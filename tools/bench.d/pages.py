"""Pages read by many at once: wrk against the product and against what nginx, an empty responder, and one that asks the
database once do at best, taking turns."""

import contextlib

import processes
import residents
import sign_in
from load import Load, report, report_limit, take_turns
from processes import wait_until
from webserver import STILL
from wire import Connection, Visitor

LOGIN = "/Account/Login"


def measure(stage, plan, findings):
    residents.create(stage, residents.SIGN_IN, sign_in.ACCOUNTS)
    with one_query(stage):
        measure_rates(stage, plan, findings)


@contextlib.contextmanager
def one_query(stage):
    """Only while it is needed: other figures are of this machine without it."""
    pool = stage.run([stage.own.one_query, stage.facts["config"], stage.query_sockets["pages"], stage.workers])
    connection = Connection(stage.ports["query"])
    try:
        wait_until(lambda: Visitor(connection).get(LOGIN).status == 200, "the responder with one query")
        yield
    finally:
        connection.close()
        processes.stop(pool)


def measure_rates(stage, plan, findings):
    still = Load("nginx, a file", stage.url("empty", STILL))
    empty = Load("empty responder", stage.url("empty", LOGIN))
    query = Load("responder with one query", stage.url("query", LOGIN))
    login = Load("login page", stage.url("pages", LOGIN), goal=0.75)
    settings = Load("settings page, signed in", stage.url("pages", "/Account/Settings"), goal=0.5,
                    cookie=sign_in.session_cookie(stage))
    take_turns("pages", [still, empty, query, login, settings], plan)
    for limit in (still, empty, query):
        report_limit(limit, findings)
    report(login, empty, findings)
    report(settings, query, findings)
