"""The positions in the database, which fence a process that lost its partition without knowing."""

from kernel.errors import DatabaseAway, Fenced
from kernel.sink import Batch, Place
from sinks.timescale.database import Database, Rows
from sinks.timescale.sql import sql


class Offsets:
    """What this process believes of its partitions' positions, against what the database holds."""

    def __init__(self, sink: str) -> None:
        self._sink = sink
        self._expected: dict[Place, int] = {}
        self._tried: dict[Place, int] = {}

    def begin(self, database: Database, place: Place) -> int:
        """The position to begin at after an assignment. DatabaseAway."""
        with database.transaction() as cursor:
            row = cursor.execute(sql("offset_begin"), self._names(place)).fetchone()
        if row is None:
            raise DatabaseAway(f"another process made the position of {place} at the same moment")
        position = int(row[0])
        self._expected[place] = position
        self._tried.pop(place, None)
        return position

    def lock(self, cursor: Rows, batch: Batch) -> int:
        """Holds the partition's row until commit and gives back its position.

        It may be where the last batch was to end, when the answer to its commit was lost. Fenced where it is anywhere
        else than this process left it.
        """
        place = (batch.topic, batch.partition)
        row = cursor.execute(sql("offset_lock"), self._names(place)).fetchone()
        expected = self._expected.get(place)
        position = None if row is None else int(row[0])
        if position is None or position not in (expected, self._tried.get(place)):
            raise Fenced(
                f"{batch.topic} partition {batch.partition} stands at {position}, this process left it at {expected}: "
                "another one writes it now"
            )
        return position

    def advance(self, cursor: Rows, batch: Batch) -> None:
        """Moves the position behind the batch; it counts when the transaction does."""
        place = (batch.topic, batch.partition)
        self._tried[place] = batch.next_offset
        cursor.execute(sql("offset_advance"), {**self._names(place), "next_offset": batch.next_offset})

    def committed(self, batch: Batch) -> None:
        """The transaction of the batch was committed."""
        self._expected[(batch.topic, batch.partition)] = batch.next_offset

    def _names(self, place: Place) -> dict[str, str | int]:
        return {"sink": self._sink, "topic": place[0], "partition": place[1]}
