"""A mail server for tests: STARTTLS and AUTH where asked for, on a free port of this machine.

Usage: tls_smtp.py FOLDER plain|tls [USER PASSWORD]
FOLDER receives ca.pem, port, and a file for each mail. Runs until it is killed.
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
        self.numbers = itertools.count(1)

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
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", folder / "ca.pem"],
        check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return context


def main():
    folder = pathlib.Path(sys.argv[1])
    options = {}
    if sys.argv[2] == "tls":
        options = {"tls_context": certificate(folder), "require_starttls": True}
    if len(sys.argv) > 3:
        expected = LoginPassword(sys.argv[3].encode(), sys.argv[4].encode())

        def authenticate(_server, _session, _envelope, _mechanism, given):
            return AuthResult(success=given == expected, handled=False)

        options |= {"authenticator": authenticate, "auth_required": True}

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Keep(folder), hostname="127.0.0.1", port=port, **options)
    controller.start()
    (folder / "port.new").write_text(str(port), encoding="ascii")
    (folder / "port.new").rename(folder / "port")
    signal.pause()


if __name__ == "__main__":
    main()
