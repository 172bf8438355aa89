"""The hearings that new ones are compared with, in memory: rebuilt from the database whenever a worker begins. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fingerprinting.compressed import Items
from fingerprinting.lookup.index import Index
from kernel.events.detections import Profile
from kernel.ids import SongId
from stream_processors.recognition.unknown.grouping import LEAST_OVERLAPPING, Grouped, Standing, grouped
from stream_processors.recognition.unknown.likeness import Link, links

Standings = Callable[[Collection[SongId]], Mapping[SongId, Standing]]
"""What is known of recordings, by their ids."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """A fingerprint that matched no song, by its event's id."""

    event: SongId
    profile: Profile
    items: Items


@dataclass
class Memory:
    """Indexes of the searched hearings, each hearing standing where a song does, and the recording of each."""

    indexes: dict[Profile, Index] = field(default_factory=lambda: {each: Index(each) for each in Profile})
    recording: dict[SongId, SongId] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.recording)

    def load(self, hearings: Iterable[tuple[Hearing, SongId]]) -> None:
        """Searched hearings and their recordings, as the database has them."""
        known = list(hearings)
        for profile in Profile:
            added = {each.event: each.items for each, _ in known if each.profile is profile}
            self.indexes[profile] = self.indexes[profile].changed(added)
        self.recording.update({each.event: recording for each, recording in known})

    def compare(self, batch: Sequence[Hearing], standings: Standings) -> Grouped:
        """What a batch comes to; nothing is remembered before `take`. Without items a hearing stays alone."""
        found: list[Link] = []
        for profile in Profile:
            new = {each.event: each.items for each in batch if each.profile is profile and len(each.items)}
            index = self.indexes[profile].changed(new)
            mine = links(index, new)
            single = self._single(mine, standings)
            found += mine + links(index, {each: index.items_of(each) for each in single})
        linked = self._recordings(found)
        result = grouped({each.event for each in batch}, found, self.recording, standings(linked))
        empty = {each.event for each in batch if not len(each.items)}
        placed = (replace(each, searched=False) if each.hearing in empty else each for each in result.placed)
        return replace(result, placed=tuple(placed))

    def _recordings(self, found: Iterable[Link]) -> set[SongId]:
        """Those that are linked, as far as they are there."""
        ends = (each for link in found for each in (link.one, link.other))
        return {self.recording[each] for each in ends if each in self.recording}

    def _single(self, found: Sequence[Link], standings: Standings) -> list[SongId]:
        """Hearings that were alone and are no more: what they overlap counts from now on, and is looked for again."""
        others = {link.other for link in found if link.firm and link.other in self.recording}
        known = standings({self.recording[each] for each in others})
        return sorted(each for each in others if known[self.recording[each]].hearings < LEAST_OVERLAPPING)

    def take(self, batch: Sequence[Hearing], result: Grouped) -> None:
        """Remembers what a batch came to."""
        searched = {each.hearing for each in result.placed if each.searched}
        self.load(
            (hearing, placed.recording)
            for hearing, placed in zip(
                sorted(batch, key=lambda each: each.event),
                sorted(result.placed, key=lambda each: each.hearing),
                strict=True,
            )
            if hearing.event in searched
        )
        for hearing, recording in self.recording.items():
            if recording in result.merged:
                self.recording[hearing] = result.merged[recording]

    def forget(self, hearings: Collection[SongId]) -> None:
        """These are compared with no more."""
        mine = [each for each in hearings if self.recording.pop(each, None) is not None]
        if mine:
            for profile in Profile:
                self.indexes[profile] = self.indexes[profile].changed(dict.fromkeys(mine))
