"""From the first server to the last: start, watch, restart, stop."""

import contextlib
import dataclasses
import errno
import signal
import socket
import ssl
import sys
import time
import urllib.error
import urllib.request

import configuration
import database
import example
import webserver
from layout import PARTS, PYTHON, Fault, read_json, write_json
from processes import Servers, children_of, wait_until

RESTARTABLE = ("nginx", "supervisor", "smtp", "mariadb")
LOGS = {"supervisor": "pages.log", "mariadb": "mariadb.log", "nginx": "nginx.log", "smtp": "smtp.log"}


@dataclasses.dataclass
class Site:
    port: int
    status_port: int
    host: str
    tls: bool
    unlimited: bool

    @property
    def base_url(self):
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"


def is_running(servers):
    return [name for name in RESTARTABLE if servers.is_alive(name)]


def refuse_second(layout):
    facts = read_json(layout.facts)
    servers = Servers(layout)
    if facts and is_running(servers):
        raise Fault(f"a demo runs in {layout.root} already: {facts['start_url']}\n"
                    f"End it with: tools/demo --stop --dir {layout.root}")


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


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(layout, options, programs):
    with layout.locked():
        refuse_second(layout)
        layout.make()
        servers = Servers(layout, bound_to_us=not options.detach)
        servers.stop_all()   # what an earlier demo left behind when it was killed
        layout.facts.unlink(missing_ok=True)
        site = Site(options.port or free_port(), free_port(), options.host or "localhost", options.tls, options.unlimited)
        try:
            facts = bring_up(layout, servers, programs, site, options.settings)
        except BaseException:
            with undisturbed():
                servers.stop_all()
            raise
    tell(facts, layout)
    return 0 if options.detach else watch(layout, servers)


def bring_up(layout, servers, programs, site, changes):
    secrets = configuration.make_secrets(layout)
    start_mail(layout, servers)
    database.prepare(layout)
    start_database(layout, servers)
    settings = configuration.write(layout, programs, site.base_url, read_json(layout.mail_ports)["smtp"], changes)
    accounts = example.load(layout, programs, settings["database"]["name"], secrets)
    start_pages(layout, servers, programs)
    webserver.write(layout, programs, settings, site)
    webserver.check(layout)
    start_nginx(layout, servers)
    wait_until(lambda: answers(f"{site.base_url}/Account/Login"), "the first page")
    accounts = example.with_password(layout, site.base_url, accounts)
    facts = describe(layout, servers, site, settings, accounts)
    write_json(layout.facts, facts)
    return facts


def start_mail(layout, servers, ports=None):
    layout.mail_ports.unlink(missing_ok=True)
    command = [PYTHON, "-I", "-B", PARTS / "mailserver.py", "--maildir", layout.mail, "--ports", layout.mail_ports]
    if ports:
        command += ["--smtp-port", ports["smtp"], "--page-port", ports["page"]]
    servers.start("smtp", command, LOGS["smtp"])
    servers.wait_for("smtp", layout.mail_ports.exists, "the mail server")


def start_database(layout, servers):
    servers.start("mariadb", database.command(layout), LOGS["mariadb"])
    servers.wait_for("mariadb", lambda: database.answers(layout), "the database")


def start_pages(layout, servers, programs):
    start_supervisor(layout, servers, [programs.pages, "--config", layout.settings])


def start_supervisor(layout, servers, command):
    layout.pages_socket.unlink(missing_ok=True)
    servers.start("supervisor", command, LOGS["supervisor"])
    servers.wait_for("supervisor", lambda: layout.pages_socket.exists() and background_of(servers), "the process pool")


def start_nginx(layout, servers):
    servers.start("nginx", webserver.command(layout), LOGS["nginx"])
    pid_file = layout.run / "nginx.pid"
    servers.wait_for("nginx", lambda: pid_file.exists() and pid_file.read_text().strip() == str(servers.pid("nginx")), "nginx")


