"""Memory of the pool: of each worker at rest, and of supervisor, workers and background process together after load."""

import os

import processes
import sign_in
from load import Load
from start_up import second_pool, write_config

MOST_OF_A_WORKER_MIB = 8
MOST_OF_ALL_MIB = 40


def measure(stage, plan, findings):
    if not may_look("memory"):
        return
    measure_at_rest(stage, findings)
    measure_after_load(stage, findings)


def measure_at_rest(stage, findings):
    """Every worker has shown pages; none has anything to do."""
    with second_pool(stage, write_config(stage)) as pool:
        Load("pages before the rest", stage.url("second", sign_in.LOGIN)).run(1)
        found = [processes.pss_mib(worker) for worker in named(pool.pid, "asiointi-pages")]
    findings.add("memory of the largest pages worker at rest", max(found), "MiB", most=MOST_OF_A_WORKER_MIB)


def measure_after_load(stage, findings):
    limit = of_pool(stage.empty.pid)
    largest = max(map(processes.pss_mib, named(stage.supervisor, "asiointi-pages")))
    count = len(pool_of(stage.supervisor))
    mib = of_pool(stage.supervisor)
    stage.stop_empty()   # it has shown all it can
    findings.add("memory of the largest pages worker after sign-ins", largest, "MiB", most=MOST_OF_A_WORKER_MIB)
    findings.add(f"memory of {count} processes after load", mib, "MiB", ratio=mib / limit, limit=limit,
                 most=MOST_OF_ALL_MIB)


def may_look(part):
    if os.getuid() == 0:
        return True
    processes.say(f"{part}: left out, because the pool hides its memory from all but root")
    return False


def named(supervisor, name):
    return [pid for pid in processes.children_of(supervisor) if processes.name_of(pid) == name]


def pool_of(supervisor):
    return [supervisor, *processes.children_of(supervisor)]


def of_pool(supervisor):
    return sum(map(processes.pss_mib, pool_of(supervisor)))
