"""Sends what the transactions left: in order, again and again until a server takes it or it is of no use any more.

A process that dies between a server's taking a message and our noting it sends it once more, under the same Message-ID.
"""

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from http_api.database import Database, Db, Row, row, rows, run
from identity import person_keys
from identity.addresses import Address, Channel
from identity.master_keys import MasterKeys
from identity.messages.message import Message, NeverTaken, NotTaken, Port
from identity.messages.statements import SQL
from identity.sealing import Place
from kernel import metrics
from kernel.clock import Clock

LOG = logging.getLogger(__name__)

AT_ONCE: Final = 10
"""Messages leased together; more processes send more."""
LEASE: Final = timedelta(minutes=5)
"""Longer than ten messages take a slow server."""
FIRST_WAIT: Final = timedelta(seconds=5)
LONGEST_WAIT: Final = timedelta(minutes=10)
KEPT: Final = timedelta(days=30)
"""That something was sent, and when; what it said is forgotten at once."""


class Sending:
    """Takes messages from their table to the ports."""

    def __init__(self, database: Database, keys: MasterKeys, ports: Mapping[Channel, Port], clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._ports = ports
        self._clock = clock

    async def once(self) -> int:
        """Tries what is due, once each; how many there were. DatabaseAway."""
        now = self._clock()
        async with self._database.transaction() as db:
            leased = await rows(db, SQL["message_take"], {"now": now, "lease": LEASE, "limit": AT_ONCE})
        for found in sorted(leased, key=lambda each: (each["made_at"], each["message_id"])):
            async with self._database.transaction() as db:
                message = await self._opened(db, found)
            await self._try(found, message)
        return len(leased)

    async def look(self) -> None:
        """Tells the metrics what waits, and forgets that old messages were sent."""
        now = self._clock()
        async with self._database.transaction() as db:
            await run(db, SQL["message_tidy"], {"before": now - KEPT})
            found = await row(db, SQL["messages_waiting"]) or {"oldest": None}
        oldest = found["oldest"]
        metrics.IDENTITY_MESSAGES_OLDEST.set((now - oldest).total_seconds() if oldest else 0.0)

    async def _opened(self, db: Db, found: Row) -> Message | None:
        key = await person_keys.of(db, found["person_id"], self._keys)
        sealed = await row(db, SQL["message_sealed"], {"message_id": found["message_id"]})
        if key is None or sealed is None:
            return None
        id_: UUID = found["message_id"]
        to = key.open(bytes(sealed["to_sealed"]), Place("messages", "to_sealed", id_))
        subject, text = json.loads(key.open(bytes(sealed["text_sealed"]), Place("messages", "text_sealed", id_)))
        return Message(id_, Address(Channel(found["channel"]), to), subject, text)

    async def _try(self, found: Row, message: Message | None) -> None:
        port = self._ports.get(Channel(found["channel"]))
        if message is None:
            await self._gave_up(found, "its person was erased")
        elif port is None:
            await self._gave_up(found, f"nothing sends messages of the channel {found['channel']} here")
        elif self._clock() >= found["expires_at"]:
            await self._gave_up(found, "it expired before a server took it")
        else:
            await self._send(port, found, message)

    async def _send(self, port: Port, found: Row, message: Message) -> None:
        try:
            await port.send(message)
        except NeverTaken as error:
            await self._gave_up(found, str(error))
        except NotTaken as error:
            LOG.warning("%s; it is tried again", error)
            values = {"next_at": self._clock() + wait(found["attempts"]), "error": str(error)[:300]}
            await self._note("message_later", found, values)
        else:
            await self._note("message_sent", found, {"now": self._clock()})
            metrics.IDENTITY_MESSAGES.labels(found["channel"], "sent").inc()

    async def _gave_up(self, found: Row, why: str) -> None:
        LOG.warning("message %s was given up: %s", found["message_id"], why)
        await self._note("message_failed", found, {"now": self._clock(), "error": why[:300]})
        metrics.IDENTITY_MESSAGES.labels(found["channel"], "failed").inc()

    async def _note(self, statement: str, found: Row, values: Mapping[str, object]) -> None:
        async with self._database.transaction() as db:
            await run(db, SQL[statement], {**values, "message_id": found["message_id"]})


def wait(attempts: int) -> timedelta:
    """How long after so many attempts the next one is."""
    doubled: int = 2 ** min(attempts - 1, 20)
    return min(LONGEST_WAIT, FIRST_WAIT * doubled)
