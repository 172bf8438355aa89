"""Whether a recording sounds like a song that is there already."""

from collections import defaultdict
from dataclasses import dataclass

from catalogue.known import Known
from fingerprinting.compressed import Items
from fingerprinting.lookup.passages import Passage, passages, seconds
from kernel.events.songs import Song
from kernel.ids import SongId

LEAST_SHARE = 0.5
"""Of the shorter of the two, so much is the same music: more than a sample or a common intro."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A song that shares `share` of its sound with a recording, of the shorter of the two.

    `confidence` is 1 where every bit of that agrees; `margin` says how far any other song is behind, in z.
    """

    song: Song
    share: float
    confidence: float
    margin: float

    def __str__(self) -> str:
        name = f"{self.song.artist} - {self.song.title}  {self.song.song_id}"
        return f"{name}: {100 * self.share:.0f} % of it, confidence {100 * self.confidence:.0f} %"


def duplicates(known: Known, items: Items) -> list[Duplicate]:
    """The songs of which a recording is another copy, the most alike first. `items` are the whole recording's."""
    by_song: defaultdict[SongId, list[Passage]] = defaultdict(list)
    for passage in passages(known.index, items):
        for song in (passage.song, passage.rival):
            if song is not None:
                by_song[song].append(passage)
    found = [_duplicate(known, items, song, mine) for song, mine in by_song.items()]
    alike = [each for each in found if each.share >= LEAST_SHARE]
    return sorted(alike, key=lambda each: (-each.share, -each.confidence, each.song.song_id))


def _duplicate(known: Known, items: Items, song: SongId, mine: list[Passage]) -> Duplicate:
    shared = sum(passage.to_s - passage.from_s for passage in mine)
    shorter = min(seconds(len(items)), seconds(len(known.index.items_of(song))))
    longest = max(mine, key=lambda passage: passage.to_s - passage.from_s)
    return Duplicate(known.songs[song], min(shared / shorter, 1.0), longest.confidence, longest.margin)
