"""The mailbox as a few plain pages: a list, newest first, and each mail as text and as its reader would see it."""

import email
import email.policy
import html
import http.server
import pathlib
import re
import urllib.parse

STYLE = pathlib.Path(__file__).with_name("mailbox.css").read_text(encoding="utf-8")
FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><p><a href="/">Mailbox of the demo</a></p></header>
<main>
{body}
</main>
</body>
</html>
"""
PAGE_POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'"
# A mail may bring its own styles and embedded pictures, runs no script, and opens its links in a new tab.
MAIL_POLICY = ("default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
               "sandbox allow-popups allow-popups-to-escape-sandbox")
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


class Server(http.server.ThreadingHTTPServer):
    def __init__(self, listening, maildir):
        super().__init__(listening.getsockname(), Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.server_name, self.server_port = listening.getsockname()
        self.maildir = maildir


class Handler(http.server.BaseHTTPRequestHandler):
    server_version = "mailbox"
    sys_version = ""
    timeout = 30

    def do_GET(self):
        # Only what calls itself this machine: no page elsewhere can read the mails by renaming its host.
        if urllib.parse.urlsplit("//" + self.headers.get("Host", "")).hostname not in ("localhost", "127.0.0.1"):
            return self.send_text(421, "text/plain", "Open this page as http://localhost\n")
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        if path == "/":
            return self.send_page(200, "Mailbox", list_page(self.server.maildir))
        if path == "/style.css":
            return self.send_text(200, "text/css", STYLE)
        if match := re.fullmatch(r"/mail/([^/]+?)(/html)?", path):
            return self.send_mail(match[1], match[2])
        self.send_page(404, "Not found", "<h1>There is no such page</h1>")

    do_HEAD = do_GET

    def send_mail(self, key, as_html):
        message = find(self.server.maildir, key)
        if message is None:
            return self.send_page(404, "Not found", "<h1>There is no such mail</h1>")
        if not as_html:
            return self.send_page(200, subject_of(message), mail_page(key, message))
        page = message.get_body(("html",))
        text = page.get_content() if page else ""
        text = re.sub(r"(<head[^>]*>)", r'\1<base target="_blank">', text, count=1)
        self.send_text(200, "text/html", text, MAIL_POLICY)

    def send_page(self, status, title, body):
        self.send_text(status, "text/html", FRAME.format(title=html.escape(title), body=body))

    def send_text(self, status, content_type, text, policy=PAGE_POLICY):
        content = text.encode("utf-8", errors="replace")
        self.send_response(status)
        for name, value in (("Content-Type", f"{content_type}; charset=utf-8"), ("Content-Length", str(len(content))),
                            ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
                            ("Referrer-Policy", "no-referrer"), ("Content-Security-Policy", policy)):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_):
        """Keeps no log: the addresses name mails, and nobody needs one."""


def read(path):
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def files(maildir):
    """Newest first."""
    found = [file for folder in ("new", "cur") for file in (maildir / folder).glob("*")]
    return sorted(found, key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)


def find(maildir, key):
    for file in files(maildir):
        if file.name == key:
            return read(file)
    return None


def subject_of(message):
    return str(message["Subject"] or "(no subject)")


def list_page(maildir):
    rows = "".join(row(file) for file in files(maildir))
    table = ("<table><thead><tr><th scope=col>Subject<th scope=col>To<th scope=col>Sent</tr></thead>"
             f"<tbody>{rows}</tbody></table>") if rows else "<p>No mail has come yet.</p>"
    return f'<h1>Mailbox</h1><p><a class="button" href="/">Look again</a></p>{table}'


def row(file):
    message = read(file)
    cells = (html.escape(str(message[name] or "")) for name in ("To", "Date"))
    link = f'<a href="/mail/{urllib.parse.quote(file.name)}">{html.escape(subject_of(message))}</a>'
    return f"<tr><td>{link}" + "".join(f"<td>{cell}" for cell in cells) + "</tr>"


def mail_page(key, message):
    heads = "".join(f"<dt>{name}<dd>{html.escape(str(message[name] or ''))}" for name in ("From", "To", "Date"))
    parts = [f"<h1>{html.escape(subject_of(message))}</h1><dl>{heads}</dl>"]
    if text := message.get_body(("plain",)):
        parts.append(f"<h2>As text</h2><pre>{with_links(text.get_content())}</pre>")
    if message.get_body(("html",)):
        parts.append('<h2>As a page</h2><iframe title="The mail as a page" sandbox="allow-popups '
                     f'allow-popups-to-escape-sandbox" src="/mail/{urllib.parse.quote(key)}/html"></iframe>')
    return "".join(parts)


def with_links(text):
    """The text, escaped, with its addresses made into links."""
    result, end = [], 0
    for match in LINK.finditer(text):
        address = html.escape(match[0])
        result += [html.escape(text[end:match.start()]), f'<a href="{address}">{address}</a>']
        end = match.end()
    return "".join(result) + html.escape(text[end:])
