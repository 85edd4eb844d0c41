"""Whether the answers tell who has an account: in their status, headers and text, and in the time they take (R-035, R-037,
R-066). `asiointi-admin check-answers` judges; here its figures are shown beside the others."""

import json
import statistics
import subprocess

import residents
from processes import Fault, say
from start_up import second_pool, write_config

# The most that the command takes of each kind: a password then is tried three times at each.
ADDRESSES = 10
OPTIONS = {"wrong password": "--known", "no password": "--without-password", "locked": "--locked", "closed": "--closed"}
TITLES = {"user_name": "first step", "password": "password", "waiting": "password, too often", "forgot": "forgot",
          "registration": "registration"}
UNCLEAR = 3
# Of the medians at the password, whose hash leaves the machine's own noise behind; the others take a hundredth of its time.
MOST_APART = 1.05


def measure(stage, plan, findings):
    for kind in OPTIONS:
        residents.create(stage, kind, ADDRESSES)
    # In guide mode the first step is where the notice of the guide may show who has no password yet.
    with second_pool(stage, write_config(stage)):
        found = check(stage, "second", plan, "--uniform")
        tell(found, "uniform", findings)
        tell_passwords([found, *(check(stage, "second", plan, "--uniform", "--only", "password")
                                 for _ in range(plan.password_rounds - 1))], findings)
        tell(check(stage, "pages", plan, "--only", "user_name"), "guide", findings)


def check(stage, pool, plan, *more):
    say(f"answers alike: {pool}")
    residents.wait_for_mails(stage)
    residents.forget_failures(stage)
    given = [word for kind, option in OPTIONS.items()
             for word in (option, *(residents.address(kind, index) for index in range(ADDRESSES)))]
    command = [stage.own.admin, "check-answers", f"http://localhost:{stage.ports[pool]}", *given, *more,
               "--attempts", plan.attempts, "--per-second", 1000, "--json"]
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if result.returncode not in (0, 1, UNCLEAR):
        raise Fault(f"check-answers failed: {result.stderr.strip()}")
    return json.loads(result.stdout)


def tell(found, mode, findings):
    for step in found["steps"]:
        tell_step(step, f"{TITLES[step['step']]} ({mode})", findings)


def tell_step(step, title, findings):
    if step["step"] != "password":
        tell_medians({kind["kind"]: kind["median_ms"] for kind in step["kinds"]}, title, findings)
    times = step["times"]
    findings.promise(f"{title}: same time", times["verdict"] != "different", describe(times))
    findings.promise(f"{title}: same status, headers, length and text", step["answers"]["verdict"] == "same",
                     "; ".join(step["answers"]["differences"]))


def tell_passwords(rounds, findings):
    """One run tries each kind of address thirty times: its medians move by more than they may differ. Over all runs, each kind
    is compared with what all kinds took in the same run, as the machine was then."""
    medians = [{kind["kind"]: kind["median_ms"] for step in found["steps"] if step["step"] == "password" for kind in step["kinds"]}
               for found in rounds]
    usual_ms = statistics.median(statistics.fmean(each.values()) for each in medians)
    shares = {kind: statistics.median(each[kind] / statistics.fmean(each.values()) for each in medians) for kind in medians[0]}
    tell_medians({kind: share * usual_ms for kind, share in shares.items()}, f"{TITLES['password']} (uniform), {len(rounds)} runs",
                 findings, most_ratio=MOST_APART)


def tell_medians(medians_ms, title, findings, most_ratio=None):
    lowest = min(medians_ms.values())
    for kind, median_ms in medians_ms.items():
        findings.add(f"{title}: {kind}", median_ms, "ms", ratio=median_ms / lowest, limit=lowest, most_ratio=most_ratio)


def describe(times):
    """The two kinds that are furthest apart, as a share of what would count."""
    judged = [each for each in times["comparisons"] if each["apart_ms"] is not None]
    if not judged:
        return "too few attempts to say"
    worst = max(judged, key=lambda each: abs(each["apart_ms"]) / each["matters_ms"])
    return (f"{times['verdict']}: {worst['second']} and {worst['first']} {worst['apart_ms']:.2f} ms apart, between "
            f"{worst['low_ms']:.2f} and {worst['high_ms']:.2f}; {worst['matters_ms']:.2f} would count")
