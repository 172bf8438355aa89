"""One play against its source's past: the ids, the rules, and the features that the models score."""

import msgspec

from kernel.events.plays import RecognizedPlay, Verdict
from kernel.events.sources import Source
from kernel.ids import EventId
from kernel.stage import Received, Tables
from stream_processors.fraud.days import Days, Past
from stream_processors.fraud.features.profile import Facts, Profile
from stream_processors.fraud.habits import Habits
from stream_processors.fraud.history import History, Signal
from stream_processors.fraud.packing import CAUGHT, COUNTED, DAY_MS, MISNAMED, OWN, misnamed, pack
from stream_processors.fraud.recall import has_ear, outlet_of, owned, recall, start_ms_of
from stream_processors.fraud.rules import QUIET_RULES, RULES
from stream_processors.fraud.rules.caught_often import caught_often
from stream_processors.fraud.seen_ids import SeenIds
from stream_processors.fraud.verdict import verdict_of

UUID_BYTES = 16
CAUGHT_OFTEN = caught_often.__name__
"""A hit of this rule is none to it: otherwise it would never end."""


class Standing(msgspec.Struct, frozen=True, gc=False):
    """How a play stands among its source's other plays, with it; as in kernel.events.findings.Sighting."""

    sequence_hash: int | None
    sequence_artists: int | None
    share: float
    plays: float
    artists: float


class Judged(msgspec.Struct, gc=False):
    """A play as the rules judged it. `repeat` names why it is a second record; then nothing else is known of it.

    `figures` are those of the source's habits with this play, which its features are made of: none where the source has
    no ear, as a streaming service, whose thousands of listeners have no habits in common. `habits` is what the second
    look is told of them.
    """

    record: Received[RecognizedPlay]
    repeat: str | None
    verdict: Verdict
    source: Source | None
    signals: list[Signal]
    figures: bytes
    habits: Standing | None


class Judge:
    """One batch's view of the sources' pasts; `store` writes what changed, once a key.

    What a play is to those after it (remembered or not, with a place that counts or not) is decided by the rules alone:
    so the models can score a batch at once, and give the same however the plays were cut into batches.
    """

    def __init__(self, tables: Tables) -> None:
        self._ids = SeenIds(tables)
        self._days = Days(tables)
        self._habits = Habits(tables)

    def judge(self, record: Received[RecognizedPlay], source: Source | None) -> Judged:
        """The play's judgement by the rules; the play is part of its source's past from now on."""
        play = record.event
        event_id = _bytes_of(play.event_id)
        repeat = self._ids.repeat_of(play, event_id)
        if repeat is not None:
            return Judged(record, repeat, Verdict.DUPLICATE, source, [], b"", None)
        if not has_ear(play):
            signals = _signals(play, History(source=source))
            return Judged(record, None, verdict_of(signals), source, signals, b"", None)
        start_ms = start_ms_of(play)
        past = self._days.of(play.source_id, outlet_of(play))
        history = recall(play, past, start_ms, source)
        signals = _signals(play, history)
        verdict = verdict_of(signals)
        rejected = verdict is Verdict.REJECTED
        if rejected:
            past.reject(start_ms // DAY_MS)
        elif not history.days_behind:
            self._remember(play, event_id, start_ms, past, history, signals)
        profile = self._habits.of(play.source_id)
        figures = profile.observe(play, start_ms, _facts(source, history, signals))
        habits = None if rejected else _standing(play, profile)
        return Judged(record, None, verdict, source, signals, figures, habits)

    @staticmethod
    def _remember(
        play: RecognizedPlay, event_id: bytes, start_ms: int, past: Past, history: History, signals: list[Signal]
    ) -> None:
        day, offset_ms = divmod(start_ms, DAY_MS)
        flags = COUNTED
        if signals:
            flags = CAUGHT if any(signal.rule != CAUGHT_OFTEN for signal in signals) else 0
        if owned(play, history.source):
            flags |= OWN
        if misnamed(play):
            flags |= MISNAMED
        packed = pack(play, event_id, offset_ms, flags)
        past.add(day, packed, play.duration_ms, clock_moved=history.clock_moves > 0)

    def store(self) -> None:
        self._ids.store()
        self._days.store()
        self._habits.store()


def _signals(play: RecognizedPlay, history: History) -> list[Signal]:
    rules = RULES if history.contradicts else QUIET_RULES
    signals = []
    for rule in rules:
        signal = rule(play, history)
        if signal is not None:
            signals.append(signal)
    return signals


def _facts(source: Source | None, history: History, signals: list[Signal]) -> Facts:
    hits = {signal.rule for signal in signals} if signals else ()
    return Facts(
        speed_kmh=history.speed_kmh,
        duplicate="duplicate_in_time" in hits,
        overlap="overlap" in hits,
        registered_at=source.registered_at if source else None,
        owner_artist_id=source.owner_artist_id if source else None,
    )


def _standing(play: RecognizedPlay, profile: Profile) -> Standing:
    sequence = profile.sequence_hash()
    return Standing(
        sequence,
        None if sequence is None else profile.sequence_artists(),
        profile.share_of(play.artist_id),
        profile.recent_plays(),
        profile.effective_artists(),
    )


def _bytes_of(event_id: EventId) -> bytes:
    """A UUID's 16 bytes, faster than by way of `UUID`. ValueError where it is none."""
    found = bytes.fromhex(event_id.replace("-", ""))
    if len(found) != UUID_BYTES:
        raise ValueError(f"{event_id!r} is not a UUID")
    return found
