"""The mails that the demo's server has kept, each read once."""

import asyncio
import email
import email.policy
import re
import time

LINK = re.compile(r"https?://[^/\s<>]+(/Account/RecoverPassword\?token=[a-z2-7]+)")
LOOK_AGAIN_S = 0.05


class Mails:
    def __init__(self, maildir):
        self._new = maildir / "new"
        self._read = set()
        self._links = {}

    async def watch(self):
        while True:
            self._look()
            await asyncio.sleep(LOOK_AGAIN_S)

    async def link_to(self, address, patience_s):
        """(path of the link to set a password that was mailed to the address, when it came); None: none in time."""
        end = time.monotonic() + patience_s
        while address not in self._links:
            if time.monotonic() > end:
                return None
            await asyncio.sleep(LOOK_AGAIN_S)
        return self._links.pop(address)

    def _look(self):
        for path in self._new.iterdir():
            if path.name in self._read:
                continue
            self._read.add(path.name)
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if found := LINK.search(mail.get_body(("plain",)).get_content()):
                self._links[mail["X-Original-To"]] = found[1], path.stat().st_mtime
