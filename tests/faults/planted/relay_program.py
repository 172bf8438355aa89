"""The relay with a defect; it dies once, when the first transaction is committed.

python -m tests.faults.planted.relay_program
"""

import os
from typing import Any

from kernel import relay
from kernel.events.outbox import OutboxPosition
from kernel.topics import OUTBOX_POSITION
from tests.faults.planted import DEFECT
from tests.faults.planted.moment import die_once


class Dying:
    """A producer whose process dies right after it has committed."""

    def __init__(self, producer: Any) -> None:
        self._producer = producer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._producer, name)

    def commit_transaction(self, seconds: float) -> None:
        self._producer.commit_transaction(seconds)
        die_once()


def position_outside() -> None:
    """The rows are one transaction and the position that they reach is the next."""

    def planted(self: Any, rows: Any) -> None:
        self._producer.begin_transaction()
        for row in rows:
            self._producer.produce(row.topic, row.value, row.key, headers=[*row.headers])
        self._producer.commit_transaction(10.0)
        self._table.put(self._name, OutboxPosition(last_id=rows[-1].id))
        self._table.keep()
        written = dict(self._table.changes())
        self._producer.begin_transaction()
        for key, value in written.items():
            self._producer.produce(OUTBOX_POSITION.name, value, key, partition=0)
        self._producer.commit_transaction(10.0)
        self._table.commit(written)
        self.last_id = rows[-1].id

    relay.Relay.publish = planted  # type: ignore[method-assign]


if __name__ == "__main__":
    make = vars(relay)["transactional_producer"]
    vars(relay)["transactional_producer"] = lambda *arguments: Dying(make(*arguments))
    if os.environ[DEFECT]:
        position_outside()
    relay.main()
