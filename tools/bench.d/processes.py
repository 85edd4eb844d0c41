"""Programs started and ended by us, and what /proc tells about them."""

import contextlib
import ctypes
import os
import pathlib
import signal
import subprocess
import sys
import time

BEGAN = time.monotonic()
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


class Fault(Exception):
    """Something the person at the keyboard has to know."""


def say(text):
    """With the seconds since the start; standard output is for the figures."""
    print(f"{time.monotonic() - BEGAN:5.1f} s  {text}", file=sys.stderr, flush=True)


def wait_until(condition, what, patience_s=30, pause_s=0.02):
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        if result := condition():
            return result
        time.sleep(pause_s)
    raise Fault(f"{what} took more than {patience_s} s")


def start(command, log, **options):
    """A program that ends when we do, however we end. Whoever wants its output gives another `stdout`."""
    own = os.getpid()

    def end_with_us():
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != own:
            os._exit(1)

    with open(log, "ab") as output:
        return subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=options.pop("stdout", output),
            stderr=output, start_new_session=True, preexec_fn=end_with_us, **options)


def stop(process, patience_s=40):
    """SIGTERM, patience, SIGKILL."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def output_of(command):
    result = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if result.returncode != 0:
        raise Fault(f"{command[0]} failed: {(result.stderr or result.stdout).strip()}")
    return result.stdout


def children_of(parent):
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            fields = pathlib.Path(f"/proc/{name}/stat").read_text(errors="replace").rpartition(")")[2].split()
            if int(fields[1]) == parent and fields[0] != "Z":
                found.append(int(name))
    return found


def name_of(pid):
    return pathlib.Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()


def on_core_ns(pid):
    """How long the process has been on a core so far."""
    return int(pathlib.Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0])


def pss_mib(pid):
    """Proportional set size: memory shared with n processes counts for one nth."""
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise Fault(f"the kernel does not tell the memory of process {pid}")
