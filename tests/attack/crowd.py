"""Who takes part in the flood: guessers, people who ask for recovery, people who walk about, and residents who are signed in
and only want to go on."""

import asyncio
import collections
import random
import time

from browsers import LANGUAGES, Browser, Lost, ask_for_mail, password_fields, password_page, sign_in

PAUSE_S = 0.2           # of each client between two requests
RESIDENT_PAUSE_S = 0.5
# What a visitor may be told; everything else is a fault. 403: the password is closed.
GOOD = {200, 302, 303, 403, 422}
REFUSED = {429, 503}
PAGES = ("/Account/Login", "/Account/Login?lang=sv", "/Account/Forgot", "/Account/Register", "/Account/Accessibility",
         "/Account/Privacy", "/Account/Cookies", "/Account/Help", "/Account/LogOn")


class Tally:
    """What the clients were answered."""

    def __init__(self):
        self.statuses = {kind: collections.Counter() for kind in ("guessers", "recovery", "walkers", "residents")}
        self.faults = []
        self.bare_refusals = []     # without a page, without a time to come back, or in another language
        self.refusals = 0
        self.guesses_looked_at = 0
        self.resident_times_s = []

    def note(self, kind, answer, browser):
        self.statuses[kind][answer.status] += 1
        if answer.status in REFUSED:
            self.refusals += 1
            if fault := fault_of_refusal(answer, browser.language):
                self.bare_refusals.append(f"{answer.status} to one of the {kind}: {fault}")
        elif answer.status not in GOOD:
            self.faults.append(f"{answer.status} to one of the {kind}")

    def lose(self, kind, error):
        self.statuses[kind]["lost"] += 1
        self.faults.append(f"{kind}: {error}")


def fault_of_refusal(answer, language):
    """Why this is no page that says when to come back; None when it is. A page of nginx's own has all languages."""
    if not answer.header("retry-after").isdigit() or int(answer.header("retry-after")) < 1:
        return "no Retry-After"
    if not answer.header("content-type").startswith("text/html"):
        return "no page"
    if "<h1" not in answer.body or "</html>" not in answer.body:
        return "half a page"
    if f'<html lang="{language}"' not in answer.body and not all(f'<section lang="{each}">' in answer.body for each in LANGUAGES[1:]):
        return f"not in {language}"
    return None


class Crowd:
    def __init__(self, port, clients, owner, seed):
        self.tally = Tally()
        self._port, self._owner = port, owner
        self._random = random.Random(seed)
        self._browsers = {kind: [self._browser(block, index) for index in range(clients)]
                          for block, kind in enumerate(("guessers", "recovery", "walkers"), start=1)}
        self._residents = [self._browser(9, index) for index in range(5)]
        self._acts = {"guessers": self._guess, "recovery": self._recover, "walkers": self._walk}
        self._end = asyncio.Event()

    async def sign_in_residents(self):
        for browser in self._residents:
            answer = await sign_in(browser, self._owner["address"], self._owner["password"])
            if answer.status != 303:
                raise Lost(f"signing in before the flood gave {answer.status}")

    async def run(self, seconds):
        """All at once, for so long; what was begun is finished. Gives the seconds that it took, and may be called again."""
        began = time.monotonic()
        self._end.clear()
        tasks = [asyncio.create_task(self._repeat(kind, browser)) for kind, some in self._browsers.items() for browser in some]
        tasks += [asyncio.create_task(self._go_on(browser)) for browser in self._residents]
        await asyncio.sleep(seconds)
        self._end.set()
        await asyncio.gather(*tasks)
        return time.monotonic() - began

    def _browser(self, block, index):
        return Browser(self._port, f"127.{20 + block}.{index // 250}.{index % 250 + 1}", LANGUAGES[index % len(LANGUAGES)])

    async def _repeat(self, kind, browser):
        while not self._end.is_set():
            try:
                await self._acts[kind](browser)
            except Lost as error:
                self.tally.lose(kind, error)
            await self._pause(PAUSE_S)
        await browser.close()

    async def _pause(self, seconds):
        await asyncio.sleep(self._random.uniform(0, 2 * seconds))

    def _nobody(self):
        return f"ei.ketaan{self._random.randrange(10 ** 9)}@example.com"

    async def _guess(self, browser):
        """Three wrong passwords for one name, which is now and then that of a resident."""
        browser.forget()
        name = self._owner["address"] if self._random.random() < 0.2 else self._nobody()
        page = await password_page(browser, name)
        self.tally.note("guessers", page, browser)
        if page.hidden("step") is None:
            return
        for _ in range(3):
            if self._end.is_set():
                return
            answer = await browser.post("/Account/Login", password_fields(page, name, "ei mikaan oikea salasana"))
            self.tally.note("guessers", answer, browser)
            self.tally.guesses_looked_at += answer.status == 422
            await self._pause(PAUSE_S)

    async def _recover(self, browser):
        browser.forget()
        name = self._owner["address"] if self._random.random() < 0.1 else self._nobody()
        self.tally.note("recovery", await ask_for_mail(browser, name), browser)

    async def _walk(self, browser):
        self.tally.note("walkers", await browser.get(self._random.choice(PAGES)), browser)

    async def _go_on(self, browser):
        """A page of the account and one of the portal, in turn: whoever is signed in sees both, whatever happens."""
        while not self._end.is_set():
            for path in ("/Account/Settings", "/"):
                try:
                    answer = await browser.get(path)
                except Lost as error:
                    self.tally.lose("residents", error)
                    continue
                self.tally.note("residents", answer, browser)
                self.tally.resident_times_s.append(answer.took_s)
                if answer.status != 200:
                    self.tally.faults.append(f"a resident at {path}: {answer.status}")
            await self._pause(RESIDENT_PAUSE_S)
        await browser.close()
