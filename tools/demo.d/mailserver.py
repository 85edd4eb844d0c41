#!/usr/bin/python3 -I
"""Takes every mail it is given, keeps it as a Maildir, and shows it on a page of this machine."""

import argparse
import asyncio
import json
import mailbox
import os
import pathlib
import signal
import socket
import sys
import threading

from aiosmtpd.smtp import SMTP

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import mailbox_page  # noqa: E402


class Keep:
    """Files each mail as it came, with the addresses of its envelope before it."""

    def __init__(self, maildir):
        self._maildir = mailbox.Maildir(maildir, create=True)

    async def handle_DATA(self, server, session, envelope):
        head = f"Return-Path: <{envelope.mail_from}>\r\n"
        head += "".join(f"X-Original-To: {address}\r\n" for address in envelope.rcpt_tos)
        try:
            self._maildir.add(head.encode() + envelope.original_content)
        except OSError:
            return "452 4.3.1 Insufficient system storage"
        return "250 OK"


def listening(port):
    """A socket of this machine alone, on the port or, for 0, on a free one."""
    made = socket.socket(socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    made.listen(100)
    return made


def announce(path, **ports):
    new = path.with_name(path.name + ".new")
    new.write_text(json.dumps(ports), encoding="ascii")
    os.replace(new, path)


async def serve(maildir, smtp):
    loop = asyncio.get_running_loop()
    keep = Keep(maildir)
    server = await loop.create_server(
        lambda: SMTP(keep, hostname="localhost", ident="demo", enable_SMTPUTF8=True, loop=loop), sock=smtp)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with server:
        await stop.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--maildir", type=pathlib.Path, required=True)
    parser.add_argument("--ports", type=pathlib.Path, required=True, help="file to write the two ports to")
    parser.add_argument("--smtp-port", type=int, default=0)
    parser.add_argument("--page-port", type=int, default=0)
    options = parser.parse_args()

    smtp = listening(options.smtp_port)
    page = mailbox_page.Server(listening(options.page_port), options.maildir)
    threading.Thread(target=page.serve_forever, daemon=True).start()
    announce(options.ports, smtp=smtp.getsockname()[1], page=page.server_port)
    asyncio.run(serve(options.maildir, smtp))


main()
