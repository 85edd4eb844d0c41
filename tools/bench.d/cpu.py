"""What each page costs the product itself: the time on a core that the workers spend on one request, without nginx, the
database and whoever asks."""

import hashlib
import html
import re
import subprocess

import processes
import residents
import sign_in
from processes import Fault, say
from stage import SOURCE
from wire import Connection, Visitor, hidden

# Rows of the route table that show something.
ROUTE = re.compile(r'\{"(/[^"]*)",\s+\w+,\s+show_')
WARM_UP = 10
MEMBER, LOOKED_UP, OWNER, NOBODYS = range(1, 5)   # which of the accounts for sign-ins plays whom; the first one is signed in
DESK = "/Account/Staff"
NOT_FOR_ME = "/Account/NotForMe"   # whoever's account is in use has no such page
# Which pages a mailed link opens, and by which purpose (store/link_tokens.hpp).
LINKS = {"/Account/RecoverPassword": 1, NOT_FOR_ME: 1, "/Account/Register/Confirm": 2, "/Account/Settings/Email/Confirm": 3,
         "/Account/UndoEmailChange": 4, "/Account/Settings/OldUser/Confirm": 5, "/Account/StopChange": 6}
REGISTRATION, CHANGE_EMAIL, ADD_OLD_USER = 2, 3, 5
OLD_USER = "mittaus-vanha"


def measure(stage, plan, findings):
    residents.create(stage, residents.SIGN_IN, sign_in.ACCOUNTS)
    say("the time of each page")
    connection = Connection(stage.ports["pages"])
    cookie = sign_in.session_cookie(stage)
    pages = [(name, path, headers) for path in ROUTE.findall((SOURCE / "fcgi-app" / "app" / "routes.cpp").read_text(encoding="utf-8"))
             for name, headers in ((path, []), (f"{path}, signed in", [("Cookie", cookie)]))]
    ways = [*staff_pages(stage, connection), *linked_pages(stage, connection)]
    for name, path, headers in [*pages, *ways]:
        took_ms = time_of_one(stage, plan, connection, path, headers)
        if took_ms is not None:
            findings.add(f"own time of {name}", took_ms, "ms")
        elif (name, path, headers) in ways:
            raise Fault(f"the way to {name} ends before it")
    connection.close()


def time_of_one(stage, plan, connection, path, headers):
    """Milliseconds; None for what is no page to this visitor."""
    def ask(times):
        return {connection.ask("GET", path, headers).status for _ in range(times)}

    if ask(WARM_UP) != {200}:
        return None
    workers = [pid for pid in processes.children_of(stage.supervisor) if processes.name_of(pid) == "asiointi-pages"]
    before = sum(map(processes.on_core_ns, workers))
    ask(plan.requests)
    return (sum(map(processes.on_core_ns, workers)) - before) / plan.requests / 1e6


def staff_pages(stage, connection):
    """Of a member of staff, on the way from the desk to an act on somebody's account."""
    member, person = (residents.address(residents.SIGN_IN, index) for index in (MEMBER, LOOKED_UP))
    subprocess.run([stage.own.admin, "--config", stage.facts["config"], "staff", "give", member, "--reason", "Mittaus alkaa"],
                   check=True, stdout=subprocess.DEVNULL)
    visitor = signed_in(stage, connection, MEMBER)
    desk = visitor.get(DESK)
    found = visitor.post(DESK, {"form_token": hidden(desk, "form_token"), "who": person})
    account = link_in(visitor.get(found.header("location")), f"{DESK}/Account")
    act = link_in(visitor.get(account), f"{DESK}/Act")
    headers = [("Cookie", visitor.cookie_header())]
    return [(name, path, headers) for name, path in (
        (DESK, DESK), (f"{DESK}, found", found.header("location")), (f"{DESK}/Account", account), (f"{DESK}/Act", act),
        (f"{DESK}/Acts", f"{DESK}/Acts"))]


def signed_in(stage, connection, index):
    visitor = Visitor(connection)
    name, _, value = sign_in.sign_in(connection, residents.address(residents.SIGN_IN, index), stage.password).partition("=")
    visitor.cookies[name] = value
    return visitor


