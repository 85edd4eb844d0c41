"""Packages and programs."""

import pathlib
import subprocess
import sys

from layout import SOURCE, Fault


class Programs:
    """The programs of one build folder, and what they read."""

    def __init__(self, build):
        self.pages = build / "fcgi-app" / "asiointi-fcgi"
        self.admin = build / "tools" / "asiointi-admin" / "asiointi-admin"
        self.share = build / "share" / "asiointipalvelu"


def install(options):
    groups = ["run"] if options.build else ["build", "run"]
    check = ["--check"] if options.no_install else []
    if subprocess.run([SOURCE / "tools" / "install-packages", *check, *groups], stdout=sys.stderr).returncode != 0:
        raise Fault("packages are missing (see above)")


def programs(options):
    build = pathlib.Path(options.build).resolve() if options.build else SOURCE / "build"
    if not options.build:
        make(build)
    found = Programs(build)
    for path in (found.pages, found.admin, found.share):
        if not path.exists():
            raise Fault(f"there is no {path}; is {build} a finished build?")
    return found


def make(build):
    if not (build / "build.ninja").exists():
        run_step(["cmake", "-S", SOURCE, "-B", build, "-G", "Ninja"])
    run_step(["cmake", "--build", build, "--target", "asiointi-fcgi", "asiointi-admin"])


def run_step(command):
    # Standard output is for what scripts wait for.
    if subprocess.run(command, stdout=sys.stderr).returncode != 0:
        raise Fault("the build failed (see above)")
