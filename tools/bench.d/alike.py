"""Whether the answers tell who has an account: in their status, headers and length, and in the time they take (R-035,
R-037, R-066). Every kind of address takes its turn in each round, in random order."""

import random
import statistics
import time
from functools import partial

import residents
from attempts import close_connections, prepare_name, prepare_password, wake_connections
from processes import Fault, say
from sign_in import LOGIN, p99
from start_up import second_pool, write_config

MOST_APART = 0.05
FORGOT = "/Account/Forgot"
ROUNDS_BETWEEN_CLEANING = 20


class Sample:
    """The answers to one kind of address."""

    def __init__(self):
        self.took_ms = []
        self.shapes = set()

    def add(self, took_ms, answer):
        self.took_ms.append(took_ms)
        self.shapes.add(shape(answer))


def shape(answer):
    """All that a stranger can compare without reading: values of cookies and tokens differ, but not in length. The
    header Connection is nginx's own, which now and then ends one that has carried many requests."""
    headers = tuple((name, len(value)) for name, value in answer.headers if name != "connection")
    return answer.status, headers, len(answer.body)


def measure(stage, plan, findings):
    most = max(plan.costly_attempts, plan.cheap_attempts)
    everybody = list(residents.KINDS)
    for kind in everybody:
        residents.create(stage, kind, most)
    with second_pool(stage, write_config(stage)):
        uniform, guide = stage.ports["second"], stage.ports["pages"]
        # In guide mode the first step is where the notice of the guide may show who has no password yet.
        without_notice = [kind for kind in everybody if kind != "no password"]
        for title, expected, count, kinds, prepare in (
            ("password", 422, plan.costly_attempts, everybody, partial(prepare_password, uniform)),
            ("first step (guide)", 303, plan.cheap_attempts, without_notice, partial(prepare_name, guide, LOGIN)),
            ("first step (uniform)", 303, plan.cheap_attempts, everybody, partial(prepare_name, uniform, LOGIN)),
            ("forgot", 303, plan.cheap_attempts, everybody, partial(prepare_name, guide, FORGOT)),
        ):
            say(f"answers alike: {title}")
            samples = run(stage, count, kinds, prepare)
            refuse_other_answers(title, expected, samples)
            compare(title, samples, findings)


def run(stage, count, kinds, prepare):
    """All preparations come first, and the mails that they cause leave before anything is timed."""
    prepared = [[(kind, prepare(kind, index)) for kind in kinds] for index in range(count)]
    residents.wait_for_mails(stage)
    close_connections()
    samples = {kind: Sample() for kind in kinds}
    for index, attempt in enumerate(prepared):
        if index % ROUNDS_BETWEEN_CLEANING == 0:
            residents.forget_failures(stage)
            wake_connections()
        for kind, send in random.sample(attempt, len(attempt)):
            begin = time.perf_counter()
            answer = send()
            samples[kind].add((time.perf_counter() - begin) * 1000, answer)
    residents.wait_for_mails(stage)
    return samples


def refuse_other_answers(title, expected, samples):
    """Failures would be alike too."""
    statuses = {status for sample in samples.values() for status, _, _ in sample.shapes}
    if statuses != {expected}:
        raise Fault(f"{title}: answered with {', '.join(map(str, sorted(statuses)))} instead of {expected}")


def compare(title, samples, findings):
    medians = {kind: statistics.median(sample.took_ms) for kind, sample in samples.items()}
    lowest = min(medians.values())
    for kind, sample in samples.items():
        findings.add(f"{title}: {kind}", medians[kind], "ms", p99_ms=p99(sample.took_ms), ratio=medians[kind] / lowest,
                     limit=lowest, quartiles=statistics.quantiles(sample.took_ms, n=4, method="inclusive")[::2])
    difference = apart(medians.values())
    noise = max(apart(map(statistics.median, halves(sample.took_ms))) for sample in samples.values())
    findings.promise(f"{title}: medians within {MOST_APART * 100:.0f} %", difference <= MOST_APART,
                     f"{difference * 100:.1f} % apart; halves of one kind up to {noise * 100:.1f} %")
    shapes = set().union(*(sample.shapes for sample in samples.values()))
    findings.promise(f"{title}: same status, headers and length", len(shapes) == 1,
                     "" if len(shapes) == 1 else "; ".join(describe(samples)))


def apart(medians):
    """The largest relative difference."""
    medians = list(medians)
    return max(medians) / min(medians) - 1


def halves(values):
    """Both hold the same kind of answer, so whatever lies between them is the machine's unrest."""
    return values[::2], values[1::2]


def describe(samples):
    """What is seen of each kind."""
    for kind, sample in samples.items():
        yield f"{kind}: " + ", ".join(f"{status} with {length} bytes, {len(headers)} headers of "
                                      f"{sum(size for _, size in headers)} bytes"
                                      for status, headers, length in sorted(sample.shapes))