def background_of(servers):
    """The child of the supervisor that sends mails; it calls itself asiointi-bg. 0: there is none at the moment."""
    for pid in children_of(servers.pid("supervisor")):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
                if file.read().strip() == "asiointi-bg":
                    return pid
    return 0


def answers(url):
    trust = ssl.create_default_context()
    trust.check_hostname = False
    trust.verify_mode = ssl.CERT_NONE
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust))
    try:
        with opener.open(url, timeout=10) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def describe(layout, servers, site, settings, accounts):
    return {
        "start_url": f"{site.base_url}/",
        "login_url": f"{site.base_url}/Account/Login",
        "mailbox_url": f"http://localhost:{read_json(layout.mail_ports)['page']}/",
        "status_url": f"http://127.0.0.1:{site.status_port}/",
        "maildir": str(layout.mail),
        "config": str(layout.settings),
        "database_socket": str(layout.database_socket),
        "database": settings["database"]["name"],
        "logs": [str(layout.log / name) for name in
                 ("pages.log", "nginx-access.log", "nginx-error.log", "nginx.log", "mariadb.log", "smtp.log")],
        "pids": pids(servers),
        "accounts": accounts,
    }


def pids(servers):
    return {"supervisor": servers.pid("supervisor"), "background": background_of(servers), "mariadb": servers.pid("mariadb"),
            "nginx": servers.pid("nginx"), "smtp": servers.pid("smtp")}


def tell(facts, layout):
    accounts = facts["accounts"]
    print(f"""
  E-service          {facts['start_url']}
  Mailbox            {facts['mailbox_url']}

  Addresses to try:
  no password yet    {accounts['no_password']}
  has a password     {accounts['with_password']['address']}
                     password: {accounts['with_password']['password']}
  two old accounts   {accounts['two_old_users']}
  unknown            {accounts['unknown']}

  Everything is in   {layout.root}
ready {facts['start_url']}""", flush=True)


def watch(layout, servers):
    """Until Ctrl-C: says when a server ends, and leaves the others as they are."""
    print("Ctrl-C ends it.", flush=True)
    missed = set()
    try:
        while True:
            time.sleep(0.5)
            gone = {name for name in RESTARTABLE if not servers.is_alive(name)}
            for name in sorted(gone - missed):
                print(f"{name} has ended; its last words:\n{servers.last_words(name)}\n"
                      f"Start it anew with: tools/demo --restart {name} --dir {layout.root}", file=sys.stderr, flush=True)
            missed = gone
    except KeyboardInterrupt:
        with undisturbed():
            print("\nEnding the demo ...", flush=True)
            servers.stop_all()
            layout.facts.unlink(missing_ok=True)
        return 0


@contextlib.contextmanager
def undisturbed():
    """A second Ctrl-C changes nothing: what was begun is put away."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before):
            signal.signal(number, handler)


def stop(layout):
    if not layout.processes.exists():
        print(f"No demo runs in {layout.root}.")
        return 0
    with layout.locked(), undisturbed():
        servers = Servers(layout)
        running = is_running(servers)
        servers.stop_all()
        layout.facts.unlink(missing_ok=True)
    print("Ended: " + ", ".join(running) if running else f"No demo runs in {layout.root}.")
    return 0


def restart(layout, name):
    facts = read_json(layout.facts)
    if facts is None:
        raise Fault(f"no demo runs in {layout.root}")
    with layout.locked():
        servers = Servers(layout)
        command = servers.record()[name]["command"]
        ports = read_json(layout.mail_ports)
        servers.stop(name, forget=False)
        {"nginx": lambda: start_nginx(layout, servers),
         "supervisor": lambda: start_supervisor(layout, servers, command),
         "smtp": lambda: start_mail(layout, servers, ports),
         "mariadb": lambda: start_database(layout, servers)}[name]()
        facts["pids"] = pids(servers)
        write_json(layout.facts, facts)
    return 0
