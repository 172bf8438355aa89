"""What a rule is told beside the play: figures of the play's source around the play's moment, and the rule's answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from kernel.events.flags import Severity
from kernel.events.sources import Source
from stream_processors.fraud.packing import Seen


class Neighbour(msgspec.Struct, frozen=True, gc=False):
    """An earlier judged play of the same ear. `gap_ms` is how much earlier (negative) or later it began."""

    play: Seen
    gap_ms: int
    overlap_ms: int = 0


class Run(msgspec.Struct, frozen=True, gc=False):
    """Plays up to this one that were there before: the same songs, as long, with the same gaps.

    `play` is the one that this one repeats, `gap_ms` how much earlier (negative) or later that was.
    """

    play: Seen
    gap_ms: int
    plays: int
    songs: int


class History(msgspec.Struct, frozen=True, gc=False):
    """The plays that the source reported before this one, accepted or held, as far as they matter to it.

    All figures are of the same ear: a phone or a DJ's computer, or one outlet of a licensee.
    `overlapping`: those that were heard at the same time.
    `fixes`: the nearest ones with a location that the rules accepted, before and after, where they are far away.
    `speed_kmh`: how fast the source came from the nearest one at the least; None without two locations.
    `told_clock`: the nearest ones whose report told the source's clock, likewise, where it was another.
    `numbered`: the nearest ones with a sequence, where it is not in the order of time.
    `plays_in_hour`, `heard_ms_in_hour`: of the hour of event time in which the play begins, without it.
    `plays_in_day`: of its UTC day, without it.
    `same_song_in_day`: plays of its song in the 24 hours before or after it, whichever are more, without it; 0 where
    they cannot be more than the rule allows.
    `unbroken_ms`: how long, with this play, something was heard in every ten minutes; 0 where it cannot be long.
    `clock_moves`: how often in the last days the clock was moved between two plays; 0 where it was not before this one.
    `plays`, `own_plays`, `misnamed`: of all days that are remembered, without it: all, those that pay the source's
    owner, those that were named as another song; told only of a play that pays the owner or was misnamed itself.
    `lately`, `caught_lately`: of its day and the day before, without it: all plays, also rejected ones, and those that
    a rule had hit; told only where a rule had hit any.
    `same_sound`: a play with the same fingerprint.
    `repeated`: the run of plays that it ends, where the same was reported at another time.
    `days_behind`: how many days it lies behind the newest, where that is too far to know anything else; otherwise 0.
    `source`: as registered; None where it is not known (yet).
    """

    source: Source | None = None
    overlapping: tuple[Neighbour, ...] = ()
    fixes: tuple[Neighbour, ...] = ()
    speed_kmh: float | None = None
    told_clock: tuple[Neighbour, ...] = ()
    numbered: tuple[Neighbour, ...] = ()
    plays_in_hour: int = 0
    heard_ms_in_hour: int = 0
    plays_in_day: int = 0
    same_song_in_day: int = 0
    unbroken_ms: int = 0
    clock_moves: int = 0
    plays: int = 0
    own_plays: int = 0
    misnamed: int = 0
    lately: int = 0
    caught_lately: int = 0
    same_sound: Neighbour | None = None
    repeated: Run | None = None
    days_behind: int = 0

    @property
    def contradicts(self) -> bool:
        """Whether anything that is remembered speaks against the play; how much there is of what says nothing here."""
        return bool(
            self.overlapping
            or self.fixes
            or self.told_clock
            or self.numbered
            or self.clock_moves
            or self.caught_lately
            or self.same_sound
            or self.repeated
            or self.days_behind
        )


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule's hit: what it does, its weight in the score, the evidence in words, and the figures behind them."""

    rule: str
    severity: Severity
    weight: float
    evidence: str
    details: Mapping[str, str] = field(default_factory=dict)
