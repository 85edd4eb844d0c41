"""Many small browsers in one process. Each has cookies, a language and an address of its own (127.x.y.z)."""

import asyncio
import html
import re
import time
import urllib.parse

LANGUAGES = ("fi", "sv", "en")
PATIENCE_S = 60


class Answer:
    def __init__(self, status, headers, body, took_s):
        self.status, self.headers, self.body, self.took_s = status, headers, body, took_s

    def header(self, name):
        return next((value for key, value in self.headers if key == name), "")

    def hidden(self, name):
        """A hidden field of the page; None when the page has none of this name."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.body)
        return found and html.unescape(found[1])


class Lost(Exception):
    """The server closed the connection without an answer, or gave none in time."""


class Browser:
    def __init__(self, port, address, language, host="localhost"):
        self._port, self._address, self._host = port, address, f"{host}:{port}"
        self.language = language
        self.cookies = {}
        self._streams = None

    async def get(self, path):
        return await self._ask("GET", path, [])

    async def post(self, path, fields):
        headers = [("Origin", f"http://{self._host}"), ("Sec-Fetch-Site", "same-origin"),
                   ("Content-Type", "application/x-www-form-urlencoded")]
        return await self._ask("POST", path, headers, urllib.parse.urlencode(fields).encode())

    def forget(self):
        """A new visitor at the same address."""
        self.cookies = {}

    async def close(self):
        if self._streams:
            self._streams[1].close()
        self._streams = None

    async def _ask(self, method, path, headers, body=b""):
        path = path.partition("#")[0]
        began = time.monotonic()
        try:
            status, headers, body = await asyncio.wait_for(self._exchange(method, path, headers, body), PATIENCE_S)
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError) as error:
            await self.close()
            raise Lost(f"{method} {path.split('?')[0]}: {error!r}") from error
        self._keep(headers)
        return Answer(status, headers, body, time.monotonic() - began)

    async def _exchange(self, method, path, headers, body):
        is_kept = self._streams is not None
        try:
            return await self._once(method, path, headers, body)
        except (OSError, asyncio.IncompleteReadError):
            # nginx may end an idle connection at the very moment in which a request is sent on it.
            if not is_kept:
                raise
            await self.close()
            return await self._once(method, path, headers, body)

    async def _once(self, method, path, headers, body):
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, local_addr=(self._address, 0))
        reader, writer = self._streams
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host}", f"Accept-Language: {self.language}", "User-Agent: flood",
                 *(f"{name}: {value}" for name, value in headers)]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in head[1:] if line)]
        text = await _body(reader, dict(fields))
        if dict(fields).get("connection", "").lower() == "close":
            await self.close()
        return int(head[0].split()[1]), fields, text.decode("utf-8", "replace")

    def _keep(self, headers):
        for name, line in headers:
            if name != "set-cookie":
                continue
            key, _, value = line.split(";")[0].partition("=")
            self.cookies.pop(key, None)
            if value:
                self.cookies[key] = value


async def _body(reader, headers):
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


async def password_page(browser, user_name):
    """Follows to the second page of signing in; whatever answer came instead."""
    first = await browser.get("/Account/Login")
    if first.status != 200:
        return first
    answer = await browser.post("/Account/Login", {
        "form_token": first.hidden("form_token"), "return_url": "/", "user_name": user_name})
    return await browser.get(answer.header("location")) if answer.status == 303 else answer


def password_fields(page, user_name, password):
    return {"form_token": page.hidden("form_token"), "step": page.hidden("step"), "user_name": user_name,
            "password": password}


async def sign_in(browser, user_name, password):
    """The answer to the password, or whatever came before that was no page to go on from."""
    page = await password_page(browser, user_name)
    if page.status != 200 or page.hidden("step") is None:
        return page
    return await browser.post("/Account/Login", password_fields(page, user_name, password))


async def ask_for_mail(browser, user_name):
    """The answer to the form of "forgot", or the one that came instead of the form."""
    page = await browser.get("/Account/Forgot")
    if page.status != 200:
        return page
    return await browser.post("/Account/Forgot", {
        "form_token": page.hidden("form_token"), "return_url": "/", "user_name": user_name})
