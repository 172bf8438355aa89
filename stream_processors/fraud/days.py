"""What is remembered of a source's plays: by ears and days of event time, packed.

Bytes of a phone that reports 30 plays a day: a day's record has 48 x 30 of plays, some 60 of figures and ids, and some
230 of what Python and the table need for a key and a value; 8 days of them make 14 KB. One that reports 10 a day: 6 KB.
Its ids of 32 days (seen_ids.py) are 15 KB and 6 KB, its habits 1.4 KB: 30 KB in all, 30 GB for a million such phones,
spread over the workers by partition.

Plays of a day are at most MAX_PLAYS, days of an ear KEPT_DAYS, and ears of a source the outlets that it is registered
for, so that no source grows beyond 8 x 96 KB an ear.
"""

from kernel.events.fraud_state import SourceDay
from kernel.ids import SourceId
from kernel.stage import Table, Tables
from kernel.topics import FRAUD_DAYS
from stream_processors.fraud.packing import CAUGHT, DAY_MS, FLAGS_AT, MISNAMED, OFFSET, OWN, PARTS, SIZE, SPAN

KEPT_DAYS = 8
"""Days up to the newest of an ear that are kept, the newest among them. A day lies at its number modulo KEPT_DAYS, so a
new one takes the place of one that is too old, and nothing is left behind by a source that paused."""

MAX_PLAYS = 2000
"""Plays remembered of one day of one ear, 96 KB. The rule `rate_of_day` holds what passes 600 to 1,500."""

HOUR_MS = 3_600_000

ASKED = 4
"""Questions of one batch that are answered by a look through all bytes; for more of them an index is made."""

