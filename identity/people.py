"""People, as the operator at a shell adds and suspends them: the same use cases as those of the service."""

import asyncio
from collections.abc import Awaitable, Callable
from getpass import getuser
from typing import TypeVar
from uuid import UUID, uuid4

from http_api.database import row, rows, run
from http_api.permissions import Role
from identity import shell
from identity.accounts import inviting, people, users
from identity.accounts.shapes import Invitation
from identity.accounts.shapes import Person as Shown
from identity.accounts.statements import SQL
from identity.addresses import Address
from identity.desk import Work
from identity.limits import NAME_CHARS
from identity.master_keys import KeySettings, MasterKeys, master_keys
from identity.person import Person, PersonRole, PersonStanding
from kernel.errors import Refused

T = TypeVar("T")
PAGE = 200
OPERATOR = UUID("0b5a2d1e-6f0c-4d0f-9a55-6d3f3c1f6a70")
"""Of the local operator, the same in every local stack."""


class People:
    """Who keeps people without the service. DatabaseAway where PostgreSQL does not answer."""

    def __init__(self, database: str, keys: MasterKeys | None = None) -> None:
        self._database = database
        self._keys = keys or master_keys(KeySettings())
        self._by = f"operator:{getuser()}"

    def add(self, name: str, role: PersonRole, artist_id: str | None = None) -> Person:
        """Adds a person without an address, who can use tokens that are printed here alone. Refused."""
        _require(name, role, artist_id)
        user_id = uuid4()

        async def do(work: Work) -> Person:
            await users.add(work, users.NewUser(user_id, name, Role(role), artist_id), self._by)
            return _person(await people.show(work, user_id))

        return self._run(do)

    def operator(self) -> Person:
        """Whoever is at the shell of a local stack, as an admin without an address; added at the first call."""

        async def do(work: Work) -> Person:
            await run(work.db, SQL["person_await"], {"user_id": OPERATOR})
            if await row(work.db, SQL["person"], {"user_id": OPERATOR}) is None:
                await users.add(work, users.NewUser(OPERATOR, "The local operator", Role.ADMIN), self._by)
            return _person(await people.show(work, OPERATOR))

        return self._run(do)

    def invite(
        self, name: str, role: PersonRole, address: Address, artist_id: str | None = None
    ) -> tuple[Invitation, str]:
        """Invites a person, who then signs in by themselves; the invitation and its code. Refused."""
        _require(name, role, artist_id)

        async def do(work: Work) -> tuple[Invitation, str]:
            return await inviting.invite(work, self._by, inviting.Invited(name, Role(role), address, artist_id))

        return self._run(do)

    def find(self, who: str) -> Person:
        """A person by id or by name. Refused where there is none, or several have the name."""

        async def do(work: Work) -> Person:
            return _person(await _find(work, who))

        return self._run(do)

    def stand(self, who: str, standing: PersonStanding) -> Person:
        """Changes a person's standing, which counts at once. Refused where there is none, or the account is closed."""

        async def do(work: Work) -> Person:
            found = await _find(work, who)
            await row(work.db, SQL["person_hold"], {"user_id": found.user_id})
            now = await people.show(work, found.user_id)
            return _person(await people.put(work, self._by, now, {"standing": standing.value}, None))

        return self._run(do)

    def all(self) -> list[Person]:
        """Everybody, in the order in which they were added."""

        async def do(work: Work) -> list[Person]:
            page = await people.page(work, None, None, None, PAGE)
            found = list(page.people)
            while page.next_cursor is not None:
                page = await people.page(work, None, None, page.next_cursor, PAGE)
                found += page.people
            return [_person(each) for each in reversed(found)]

        return self._run(do)

    def _run(self, do: Callable[[Work], Awaitable[T]]) -> T:
        async def run() -> T:
            async with shell.work(self._database, self._keys) as work:
                return await do(work)

        return asyncio.run(run())


def _require(name: str, role: PersonRole, artist_id: str | None) -> None:
    if not 1 <= len(name) <= NAME_CHARS or not name.isprintable() or name != name.strip():
        raise Refused(f"a person's name has 1 to {NAME_CHARS} printable characters and no blanks around it")
    if (role is PersonRole.ARTIST) is not (artist_id is not None):
        raise Refused("an artist needs --artist with the artist's id; nobody else has one")


async def _find(work: Work, who: str) -> Shown:
    try:
        found = await row(work.db, SQL["person"], {"user_id": UUID(who)})
        named = [found] if found else []
    except ValueError:
        named = await rows(work.db, SQL["people_named"], {"name": who})
    if len(named) > 1:
        raise Refused(f"{len(named)} people are called {who}: name one by id, which `injyana users list` shows")
    if not named:
        raise Refused(f"nobody is called {who}: `injyana users list` shows all, `injyana users add` adds one")
    return Shown(**named[0])


def _person(shown: Shown) -> Person:
    return Person(
        user_id=str(shown.user_id),
        name=shown.name,
        role=shown.role,
        standing=shown.standing,
        artist_id=shown.artist_id,
    )
