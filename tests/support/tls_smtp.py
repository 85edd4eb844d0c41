"""A mail server for tests: STARTTLS and AUTH where asked for, on a free port of this machine.

Usage: tls_smtp.py FOLDER plain|tls [--port PORT] [USER PASSWORD...]
FOLDER receives ca.pem, port, and a file for each mail; a certificate that is there is used again. Each of the passwords
lets USER in, as while one of them is being changed for another. Runs until it is killed.
"""

import itertools
import pathlib
import signal
import socket
import ssl
import subprocess
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class Keep:
    """Writes each mail into a file; refuses nobody@."""

    def __init__(self, folder):
        self.folder = folder
        self.numbers = itertools.count(len(list(folder.glob("mail-*"))) + 1)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "553 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server, session, envelope):
        encrypted = b"encrypted" if session.ssl else b"plain"
        (self.folder / f"mail-{next(self.numbers)}").write_bytes(encrypted + b"\n" + envelope.original_content)
        return "250 2.0.0 kept"


def certificate(folder):
    """Self-signed for localhost: it is its own authority."""
    if not (folder / "ca.pem").exists():
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", folder / "ca.pem"],
            check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return context


def main():
    folder, kind, *more = pathlib.Path(sys.argv[1]), *sys.argv[2:]
    port = int(more[1]) if more[:1] == ["--port"] else 0
    user, *passwords = more[2 if port else 0:] or [None]
    options = {}
    if kind == "tls":
        options = {"tls_context": certificate(folder), "require_starttls": True}
    if user:
        expected = [LoginPassword(user.encode(), password.encode()) for password in passwords]

        def authenticate(_server, _session, _envelope, _mechanism, given):
            return AuthResult(success=given in expected, handled=False)

        options |= {"authenticator": authenticate, "auth_required": True}

    with socket.create_server(("127.0.0.1", port)) as free:
        port = free.getsockname()[1]
    controller = Controller(Keep(folder), hostname="127.0.0.1", port=port, **options)
    controller.start()
    (folder / "port.new").write_text(str(port), encoding="ascii")
    (folder / "port.new").rename(folder / "port")
    signal.pause()


if __name__ == "__main__":
    main()
