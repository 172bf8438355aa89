"""A message to a person, and the port that it leaves by."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from identity.addresses import Address
from kernel.errors import Outage


class NotTaken(Outage):
    """The server that messages leave by does not answer, or did not take this one; it may do so later."""


class NeverTaken(Exception):
    """The server will never take this message: the address does not exist there. The text repeats no address."""


@dataclass(frozen=True, slots=True)
class Message:
    """To one person; `subject` is not shown in a text message."""

    message_id: UUID
    to: Address
    subject: str
    text: str


class Port(Protocol):
    """Sends messages of one channel."""

    async def send(self, message: Message) -> None:
        """Returns when the other side has taken it: it answers for it from then on. NotTaken, NeverTaken."""
