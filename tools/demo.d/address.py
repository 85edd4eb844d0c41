"""Under which name and port the demo is found."""

import contextlib
import dataclasses
import errno
import os
import pathlib
import random
import socket

from layout import Fault


@dataclasses.dataclass
class Site:
    port: int
    status_port: int
    host: str
    tls: bool
    unlimited: bool
    theme: pathlib.Path | None = None   # the folder of /Account/theme; None: the example themes

    @property
    def base_url(self):
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    @property
    def portal_host(self):
        """Browsers take every name below localhost for this very machine."""
        return f"portaali.{self.host}"

    @property
    def portal_origin(self):
        return f"{'https' if self.tls else 'http'}://{self.portal_host}:{self.port}"

    @property
    def status_url(self):
        return f"http://127.0.0.1:{self.status_port}/"


def refuse_taken_port(port):
    """Asks as nginx will: for all addresses of this machine."""
    for family, address in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Fault(f"port {port} is taken by another program; choose another with --port N, "
                            "or --port 0 for any that is free") from None
            if error.errno == errno.EACCES:
                raise Fault(f"port {port} is for root alone; choose one from 1024 up with --port N") from None


def port_range():
    """Those that the kernel gives to nobody who merely connects; tests that run at the same time have a part each."""
    if "ASIOINTI_PORTS" in os.environ:
        return [int(end) for end in os.environ["ASIOINTI_PORTS"].split("-")]
    first_of_kernel = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
    return [11_000, max(first_of_kernel, 20_000)]   # browsers refuse 10080


def free_port(taken=None):
    """One that must still be free when nginx gets to it; another one than `taken`."""
    while True:
        candidate = random.randrange(*port_range())
        if candidate == taken:
            continue
        with contextlib.suppress(Fault):
            refuse_taken_port(candidate)
            return candidate