def link_in(page, path):
    """Where the first link to this page leads."""
    found = re.search(rf'href="({re.escape(path)}\?[^"]*)"', page.body.decode())
    if not found:
        raise Fault(f"no link leads to {path}")
    return html.unescape(found[1])


def linked_pages(stage, connection):
    """Each form behind a mailed link, opened in a browser of its own: the link itself only leads there."""
    make_what_links_are_about(stage)
    for index, (path, purpose) in enumerate(LINKS.items()):
        token = (f"mittaus{chr(ord('a') + index)}" + "a" * 52)[:52]
        make_link(stage, token, purpose, NOBODYS if path == NOT_FOR_ME else OWNER)
        is_for_owner = purpose in (CHANGE_EMAIL, ADD_OLD_USER)
        visitor = signed_in(stage, connection, OWNER) if is_for_owner else Visitor(connection)
        clean = visitor.get(f"{path}?token={token}")
        if clean.status != 303:
            raise Fault(f"a link to {path} was answered with {clean.status}")
        yield path, clean.header("location"), [("Cookie", visitor.cookie_header())]


def make_what_links_are_about(stage):
    owner = f"(SELECT id FROM account WHERE email_key = '{residents.address(residents.SIGN_IN, OWNER)}')"
    stage.sql(f"""
        UPDATE account SET first_password_at = NULL, first_sign_in_at = NULL
            WHERE email_key = '{residents.address(residents.SIGN_IN, NOBODYS)}';
        INSERT INTO email_change (id, account_id, old_email, old_email_key, new_email, changed_at, undo_until)
            VALUES (1000001, {owner}, 'ennen.mittausta@example.com', 'ennen.mittausta@example.com',
                '{residents.address(residents.SIGN_IN, OWNER)}', UTC_TIMESTAMP(), UTC_TIMESTAMP() + INTERVAL 7 DAY);
        INSERT INTO staff_change (id, account_id, kind, old_email, new_email, new_email_key, actor, unit, identity_check, reason, locale,
            asked_at, due_at) VALUES (1000001, {owner}, 1, '{residents.address(residents.SIGN_IN, OWNER)}', 'mittauksen.jalkeen@example.com',
            'mittauksen.jalkeen@example.com', 'neuvonta@example.com', 'Lupaneuvonta', 1, 'Mittaus', 'fi', UTC_TIMESTAMP(),
            UTC_TIMESTAMP() + INTERVAL 2 DAY);
        INSERT INTO legacy_user (portal_user_id, old_name, old_name_key, email, email_key, status, linked_at, imported_at)
            VALUES ('{OLD_USER}', '{OLD_USER}', '{OLD_USER}', '{OLD_USER}@example.com', '{OLD_USER}@example.com', 2, NULL, UTC_TIMESTAMP());""")


def make_link(stage, token, purpose, index):
    """As the mail with it would have made it; one of a registration belongs to nobody."""
    own = residents.address(residents.SIGN_IN, index)
    email = {REGISTRATION: "mittauksessa.uusi@example.com", CHANGE_EMAIL: "mittauksessa.uusi@example.com",
             ADD_OLD_USER: f"{OLD_USER}@example.com"}.get(purpose, own)
    owner = "NULL" if purpose == REGISTRATION else "id"
    stage.sql(f"""
        INSERT INTO link_token (token_digest, purpose, account_id, email, email_key, password_generation, locale, created_at, expires_at,
                email_change_id, portal_user_id, staff_change_id)
            SELECT UNHEX('{hashlib.sha256(token.encode()).hexdigest()}'), {purpose}, {owner}, '{email}', '{email}', password_generation, 'fi',
                UTC_TIMESTAMP(), UTC_TIMESTAMP() + INTERVAL 1 DAY, IF({purpose} = 4, 1000001, NULL), IF({purpose} = 5, '{OLD_USER}', NULL),
                IF({purpose} = 6, 1000001, NULL)
            FROM account WHERE email_key = '{own}';""")
