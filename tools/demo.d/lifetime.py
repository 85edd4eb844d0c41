"""From the first server to the last: start, watch, restart, stop."""

import contextlib
import signal
import sys
import time

import address
import configuration
import database
import example
import prepared
import starting
import webserver
from layout import Fault, read_json, write_json
from processes import Servers, wait_until

RESTARTABLE = ("nginx", "portal", "supervisor", "smtp", "mariadb")


def is_running(servers):
    return [name for name in RESTARTABLE if servers.is_alive(name)]


def refuse_second(layout):
    facts = read_json(layout.facts)
    servers = Servers(layout)
    if facts and is_running(servers):
        raise Fault(f"a demo runs in {layout.root} already: {facts['start_url']}\n"
                    f"End it with: tools/demo --stop --dir {layout.root}")


def start(layout, options, programs):
    with layout.locked():
        refuse_second(layout)
        layout.make()
        servers = Servers(layout, bound_to_us=not options.detach)
        servers.stop_all()   # what an earlier demo left behind when it was killed
        layout.facts.unlink(missing_ok=True)
        port = options.port or address.free_port()
        site = address.Site(port, address.free_port(port), options.host or "localhost", options.tls, options.unlimited,
                            options.theme)
        try:
            facts = bring_up(layout, servers, programs, site, options)
        except BaseException:
            with undisturbed():
                servers.stop_all()
            raise
    tell(facts, layout)
    return 0 if options.detach else watch(layout, servers)


def bring_up(layout, servers, programs, site, options):
    secrets = configuration.make_secrets(layout)
    starting.start_mail(layout, servers)
    settings = configuration.write(layout, programs, site, read_json(layout.mail_ports)["smtp"],
                                   options.more, options.settings)
    accounts = bring_up_database(layout, servers, programs, settings["database"]["name"], secrets, options.prepared)
    starting.start_pages(layout, servers, programs)
    starting.start_portal(layout, servers)
    webserver.write(layout, programs, settings, site)
    webserver.check(layout)
    starting.start_nginx(layout, servers)
    starting.wait_for_page(f"{site.base_url}/Account/Login", "the first page")
    starting.wait_for_page(f"{site.status_url}readyz", "getting ready")
    accounts = example.addresses(layout, settings["database"]["name"], site.base_url, accounts)
    facts = describe(layout, servers, site, settings, accounts)
    write_json(layout.facts, facts)
    return facts


def bring_up_database(layout, servers, programs, name, secrets, prepared_folder):
    """Gives the state of the example's accounts."""
    if not prepared_folder:
        database.prepare(layout)
        starting.start_database(layout, servers)
        return example.load(layout, programs, name, secrets)
    with prepared.shelf(prepared_folder.resolve(), programs) as shelf:
        if not shelf.fetch(layout):
            bring_up_database(layout, servers, programs, name, secrets, None)
            servers.stop("mariadb")
            shelf.keep(layout.database)
    return bring_up_database(layout, servers, programs, name, secrets, None)


def describe(layout, servers, site, settings, accounts):
    return {
        "start_url": f"{site.base_url}/",
        "portal_url": f"{site.base_url}/hakemukset",
        "portal_host_url": f"{site.portal_origin}/hakemukset",
        "login_url": f"{site.base_url}/Account/Login",
        "mailbox_url": f"http://localhost:{read_json(layout.mail_ports)['page']}/",
        "status_url": site.status_url,
        "maildir": str(layout.mail),
        "config": str(layout.settings),
        "database_socket": str(layout.database_socket),
        "database": settings["database"]["name"],
        "logs": [str(layout.log / name) for name in
                 ("pages.log", "nginx-access.log", "nginx-error.log", "nginx.log", "portal.log", "mariadb.log", "smtp.log")],
        "pids": pids(servers),
        "accounts": accounts,
    }


def pids(servers):
    return {"supervisor": servers.pid("supervisor"), "background": starting.background_of(servers),
            "mariadb": servers.pid("mariadb"), "nginx": servers.pid("nginx"), "portal": servers.pid("portal"), "smtp": servers.pid("smtp")}


def password_of(account):
    return "changed since by whoever signed in" if account["changed"] else account["password"]


def tell(facts, layout):
    accounts = facts["accounts"]
    print(f"""
  E-service          {facts['start_url']}
  Behind the sign-in {facts['portal_url']}
  on its own host    {facts['portal_host_url']}
  Mailbox            {facts['mailbox_url']}

  Addresses to try:
  no password yet    {accounts['no_password']}
  has a password     {accounts['with_password']['address']}
                     password: {password_of(accounts['with_password'])}
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
            if not layout.facts.exists():
                wait_until(lambda: not servers.record(), "tools/demo --stop")
                print("Ended by tools/demo --stop.")
                return 0
            gone = {name for name in RESTARTABLE if not servers.is_alive(name)}
            for name in sorted(gone - missed):
                print(f"{name} has ended; its last words:\n{servers.last_words(name)}\n"
                      f"Start it anew with: tools/demo --restart {name} --dir {layout.root}",
                      file=sys.stderr, flush=True)
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
        layout.facts.unlink(missing_ok=True)   # tells a demo in the foreground that this is meant
        servers.stop_all()
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
        {"nginx": lambda: starting.start_nginx(layout, servers),
         "supervisor": lambda: starting.start_supervisor(layout, servers, command),
         "portal": lambda: starting.start_portal(layout, servers),
         "smtp": lambda: starting.start_mail(layout, servers, ports),
         "mariadb": lambda: starting.start_database(layout, servers)}[name]()
        if servers.is_alive("nginx") and servers.is_alive("supervisor") and servers.is_alive("mariadb"):
            starting.wait_for_page(f"{facts['status_url']}readyz", "getting ready")
        facts["pids"] = pids(servers)
        write_json(layout.facts, facts)
    return 0
