"""Memory over a million pages, with and without a session: it must be flat."""

import memory
import processes
import sign_in
from load import Load
from start_up import second_pool, write_config

REQUESTS = 1_000_000
LONGEST_S = 900
TURN_S = 10
# What is kept for each request would be multiplied; what allocators keep in reserve is not.
MOST_GROWTH = 1.1


def measure(stage, plan, findings):
    if not memory.may_look("endurance"):
        return
    # Workers that are replaced after so many requests would show nothing.
    with second_pool(stage, write_config(stage, requests_per_worker=2 * REQUESTS)) as pool:
        loads = [Load(path, stage.url("second", path), connections=8, cookie=cookie, host=stage.host)
                 for path, cookie in (("/Account/Login", None), ("/Account/Forgot", None),
                                      ("/Account/Settings", sign_in.session_cookie(stage)))]
        served, early_mib = 0, None
        while served < REQUESTS:
            for load in loads:
                rate, _ = load.run(TURN_S)
                served += int(rate * TURN_S)
            early_mib = early_mib or memory.of_pool(pool.pid)
            processes.say(f"{served} requests, {memory.of_pool(pool.pid):.1f} MiB")
        late_mib = memory.of_pool(pool.pid)
    findings.add(f"memory after {served:,} requests", late_mib, "MiB", ratio=late_mib / early_mib, limit=early_mib,
                 most_ratio=MOST_GROWTH)
