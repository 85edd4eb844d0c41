"""A lean HTTP client, so that the client takes little of the time and of the cores that it measures."""

import html
import re
import socket
import urllib.parse

from processes import Fault


class Answer:
    def __init__(self, head, body):
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1])
        self.headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        self.body = body

    def header(self, name):
        return next((value for key, value in self.headers if key == name), None)


class Connection:
    """One connection to a server of this machine that stays open between requests."""

    def __init__(self, port, host=None):
        """host  that the server is asked for; None: this machine and the port."""
        self.port = port
        self._host = host or f"localhost:{port}"
        self._socket = None
        self._unread = b""

    def ask(self, method, path, headers, body=b""):
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=40)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host}",
                 *(f"{name}: {value}" for name, value in headers)]
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        self._socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        return self._read_answer()

    def close(self):
        if self._socket is not None:
            self._socket.close()
        self._socket, self._unread = None, b""

    def _read_answer(self):
        head = self._read_to(b"\r\n\r\n")
        answer = Answer(head, b"")
        if answer.header("transfer-encoding") == "chunked":
            answer.body = self._read_chunks()
        else:
            answer.body = self._read(int(answer.header("content-length") or 0))
        if (answer.header("connection") or "").lower() == "close":
            self.close()
        return answer

    def _read_chunks(self):
        body = b""
        while size := int(self._read_to(b"\r\n"), 16):
            body += self._read(size)
            self._read_to(b"\r\n")
        self._read_to(b"\r\n")
        return body

    def _read_to(self, mark):
        while (end := self._unread.find(mark)) < 0:
            self._receive()
        found, self._unread = self._unread[:end], self._unread[end + len(mark):]
        return found

    def _read(self, size):
        while len(self._unread) < size:
            self._receive()
        found, self._unread = self._unread[:size], self._unread[size:]
        return found

    def _receive(self):
        received = self._socket.recv(65536)
        if not received:
            raise Fault("nginx closed a connection in the middle of an answer")
        self._unread += received


class Visitor:
    """A browser with cookies, as far as signing in needs one."""

    def __init__(self, connection):
        self._connection = connection
        self.cookies = {}

    def get(self, path):
        return self._ask("GET", path, [])

    def post(self, path, fields):
        own = [("Origin", f"http://localhost:{self._connection.port}"), ("Sec-Fetch-Site", "same-origin")]
        return self._ask("POST", path, own, urllib.parse.urlencode(fields).encode())

    def cookie_header(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _ask(self, method, path, headers, body=b""):
        headers = [*headers, ("Accept-Language", "fi"), ("User-Agent", "bench")]
        if self.cookies:
            headers.append(("Cookie", self.cookie_header()))
        answer = self._connection.ask(method, path, headers, body)
        for name, value in answer.headers:
            if name == "set-cookie":
                self._keep(value)
        return answer

    def _keep(self, line):
        name, _, value = line.split(";")[0].partition("=")
        self.cookies[name] = value
        if not value:
            del self.cookies[name]


def hidden(answer, name):
    """The value of a hidden field of the page."""
    found = re.search(rb'name="' + name.encode() + rb'" value="([^"]*)"', answer.body)
    if not found:
        raise Fault(f"a page that answered {answer.status} has no field {name}")
    return html.unescape(found[1].decode())
