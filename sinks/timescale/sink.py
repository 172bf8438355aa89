"""The ledger's sink, as kernel/sink.py runs it: one transaction for each batch of a partition."""

from collections import defaultdict
from collections.abc import Sequence

from kernel.ahead import Ahead
from kernel.clock import Clock
from kernel.codec import Codec, SchemaIds
from kernel.dead_letters import Breaker
from kernel.errors import Poison, Unprocessable
from kernel.ids import EventId
from kernel.sink import Batch, Record
from kernel.sink_decoding import DeadLetters, Poisoned, decoded
from kernel.topics import DEAD_LETTERS, FRAUD_FINDINGS, FRAUD_FLAGS, PLAYS_SCORED, PLAYS_UNRECOGNIZED
from sinks.timescale import database
from sinks.timescale.content import Content
from sinks.timescale.database import Database
from sinks.timescale.findings import Findings, checked_finding
from sinks.timescale.flags import Flags
from sinks.timescale.judging import checked
from sinks.timescale.letters import Letters
from sinks.timescale.offsets import Offsets
from sinks.timescale.plays import Plays
from sinks.timescale.unrecognised import Unrecognised

NAME = "timescale-sink"


class TimescaleSink:
    """Writes the ledger of record. A kernel.sink.Sink; its positions lie in the database with what was written.

    A batch is decoded, what is poison is put aside, and the rest is written in one transaction with the position. If
    the database refuses a value that passed all checks, the batch is halved until the record is found.
    """

    name = NAME
    topics: Sequence[str] = (
        PLAYS_SCORED.name,
        PLAYS_UNRECOGNIZED.name,
        FRAUD_FLAGS.name,
        FRAUD_FINDINGS.name,
        *DEAD_LETTERS,
    )

    def __init__(self, store: Database, ids: SchemaIds, dead_letters: DeadLetters, clock: Clock) -> None:
        self._store = store
        self._dead_letters = dead_letters
        self._clock = clock
        self._offsets = Offsets(NAME)
        self._breakers: defaultdict[str, Breaker] = defaultdict(Breaker)
        self._plays = Codec(PLAYS_SCORED, ids)
        self._unrecognised = Codec(PLAYS_UNRECOGNIZED, ids)
        self._flags = Codec(FRAUD_FLAGS, ids)
        self._findings = Codec(FRAUD_FINDINGS, ids)
        self._ahead = Ahead(self._content)

    def position(self, topic: str, partition: int) -> int:
        """Where the database stands."""
        return self._offsets.begin(self._store, (topic, partition))

    def expect(self, batch: Batch) -> None:
        """Decodes the batch and makes its rows while the database is busy with the one before."""
        self._ahead.expect(batch)

    def write(self, batch: Batch) -> None:
        """Writes the batch. DatabaseAway, BrokerAway, RegistryAway, Fenced, TooManyDeadLetters, Misconfigured."""
        try:
            self._write(batch)
        except database.Poisoned as error:
            if len(batch.records) == 1:
                self._write(batch, refused=Unprocessable(f"the database refuses it: {error}"))
                return
            middle = len(batch.records) // 2
            first, second = batch.records[:middle], batch.records[middle:]
            self.write(Batch(batch.topic, batch.partition, first, second[0].origin.offset))
            self.write(Batch(batch.topic, batch.partition, second, batch.next_offset))

    def _write(self, batch: Batch, refused: Poison | None = None) -> None:
        content, poisoned = self._ahead.take(batch) if refused is None else self._content(batch, refused)
        self._store.make_room(content.moments())
        with self._store.transaction() as cursor:
            position = self._offsets.lock(cursor, batch)
            if position > batch.records[0].origin.offset:
                content, poisoned = self._content(_above(batch, position), refused)
            refusals = content.write(cursor)
            if refusals:
                records = {record.origin.offset: record for record in batch.records}
                poisoned += [Poisoned(records[r.origin.offset], why, r.event.event_id) for r, why in refusals]
            self._breakers[batch.topic].saw(len(batch.records), len(poisoned))
            if poisoned:
                self._dead_letters.put(poisoned)
            self._offsets.advance(cursor, batch)
        self._offsets.committed(batch)
        content.committed(self._clock())

    def _content(self, batch: Batch, refused: Poison | None = None) -> tuple[Content, list[Poisoned]]:
        """The batch decoded, and its poison; all of it is, where the database already refused it."""
        if batch.topic in DEAD_LETTERS:
            return Letters(batch.records), []
        if refused is not None:
            return Letters(()), [Poisoned(record, refused, self._event_id(record)) for record in batch.records]
        if batch.topic == PLAYS_SCORED.name:
            plays, bad = decoded(batch, NAME, self._plays.decode, checked)
            return Plays(plays), bad
        if batch.topic == PLAYS_UNRECOGNIZED.name:
            detections, bad = decoded(batch, NAME, self._unrecognised.decode, checked)
            return Unrecognised(detections), bad
        if batch.topic == FRAUD_FINDINGS.name:
            findings, bad = decoded(_without_tombstones(batch), NAME, self._findings.decode, checked_finding)
            return Findings(findings), bad
        flags, bad = decoded(batch, NAME, self._flags.decode)
        return Flags(flags), bad

    def _event_id(self, record: Record) -> EventId | None:
        if record.origin.topic == FRAUD_FINDINGS.name:
            return None
        if record.origin.topic == PLAYS_SCORED.name:
            return self._plays.decode(record.value).event_id
        if record.origin.topic == PLAYS_UNRECOGNIZED.name:
            return self._unrecognised.decode(record.value).event_id
        return self._flags.decode(record.value).event_id


def _without_tombstones(batch: Batch) -> Batch:
    """What a stage forgets, the ledger keeps."""
    records = [record for record in batch.records if record.value is not None]
    return Batch(batch.topic, batch.partition, records, batch.next_offset)


def _above(batch: Batch, position: int) -> Batch:
    """The batch without what the database holds already."""
    records = [record for record in batch.records if record.origin.offset >= position]
    return Batch(batch.topic, batch.partition, records, batch.next_offset)
