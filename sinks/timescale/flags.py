"""fraud.flags: each flag once, by its id."""

from collections.abc import Sequence
from datetime import datetime

from kernel import metrics
from kernel.events.flags import FraudFlag
from kernel.stage import Received
from kernel.topics import FRAUD_FLAGS
from sinks.timescale.content import Refusal, stage
from sinks.timescale.database import Rows
from sinks.timescale.rows import FLAG_COLUMNS, flag_row
from sinks.timescale.sql import sql


class Flags:
    """A content.Content of fraud flags."""

    def __init__(self, received: Sequence[Received[FraudFlag]]) -> None:
        self._flags = received
        self._new = 0

    def moments(self) -> Sequence[datetime]:
        return ()

    def write(self, cursor: Rows) -> Sequence[Refusal]:
        stage(cursor, "staged_flags", FLAG_COLUMNS, map(flag_row, self._flags))
        self._new = cursor.execute(sql("flags_store")).rowcount
        return ()

    def committed(self, now: datetime) -> None:  # noqa: ARG002 - the contract's signature
        metrics.LEDGER_ALREADY.labels(FRAUD_FLAGS.name).inc(len(self._flags) - self._new)
