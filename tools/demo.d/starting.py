"""How each server is started, and how one sees that it is there."""

import contextlib
import urllib.error

import configuration
import database
import loopback
import webserver
from layout import PARTS, PYTHON, SOURCE, Fault, read_json
from processes import children_of, wait_until

LOGS = {"supervisor": "pages.log", "mariadb": "mariadb.log", "nginx": "nginx.log", "portal": "portal.log", "smtp": "smtp.log"}


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


def start_portal(layout, servers):
    """The example of an old portal, which reads its own tables as a database user of its own."""
    layout.portal_socket.unlink(missing_ok=True)
    servers.start("portal", [PYTHON, "-I", "-B", SOURCE / "tools" / "portal-example" / "portal.py", "--socket",
                             layout.portal_socket, "--database", layout.portal_database,
                             "--contacts", f"{configuration.DATABASE}.account_contact",
                             "--smtp", f"127.0.0.1:{read_json(layout.mail_ports)['smtp']}",
                             "--sender", configuration.SENDER], LOGS["portal"])
    servers.wait_for("portal", layout.portal_socket.exists, "the portal")


def start_nginx(layout, servers):
    servers.start("nginx", webserver.command(layout), LOGS["nginx"])
    pid_file = layout.run / "nginx.pid"
    servers.wait_for(
        "nginx", lambda: pid_file.exists() and pid_file.read_text().strip() == str(servers.pid("nginx")), "nginx")


def background_of(servers):
    """The child of the supervisor that sends mails; it calls itself asiointi-bg. 0: there is none at the moment."""
    for pid in children_of(servers.pid("supervisor")):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
                if file.read().strip() == "asiointi-bg":
                    return pid
    return 0


def wait_for_page(url, what):
    """A fault says what came in its place."""
    came = ""

    def is_there():
        nonlocal came
        try:
            with loopback.opener().open(url, timeout=10) as answer:
                came = f"status {answer.status}"
                return answer.status == 200
        except (urllib.error.URLError, OSError) as error:
            came = str(error)
            return False

    try:
        wait_until(is_there, what)
    except Fault as fault:
        raise Fault(f"{fault}; the last answer was: {came}") from None
