"""The .dlq topics: each dead letter once, by where it lay and who refused it. Bytes are kept as they are."""

from collections.abc import Sequence
from datetime import datetime

from kernel.sink import Record
from sinks.timescale.content import Refusal, stage
from sinks.timescale.database import Rows
from sinks.timescale.rows import LETTER_COLUMNS, letter_row
from sinks.timescale.sql import sql


class Letters:
    """A content.Content of dead letters."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records

    def moments(self) -> Sequence[datetime]:
        return ()

    def write(self, cursor: Rows) -> Sequence[Refusal]:
        stage(cursor, "staged_letters", LETTER_COLUMNS, map(letter_row, self._records))
        cursor.execute(sql("letters_store"))
        return ()

    def committed(self, now: datetime) -> None:
        """Dead letters are counted by who makes them."""