HEARD_MS = 600_000
"""What one bit of `heard` stands for: a pause of twice that leaves at least one of them empty."""
HEARD_BITS = DAY_MS // HEARD_MS
LONGEST_MS = 4 * 3_600_000
"""No play is longer (the gateway's limit)."""
_HEARD_BYTES = (HEARD_BITS + LONGEST_MS // HEARD_MS) // 8


class Day:
    """One day of one ear: its plays in the order of time, packed, and figures of them."""

    __slots__ = (
        "_hours",
        "caught",
        "changed",
        "clock_moves",
        "data",
        "dropped",
        "heard",
        "longest_ms",
        "misnamed",
        "number",
        "own_plays",
        "rejected",
        "start_ms",
    )

    def __init__(self, number: int, known: SourceDay | None = None) -> None:
        self.number = number
        self.start_ms = number * DAY_MS
        self.changed = False
        self._hours: dict[int, tuple[int, int]] = {}
        self.data = bytearray(known.plays if known else b"")
        self.heard = int.from_bytes(known.heard, "big") if known else 0
        self.longest_ms = known.longest_ms if known else 0
        self.own_plays = known.own_plays if known else 0
        self.caught = known.caught if known else 0
        self.rejected = known.rejected if known else 0
        self.misnamed = known.misnamed if known else 0
        self.clock_moves = known.clock_moves if known else 0
        self.dropped = known.dropped if known else 0

    def __len__(self) -> int:
        return len(self.data) // SIZE

    def first_from(self, at_ms: int) -> int:
        """The place of the first play that begins at or after a moment; the number of plays where none does."""
        offset_ms = at_ms - self.start_ms
        data, low, high = self.data, 0, len(self.data) // SIZE
        if high and OFFSET.unpack_from(data, (high - 1) * SIZE)[0] < offset_ms:
            return high
        while low < high:
            middle = (low + high) // 2
            if OFFSET.unpack_from(data, middle * SIZE)[0] < offset_ms:
                low = middle + 1
            else:
                high = middle
        return low

    def hour(self, at_ms: int) -> tuple[int, int]:
        """Plays that begin in the hour of a moment of the day, and how many milliseconds of the hour they fill."""
        number = (at_ms - self.start_ms) // HOUR_MS
        found = self._hours.get(number)
        if found is None:
            begin_ms = self.start_ms + number * HOUR_MS
            first, last = self.first_from(begin_ms), self.first_from(begin_ms + HOUR_MS)
            end_ms = (number + 1) * HOUR_MS
            spans = SPAN.iter_unpack(self.data[first * SIZE : last * SIZE])
            heard_ms = sum([min(duration_ms, end_ms - offset_ms) for offset_ms, duration_ms in spans])
            found = self._hours[number] = last - first, heard_ms
        return found

    def places_of(self, part: bytes, part_at: int) -> list[int]:
        """The places of the plays that have these bytes at this place within their own, the first first."""
        found = []
        at = self.data.find(part)
        while at >= 0:
            if at % SIZE == part_at:
                found.append(at // SIZE)
            at = self.data.find(part, at + 1)
        return found

    def add(self, packed: bytes, duration_ms: int, *, clock_moved: bool) -> None:
        self.changed = True
        if len(self.data) >= MAX_PLAYS * SIZE:
            self.dropped += 1
            return
        offset_ms: int = OFFSET.unpack_from(packed)[0]
        self._insert(packed, offset_ms)
        self.heard |= heard_bits(offset_ms, duration_ms)
        if duration_ms > self.longest_ms:
            self.longest_ms = duration_ms
        number = offset_ms // HOUR_MS
        if number in self._hours:
            plays, heard_ms = self._hours[number]
            self._hours[number] = plays + 1, heard_ms + min(duration_ms, (number + 1) * HOUR_MS - offset_ms)
        flags = packed[FLAGS_AT]
        if flags & (OWN | MISNAMED | CAUGHT):
            self.own_plays += bool(flags & OWN)
            self.misnamed += bool(flags & MISNAMED)
            self.caught += bool(flags & CAUGHT)
        self.clock_moves += clock_moved

    def _insert(self, packed: bytes, offset_ms: int) -> None:
        data = self.data
        if data[-SIZE:] <= packed:
            data += packed
            return
        place = self.first_from(self.start_ms + offset_ms) * SIZE
        while data[place : place + SIZE] < packed:
            place += SIZE
        data[place:place] = packed

    def event(self, source_id: SourceId, outlet: str) -> SourceDay:
        return SourceDay(
            source_id=source_id,
            outlet=outlet,
            day=self.number,
            plays=bytes(self.data),
            heard=self.heard.to_bytes(_HEARD_BYTES, "big"),
            longest_ms=self.longest_ms,
            own_plays=self.own_plays,
            misnamed=self.misnamed,
            caught=self.caught,
            rejected=self.rejected,
            clock_moves=self.clock_moves,
            dropped=self.dropped,
        )


Three = tuple[Day | None, Day | None, Day | None]
"""The day before a play's, its own, and the one after."""


class Past:
    """The last days of one ear of a source, in one batch's view.

    `kept`: those not too far behind the `newest`, the oldest first; `newest` is None where nothing is known of it.
    """

    __slots__ = ("_asked", "_days", "_keys", "_outlet", "_parts", "_source_id", "_table", "kept", "newest")

    def __init__(self, source_id: SourceId, outlet: str, table: Table[SourceDay]) -> None:
        self._source_id = source_id
        self._outlet = outlet
        self._table = table
        self._keys = [f"{source_id}|{slot}|{outlet}" for slot in range(KEPT_DAYS)]
        known = [event for key in self._keys if (event := table.get(key)) is not None]
        self.newest = max([event.day for event in known], default=None)
        self._days = {event.day: Day(event.day, event) for event in known}
        self.kept = self._kept()
        self._asked = 0
        self._parts: set[bytes] | None = None

    def keeps(self, number: int) -> bool:
        """Whether a day is not too far behind the newest."""
        return self.newest is None or number > self.newest - KEPT_DAYS

    def day(self, number: int) -> Day | None:
        """The day of that number, counted from 1970, if it is kept and has plays."""
        day = self._days.get(number)
        return day if day is not None and self.keeps(number) else None

    def around(self, number: int) -> Three:
        """The day before a day that is kept, that day, and the one after."""
        return self.day(number - 1), self._days.get(number), self._days.get(number + 1)

    def may_hold(self, part: bytes) -> bool:
        """Whether a remembered play may have these bytes: what was heard, or its fingerprint. False is certain."""
        if self._parts is None:
            self._asked += 1
            if self._asked <= ASKED:
                return any(part in day.data for day in self.kept)
            self._parts = set()
            for day in self.kept:
                for parts in PARTS.iter_unpack(day.data):
                    self._parts.update(parts)
        return part in self._parts

    def add(self, number: int, packed: bytes, duration_ms: int, *, clock_moved: bool) -> None:
        """Remembers a play of a day that is kept."""
        day = self._days.get(number)
        if day is None:
            day = self._days[number] = Day(number)
            if self.newest is None or number > self.newest:
                self.newest = number
            self.kept = self._kept()
        day.add(packed, duration_ms, clock_moved=clock_moved)
        if self._parts is not None:
            self._parts.update(PARTS.unpack(packed))

    def reject(self, number: int) -> None:
        """Remembers that a play of a day was rejected, if plays of that day are remembered."""
        day = self.day(number)
        if day is not None:
            day.rejected += 1
            day.changed = True

    def store(self) -> None:
        """Writes the days that changed, the oldest first, so that a newer one takes the place of an older."""
        for number in sorted(self._days):
            day = self._days[number]
            if day.changed:
                self._table.put(self._keys[number % KEPT_DAYS], day.event(self._source_id, self._outlet))

    def _kept(self) -> list[Day]:
        return [self._days[number] for number in sorted(self._days) if self.keeps(number)]


class Days:
    """One batch's view of all sources' days; `store` writes what changed, once a key."""

    def __init__(self, tables: Tables) -> None:
        self._table = tables[FRAUD_DAYS]
        self._pasts: dict[tuple[SourceId, str], Past] = {}

    def of(self, source_id: SourceId, outlet: str) -> Past:
        past = self._pasts.get((source_id, outlet))
        if past is None:
            past = self._pasts[source_id, outlet] = Past(source_id, outlet, self._table)
        return past

    def store(self) -> None:
        for past in self._pasts.values():
            past.store()


def heard_bits(offset_ms: int, duration_ms: int) -> int:
    """The bits of `heard` of a play, the lowest for the day's beginning. Longer plays than LONGEST_MS are cut."""
    length_ms = duration_ms if duration_ms < LONGEST_MS else LONGEST_MS
    first = offset_ms // HEARD_MS
    last = (offset_ms + length_ms - 1) // HEARD_MS
    return (2 << last - first) - 1 << first if last >= first else 0
