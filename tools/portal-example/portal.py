#!/usr/bin/python3 -I
"""A small portal of a city, behind nginx: it knows nothing of passwords and reads from headers who is signed in."""

import argparse
import email.message
import email.parser
import email.policy
import hashlib
import html
import http.server
import json
import os
import pathlib
import re
import smtplib
import socketserver
import string
import subprocess
import sys
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
WORDS = json.loads((HERE / "words.json").read_text(encoding="utf-8"))
FRAME = string.Template((HERE / "frame.html").read_text(encoding="utf-8"))
FORM = string.Template((HERE / "form.html").read_text(encoding="utf-8"))
LONGEST_BODY = 21 << 20
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
APPLICATIONS = """SELECT JSON_OBJECT('id', t.asiointi_id, 'service', IF('{language}' = 'sv', p.namn, p.nimi), 'title', t.otsikko,
  'state', s.nimi, 'date', DATE_FORMAT(t.luotu, '%e.%c.%Y'))
FROM vanha_portaali.asiointi t JOIN vanha_portaali.palvelu p ON p.palvelu_id = t.palvelu_id
JOIN vanha_portaali.asiointi_tila s ON s.tila_koodi = t.tila_koodi
WHERE t.asiakas_id IN ({users}) AND ({one} IS NULL OR t.asiointi_id = {one}) ORDER BY t.luotu DESC, t.asiointi_id DESC LIMIT 50"""
ARRIVED = "INSERT INTO vanha_portaali.asiointi (asiakas_id, palvelu_id, otsikko, tila_koodi, luotu) VALUES ({user}, 40, {title}, 2, NOW())"
CONTACT = "SELECT JSON_OBJECT('email', email, 'language', language) FROM {contacts} WHERE portal_id = '{user}'"


def escaped(words):
    return {name: html.escape(str(text)) for name, text in words.items()}


class Person:
    """Whoever nginx says it is. Only nginx can reach this program, and nginx overwrites these headers."""

    def __init__(self, headers):
        def value(name):
            return urllib.parse.unquote(headers.get(f"X-Asiointi-{name}", ""))
        self.account, self.email = value("Account"), value("Email")
        self.name = value("Name") or self.email
        users = headers.get("X-Asiointi-Users", "").split(",")
        # The ids of this portal are numbers; nothing else gets into a statement.
        self.users = [user for user in map(urllib.parse.unquote, users) if re.fullmatch("[0-9]{1,9}", user)]


def ask(options, sql):
    """The rows of a statement, each a JSON object; None when the database is away."""
    command = ["mariadb", f"--defaults-file={options.database}", "--batch", "--raw", "--skip-column-names",
               "--connect-timeout=3", "--default-character-set=utf8mb4"]
    try:
        result = subprocess.run(command, input=sql, capture_output=True, encoding="utf-8", timeout=10)
    except subprocess.TimeoutExpired:
        return None
    return [json.loads(line) for line in result.stdout.splitlines()] if result.returncode == 0 else None


def applications(options, person, language, one="NULL"):
    """The applications of all old user names of a person; None when the database is away."""
    if not person.users:
        return []
    return ask(options, APPLICATIONS.format(language=language, users=", ".join(person.users), one=one))


def keep(options, person, title):
    """Files an application under the primary user id; False when the person has none, or the database is away."""
    # Hexadecimal digits cannot end a text in SQL.
    text = f"LEFT(CONVERT(X'{title.encode().hex()}' USING utf8mb4), 200)"
    return bool(person.users) and ask(options, ARRIVED.format(user=person.users[0], title=f"CONVERT({text} USING latin1)")) is not None


def confirm(options, person, title):
    """Writes to where account_contact says that the resident reads mail, and not to what the portal has had on file."""
    contacts = person.users and ask(options, CONTACT.format(contacts=options.contacts, user=person.users[0]))
    if not contacts:
        return
    words = WORDS[contacts[0]["language"] or "fi"]
    message = email.message.EmailMessage()
    message["From"], message["To"], message["Subject"] = options.sender, contacts[0]["email"], words["arrived"]
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words["mail"].format(title=title, site=words["site"]))
    try:
        with smtplib.SMTP(*options.smtp.rsplit(":", 1), timeout=5) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        print(f"no mail about an application: {error}", file=sys.stderr, flush=True)


