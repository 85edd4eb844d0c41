"""Memory of the whole pool after load: supervisor, workers and the background process."""

import os

import processes


def measure(stage, plan, findings):
    if os.getuid() != 0:
        processes.say("memory: left out, because the pool hides it from all but root")
        return
    limit = sum(map(processes.pss_mib, pool_of(stage.empty.pid)))
    pool = pool_of(stage.supervisor)
    mib = sum(map(processes.pss_mib, pool))
    stage.stop_empty()   # it has shown all it can
    findings.add(f"memory of {len(pool)} processes after load", mib, "MiB", ratio=mib / limit, limit=limit, most=40)


def pool_of(supervisor):
    return [supervisor, *processes.children_of(supervisor)]
