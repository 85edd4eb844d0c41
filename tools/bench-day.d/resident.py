"""What a resident does who has got the letter: asks for the link, sets a password, signs in, and looks around."""

import asyncio
import time

from browsers import Browser, password_fields

WORDS = ("kaarna", "kivijalka", "lumipallo", "majakka", "ukkonen", "pronssi", "sammakko", "tuulimylly", "villasukka", "perunamaa",
         "halkopino", "jokilaiva", "karhunvatukka", "myllynkivi", "olkihattu", "pihlaja", "rantasauna", "saunavasta")
PORTAL_PAGES = ("/hakemukset", "/", "/hakemukset", "/")
OWN_PAGES = ("/Account/Settings", "/Account/Settings/History", "/Account/Settings/Activity")
MAIL_PATIENCE_S = 60
THINKS_S = 0.5        # before each step; in life it is more, which changes no rate
MISTYPES = 0.1


class Stopped(Exception):
    """The journey cannot go on: an answer was not what a resident needs."""


class Resident:
    def __init__(self, port, user_name, address, mails, tally, dice):
        self._browser = Browser(port, address, dice.choice(("fi", "fi", "fi", "sv", "en")))
        self._name, self._mails, self._tally, self._dice = user_name, mails, tally, dice
        self._password = " ".join(dice.sample(WORDS, 4))

    async def go(self):
        try:
            await self._set_password(await self._ask_for_link())
            await self._sign_in()
            for path in PORTAL_PAGES:
                await self._get("portal page, with its check", path)
            for path in OWN_PAGES:
                await self._get("page of the account", path)
        finally:
            await self._browser.close()

    async def _ask_for_link(self):
        await self._get("portal's front page", "/")
        await self._type_name()
        mail = await self._mails.link_to(self._name, MAIL_PATIENCE_S)
        if mail is None:
            self._tally.mails_missing += 1
            raise Stopped("no mail came")
        link, came_at = mail
        self._tally.note("mail, from the form to the mailbox", came_at - self._asked_at)
        return link

    async def _set_password(self, link):
        page = await self._follow("mailed link", await self._get("mailed link", link, 303))
        fields = {name: page.hidden(name) for name in ("form_token", "link", "user_name")}
        await self._follow("password is set", await self._post(
            "new password", "/Account/RecoverPassword", {**fields, "new_password": self._password, "confirm_password": self._password}))

    async def _sign_in(self):
        page = await self._type_name()
        if self._dice.random() < MISTYPES:
            page = await self._post("mistyped password", "/Account/Login", password_fields(page, self._name, self._password + "x"), 422)
        await self._post("sign-in", "/Account/Login", password_fields(page, self._name, self._password))

    async def _type_name(self):
        page = await self._get("login page", "/Account/Login")
        fields = {"form_token": page.hidden("form_token"), "return_url": page.hidden("return_url"), "user_name": self._name}
        answer = await self._post("user name", "/Account/Login", fields)
        self._asked_at = time.time() - answer.took_s
        return await self._follow("page after the user name", answer)

    async def _follow(self, kind, answer):
        return await self._get(kind, answer.header("location"))

    async def _get(self, kind, path, expected=200):
        await self._think()
        return self._take(kind, await self._browser.get(path), expected)

    async def _post(self, kind, path, fields, expected=303):
        await self._think()
        return self._take(kind, await self._browser.post(path, fields), expected)

    async def _think(self):
        await asyncio.sleep(self._dice.uniform(0, 2 * THINKS_S))

    def _take(self, kind, answer, expected):
        self._tally.count(kind, answer)
        if answer.status != expected:
            raise Stopped(f"{kind}: {answer.status} instead of {expected}")
        return answer
