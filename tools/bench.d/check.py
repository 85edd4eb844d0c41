"""The question who is signed in, as nginx asks it for each request to the portal: against an empty responder on as many
workers, and while others try passwords."""

import statistics

import residents
import responder
import sign_in
from flood import Flood
from load import Load, median_ratio, report, report_limit, take_turns, write_requests
from processes import say
from webserver import PROTECTED

GOAL = 0.9
SESSIONS = 200
MOST_SLOWER = 3
# What is offered while others flood: so little that nobody queues, so that p99 tells how long an answer takes.
CALM_CONNECTIONS = 4
CALM_PAUSE_MS = 8


def measure(stage, plan, findings):
    residents.create(stage, residents.SIGN_IN, sign_in.ACCOUNTS)
    cookies = [f"{sign_in.SESSION}={value}" for value in residents.create_sessions(stage, SESSIONS)]
    sessions = write_requests(stage, "sessions", [(cookie, "", "") for cookie in cookies])
    command = [stage.own.empty_responder, "--check", stage.empty_sockets["check"], stage.check_workers]
    with responder.running(stage, command, stage.ports["empty"], PROTECTED):
        measure_rates(stage, plan, findings, cookies[0], sessions)
    measure_flood(stage, plan, findings, sessions)


def measure_rates(stage, plan, findings, cookie, sessions):
    def pair(title, **what):
        return (Load(f"empty responder, {title}", stage.url("empty", PROTECTED), host=stage.host, **what),
                Load(title, stage.url("pages", PROTECTED), goal=GOAL, host=stage.host, **what))

    pairs = [pair("check", cookie=cookie), pair(f"check, {SESSIONS} sessions", requests=sessions)]
    take_turns("checks", [load for both in pairs for load in both], plan)
    for empty, own in pairs:
        report_limit(empty, findings)
        report(own, empty, findings)


def measure_flood(stage, plan, findings, sessions):
    calm, flooded = (Load(name, stage.url("pages", PROTECTED), connections=CALM_CONNECTIONS, host=stage.host, requests=sessions,
                          pause_ms=CALM_PAUSE_MS) for name in ("check, calm", "check, flooded"))
    flood = Flood(stage)
    for turn in range(plan.rounds):
        say(f"checks and a flood of wrong passwords, round {turn + 1} of {plan.rounds}")
        calm.take_turn(plan.flood_s)
        with flood.running():
            flooded.take_turn(plan.flood_s)
    slowed_ms = statistics.median(flooded.p99s_ms)
    findings.add("check under a flood of wrong passwords", slowed_ms, "ms", p99_ms=slowed_ms,
                 ratio=median_ratio(flooded.p99s_ms, calm.p99s_ms), limit=statistics.median(calm.p99s_ms),
                 most_ratio=MOST_SLOWER)
    findings.remark(f"flood: {flood.describe()}; beside it {statistics.median(flooded.rates):.0f} checks a second")