def bar(person, words):
    if not person.account:
        return ""
    text = escaped({**words, "person": f"{person.name} ({person.email})"})
    return ('<nav class="asiointi-bar" aria-label="{signed_in}"><a href="/Account/Settings">{person}</a> '
            '<details><summary aria-label="{menu}">▼</summary><ul><li><a href="/Account/Settings">{settings}</a></li>'
            '<li><a href="/Account/Settings/Password">{password}</a></li><li><a href="/Account/Logout">{sign_out}</a></li>'
            '</ul></details></nav>').format(**text)


def listed(rows, words):
    head = "".join(f'<th scope="col">{html.escape(words[name])}</th>' for name in ("title", "service", "state", "date"))
    body = "".join('<tr><td><a href="/asiointi/nayta?id={id}">{title}</a></td><td>{service}</td><td>{state}</td><td>{date}</td></tr>'
                   .format(**escaped(row)) for row in rows)
    return f'<table class="rows"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def parts_of(content_type, body):
    """The fields of a multipart form: name to (file name or None, bytes)."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    parts = list(message.iter_parts()) if message.is_multipart() else []
    return {part.get_param("name", "", "content-disposition"): (part.get_filename(), part.get_payload(decode=True) or b"")
            for part in parts}


class Handler(http.server.BaseHTTPRequestHandler):
    server_version = "portal"
    sys_version = ""
    timeout = 60

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query)
        if url.path in ("/", "/portal.css"):
            return self.send_file({"/": "index.html"}.get(url.path, url.path[1:]))
        if url.path.endswith("/headers"):
            return self.send(200, "text/plain", "".join(f"{name}: {value}\n" for name, value in self.headers.items()))
        page = {"/hakemukset": self.show_list, "/hakemukset/uusi": self.show_form, "/asiointi/nayta": self.show_one}.get(url.path)
        return page(query) if page else self.show_missing()

    do_HEAD = do_GET

    def do_POST(self):
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(length) if length <= LONGEST_BODY else b""
        if urllib.parse.urlsplit(self.path).path != "/hakemukset/uusi":
            return self.send(200, "text/plain", f"{len(body)} {hashlib.sha256(body).hexdigest()}\n")
        words, parts = self.words(), parts_of(self.headers.get("Content-Type", ""), body)
        if not {"what", "why", "file"} <= parts.keys():
            return self.send_page(400, "new", f"<p>{html.escape(words['broken'])}</p>")
        what, why = (parts[name][1].decode("utf-8", "replace") for name in ("what", "why"))
        person = Person(self.headers)
        kept = keep(self.server.options, person, what)
        if kept:
            confirm(self.server.options, person, what)
        name, content = parts["file"]
        size = words["bytes"].format(count=len(content)) + " " + hashlib.sha256(content).hexdigest()
        facts = [(words["what"], what), (words["why"], f"{words['characters'].format(count=len(why))}: {why[:80]}…{why[-80:]}"),
                 (words["file"], f"{name}: {size}" if name else words["no_file"])]
        rows = "".join(f"<dt>{html.escape(term)}</dt><dd>{html.escape(text)}</dd>" for term, text in facts)
        heading, text = ("arrived", words["kept"]) if kept else ("not_kept", words["away"] if person.users else words["no_id"])
        self.send_page(200 if kept else 503, heading, f"<p>{html.escape(text)}</p><dl>{rows}</dl>")

    def show_list(self, query):
        words, person = self.words(), Person(self.headers)
        rows = applications(self.server.options, person, self.language())
        text = words["away"] if rows is None else "" if rows else words["none"] if person.users else words["new_here"]
        body = "<p>" + html.escape(words["hello"].format(name=person.name)) + "</p>" + (f"<p>{html.escape(text)}</p>" if text else "")
        body += self.last_seen(rows, words) + listed(rows, words) if rows else ""
        self.send_page(503 if rows is None else 200, "mine", f'{body}<p><a class="button" href="/hakemukset/uusi">{html.escape(words["new"])}</a></p>')

    def last_seen(self, rows, words):
        """A cookie of the portal's own remembers it, until signing out takes that away (portal.cookies)."""
        kept = re.search(r"(?:^|;\s*)portaali_viimeksi=([0-9]+)", self.headers.get("Cookie", ""))
        titles = [row["title"] for row in rows if kept and str(row["id"]) == kept[1]]
        return f'<p>{html.escape(words["last"].format(title=titles[0]))}</p>' if titles else ""

    def show_one(self, query):
        number = query.get("id", [""])[0]
        rows = applications(self.server.options, Person(self.headers), self.language(), number) if re.fullmatch("[0-9]{1,9}", number) else []
        if not rows:
            return self.show_missing()
        self.send_page(200, "mine", listed(rows, self.words()), f"portaali_viimeksi={number}; Path=/; HttpOnly; SameSite=Lax")

    def show_form(self, query):
        self.send_page(200, "new", FORM.substitute(escaped(self.words())))

    def show_missing(self):
        words = escaped(self.words())
        self.send_page(404, "missing", f'<p>{words["missing_text"]}</p><p><a class="button" href="/hakemukset">{words["mine"]}</a></p>')

    def language(self):
        """What the reader chose last, in a cookie of this portal; else what the browser asks for."""
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("kieli", [""])[0]
        kept = re.search(r"(?:^|;\s*)portaali_kieli=(\w+)", self.headers.get("Cookie", ""))
        wanted = [asked, kept[1] if kept else ""] + [each.strip()[:2] for each in self.headers.get("Accept-Language", "").split(",")]
        return next((each for each in wanted if each in WORDS), "fi")

    def words(self):
        return WORDS[self.language()]

    def send_page(self, status, heading, body, cookie=None):
        language, words = self.language(), self.words()
        here = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        address = {code: html.escape("?" + urllib.parse.urlencode({**here, "kieli": code}, doseq=True)) for code in WORDS}
        others = " ".join(f'<a href="{address[code]}" lang="{code}" hreflang="{code}">{html.escape(name)}</a>' for code, name in words["other"])
        page = FRAME.substitute(escaped(words), language=language, heading=html.escape(words[heading]), others=others,
                                bar=bar(Person(self.headers), words), body=body)
        self.send(status, "text/html", page, cookie or f"portaali_kieli={language}; Path=/; SameSite=Lax")

    def send_file(self, name):
        self.send(200, "text/css" if name.endswith(".css") else "text/html", (HERE / name).read_text(encoding="utf-8"))

    def send(self, status, content_type, text, cookie=None):
        content = text.encode("utf-8", errors="replace")
        self.send_response(status)
        for name, value in {"Content-Type": f"{content_type}; charset=utf-8", "Content-Length": str(len(content)), "Set-Cookie": cookie,
                            "Cache-Control": "private, no-store", "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff",
                            "Referrer-Policy": "same-origin"}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def address_string(self):
        return "nginx"

    def log_request(self, code="-", size="-"):
        """Nothing: the web server keeps the log."""


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 128


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--socket", required=True, help="where nginx finds it: proxy_pass http://unix:SOCKET")
    parser.add_argument("--database", required=True, help="an option file of the mariadb client: user, password, socket")
    parser.add_argument("--contacts", required=True, help="the view account_contact, with its database before it")
    parser.add_argument("--smtp", required=True, help="HOST:PORT of the mail server")
    parser.add_argument("--sender", required=True, help="where the portal's mails come from")
    options = parser.parse_args()
    os.umask(0o007)
    pathlib.Path(options.socket).unlink(missing_ok=True)
    server = Server(options.socket, Handler)
    server.options = options
    server.serve_forever()


if __name__ == "__main__":
    main()
