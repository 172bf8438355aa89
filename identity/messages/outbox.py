"""Messages kept in the transaction that they tell of, and sent after it: exactly the committed ones."""

import json
from datetime import datetime
from uuid import UUID, uuid4

from http_api.database import Db, run
from identity.addresses import Address
from identity.messages.statements import SQL
from identity.messages.texts import Text
from identity.sealing import DataKey, Place


async def put(
    db: Db, person_id: UUID, key: DataKey, to: Address, text: Text, now: datetime, expires_at: datetime
) -> None:
    """Puts a message into the open transaction, sealed with its person's key."""
    message_id = uuid4()
    values = {
        "message_id": message_id,
        "person_id": person_id,
        "channel": to.channel.value,
        "to": key.seal(to.text, Place("messages", "to_sealed", message_id)),
        "text": key.seal(json.dumps(text), Place("messages", "text_sealed", message_id)),
        "now": now,
        "expires_at": expires_at,
    }
    await run(db, SQL["message_put"], values)
