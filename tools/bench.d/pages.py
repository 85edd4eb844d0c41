"""Pages read by many at once: wrk against the product and against what nginx, an empty responder, and one that asks the
database once do at best, taking turns."""

import residents
import responder
import sign_in
from load import Load, report, report_limit, take_turns
from webserver import STILL

LOGIN = "/Account/Login"


def measure(stage, plan, findings):
    residents.create(stage, residents.SIGN_IN, sign_in.ACCOUNTS)
    command = [stage.own.one_query, stage.facts["config"], stage.query_sockets["pages"], stage.workers]
    with responder.running(stage, command, stage.ports["query"], LOGIN):
        measure_rates(stage, plan, findings)


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
