"""The gateway with a defect: python -m tests.faults.planted.gateway_program. Each replaces one function."""

import asyncio
import os
from collections.abc import Callable, Sequence
from typing import Any

from ingest_gateway.intake import Intake
from ingest_gateway.main import main
from ingest_gateway.publisher import Publisher
from tests.faults.planted import DEFECT


def marked_before_delivery() -> None:
    """Ids are remembered in Redis as accepted, and then handed to Kafka."""
    fates = Intake._fates

    async def planted(self: Any, detections: Sequence[Any], known: Sequence[Any], context: Any, trace: str) -> Any:
        new = [each for each, remembered in zip(detections, known, strict=True) if remembered is None]
        if new:
            await self._memory.mark(
                context.batch_id,
                context.source.source_id,
                context.received_ms,
                [each.event_id for each in new],
                [each.content_hash for each in new],
            )
        return await fates(self, detections, known, context, trace)

    Intake._fates = planted  # type: ignore[method-assign, assignment]


def answered_before_the_acknowledgement() -> None:
    """Handed to the client of Kafka is taken for being in Kafka."""
    send = Publisher.send
    sending = set()

    async def planted(self: Any, detections: Sequence[Any], trace: str) -> list[bool]:
        task = asyncio.create_task(send(self, detections, trace))
        sending.add(task)
        task.add_done_callback(sending.discard)
        return [True] * len(detections)

    Publisher.send = planted  # type: ignore[method-assign, assignment]


ALL: dict[str, Callable[[], None]] = {
    each.__name__: each for each in (marked_before_delivery, answered_before_the_acknowledgement)
}

if __name__ == "__main__":
    if os.environ.get(DEFECT):
        ALL[os.environ[DEFECT]]()
    main()
