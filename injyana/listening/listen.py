"""What a piece of audio contains."""

from collections.abc import Callable
from dataclasses import dataclass

from fingerprinting.chroma import Fingerprinter
from fingerprinting.compressed import Items
from fingerprinting.lookup.index import Index
from fingerprinting.lookup.passages import Passage, passages
from fingerprinting.stream import Decoding
from kernel.errors import Refused
from kernel.events.detections import Profile

NOTHING_FROM_S = 2.0
"""Less between two songs is the cut between them, or a breath."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of audio as recognition hears it. `remark` says what is wrong with the file, if anything."""

    name: str
    profile: Profile
    seconds: float
    items: Items
    remark: str | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the audio; without a passage nothing of it is known."""

    from_s: float
    to_s: float
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class Contents:
    """All of a piece of audio from beginning to end."""

    sound: Sound
    stretches: tuple[Stretch, ...]


def listen(decoding: Decoding, profile: Profile, on_seconds: Callable[[float], None] = lambda _seconds: None) -> Sound:
    """Decodes audio and fingerprints it. `on_seconds` is told how far that came.

    Refused as by `Decoding`, and where there is too little audio for a fingerprint.
    """
    printer = Fingerprinter(profile)
    for block in decoding:
        printer.feed(block)
        on_seconds(printer.seconds)
    try:
        items = printer.finish().items
    except Refused as error:
        raise Refused(f"{decoding.name} is too short: {error}") from error
    return Sound(decoding.name, profile, printer.seconds, items, decoding.remark)


def contents(sound: Sound, index: Index) -> Contents:
    """What of the audio the index knows, in the index's profile."""
    return Contents(sound, _stretches(passages(index, sound.items), sound.seconds))


def _stretches(found: list[Passage], seconds: float) -> tuple[Stretch, ...]:
    stretches: list[Stretch] = []
    reached = 0.0
    for passage in found:
        if passage.from_s - reached >= NOTHING_FROM_S:
            stretches.append(Stretch(reached, passage.from_s, None))
        stretches.append(Stretch(passage.from_s, passage.to_s, passage))
        reached = passage.to_s
    if seconds - reached >= NOTHING_FROM_S or not found:
        stretches.append(Stretch(reached, seconds, None))
    return tuple(stretches)
