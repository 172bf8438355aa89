"""The way of songs to the topic: through the outbox, in the transaction that changes them."""

from typing import Any

from catalogue.changes import SQL, Change
from http_api.database import Row, run
from kernel.events.songs import Song
from kernel.topics import CATALOGUE_SONGS


async def publish(change: Change, song_id: str, song: Song | None) -> None:
    """Puts the song as it is now, or its end (None), into the outbox. Call it late: other writers wait from here on."""
    value = None if song is None else change.codecs.get(CATALOGUE_SONGS).encode(song)
    await run(change.db, SQL["publish"], {"topic": CATALOGUE_SONGS.name, "key": song_id, "value": value})


def parameters(song: Song) -> Row:
    """The song's fields by name."""
    return {name: getattr(song, name) for name in Song.__struct_fields__}


def song_of(row: dict[str, Any]) -> Song:
    """The song of a row, which may hold more."""
    return Song(**{name: row[name] for name in Song.__struct_fields__ if name in row})
