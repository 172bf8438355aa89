"""What is refused of uploads, as problem documents."""

from collections.abc import Sequence
from typing import Any

from kernel.problems import Problem


def not_fingerprinted() -> Problem:
    return Problem(409, "not-fingerprinted", "The upload is not read yet.", "Ask for it until its state is done.")


def refused(reason: str) -> Problem:
    return Problem(409, "upload-refused", "The upload was refused.", reason)


def used(song_id: str) -> Problem:
    detail = f"It is the song {song_id}."
    return Problem(409, "upload-used", "The upload is a song already.", detail, None, {"song_id": song_id})


def no_artist() -> Problem:
    return Problem(422, "no-artist", "Whose song is it?", "Name the artist.")


def sounds_like(alike: Sequence[dict[str, Any]]) -> Problem:
    """409: two copies of one song cannot be told apart when they are played."""
    detail = "If it is the same recording, it is registered already; if that song is yours, open a dispute."
    title = "It sounds like a song that is there."
    return Problem(409, "sounds-like", title, detail, None, {"sounds_like": list(alike)})
