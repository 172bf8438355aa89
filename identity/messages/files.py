"""Messages as files in a folder, where nothing is sent: the local stack's mailbox and telephone."""

import asyncio
import json
import os
from dataclasses import dataclass
from pathlib import Path

from identity.messages.message import Message, NotTaken
from identity.messages.smtp import mail_of


@dataclass(frozen=True, slots=True)
class MailFolder:
    """Writes each e-mail as MESSAGE_ID.eml, readable by its owner alone."""

    folder: Path
    sender: str

    async def send(self, message: Message) -> None:
        await asyncio.to_thread(_write, self.folder / f"{message.message_id}.eml", bytes(mail_of(message, self.sender)))


@dataclass(frozen=True, slots=True)
class SmsFolder:
    """Writes each text message as MESSAGE_ID.json with `to` and `text`, readable by its owner alone."""

    folder: Path

    async def send(self, message: Message) -> None:
        body = json.dumps({"to": message.to.text, "text": message.text}, ensure_ascii=False).encode()
        await asyncio.to_thread(_write, self.folder / f"{message.message_id}.json", body)


def _write(path: Path, body: bytes) -> None:
    """Whole or not at all; the same message again replaces itself."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(body)
        fresh.replace(path)
    except OSError as error:
        raise NotTaken(f"the message cannot be written to {path.parent}: {error}") from error
