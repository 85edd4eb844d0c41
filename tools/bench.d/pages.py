"""Pages read by many at once: wrk against the product and against the empty responder, taking turns."""

import residents
import sign_in
from load import Load, report, report_limit, take_turns

LOGIN = "/Account/Login"


def measure(stage, plan, findings):
    residents.create(stage, residents.SIGN_IN, sign_in.ACCOUNTS)
    empty = Load("empty responder", stage.url("empty", LOGIN))
    loads = [
        Load("login page", stage.url("pages", LOGIN), goal=0.75),
        Load("settings page, signed in", stage.url("pages", "/Account/Settings"),
             cookie=sign_in.session_cookie(stage)),
    ]
    take_turns("pages", [empty, *loads], plan)
    report_limit(empty, findings)
    for load in loads:
        report(load, empty, findings)
