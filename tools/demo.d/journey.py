"""A resident's way to a password, over HTTP and by mail, as everybody else has to go it."""

import http.cookiejar
import html.parser
import email
import email.policy
import re
import urllib.error
import urllib.parse
import urllib.request

import loopback
from layout import Fault
from processes import wait_until

PASSWORD = "tuohikontti lumipallo majakka perunamaa"


class Form(html.parser.HTMLParser):
    """The forms of a page, each with its address and the fields as they stand."""

    def __init__(self, page):
        super().__init__()
        self.forms = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "form":
            self.forms.append({"action": values.get("action", ""), "fields": {}, "passwords": []})
        elif tag == "input" and self.forms and values.get("name"):
            if values.get("type") in ("checkbox", "radio", "submit"):
                return
            self.forms[-1]["fields"][values["name"]] = values.get("value") or ""
            if values.get("type") == "password":
                self.forms[-1]["passwords"].append(values["name"])


class Visitor:
    """A browser with cookies and nothing else."""

    def __init__(self):
        # Like a browser, which takes this very machine for a secure origin.
        policy = http.cookiejar.DefaultCookiePolicy(secure_protocols=("http", "https"))
        self._opener = loopback.opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar(policy)))

    def get(self, url):
        return self._open(url)

    def send(self, url, form):
        origin = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(url))
        request = urllib.request.Request(
            urllib.parse.urljoin(url, form["action"]), urllib.parse.urlencode(form["fields"]).encode(),
            {"Origin": origin, "Sec-Fetch-Site": "same-origin"})
        return self._open(request)

    def _open(self, request):
        try:
            with self._opener.open(request, timeout=30) as answer:
                return answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            raise Fault(f"{urllib.parse.urlsplit(error.url).path} answered {error.code}") from None


def form_with(page, is_wanted, what):
    for form in Form(page).forms:
        if is_wanted(form):
            return form
    raise Fault(f"the page has no form for {what}")


def set_password(base_url, maildir, address, password=PASSWORD):
    """Asks for a link at "forgot", follows it from the mail and sets the password."""
    visitor = Visitor()
    before = set(mails(maildir))
    url, page = visitor.get(f"{base_url}/Account/Forgot")
    form = form_with(page, lambda form: "user_name" in form["fields"], "the address")
    form["fields"]["user_name"] = address
    visitor.send(url, form)

    url, page = visitor.get(base_url + awaited_link(maildir, address, before))
    form = form_with(page, lambda form: form["passwords"], "the new password")
    form["fields"].update({name: password for name in form["passwords"]})
    _, page = visitor.send(url, form)
    if any(form["passwords"] for form in Form(page).forms):
        raise Fault(f"the password of {address} was refused")


def awaited_link(maildir, address, before):
    """From the mail that comes, or from an earlier one: soon after a mail the product sends no second of its kind."""
    try:
        return wait_until(lambda: link_to(address, set(mails(maildir)) - before), "a new mail", patience_s=10)
    except Fault:
        return wait_until(lambda: link_to(address, mails(maildir)), f"the mail to {address}")


def mails(maildir):
    return [file for folder in ("new", "cur") for file in (maildir / folder).glob("*")]


def link_to(address, files):
    """Path and query of the newest link to the password page that was mailed to this address; None without one."""
    for file in sorted(files, key=lambda f: f.stat().st_mtime_ns, reverse=True):
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        text = message.get_body(("plain",))
        if address.lower() not in str(message["To"]).lower() or text is None:
            continue
        if found := re.search(r"(/Account/RecoverPassword\?token=[^\s<>]+)", text.get_content()):
            return found[1]
    return None
