"""A stage that passes events on and counts them by id: what the kernel promises, without a thought of its own.

Run as a process: python -m tests.integration.kernel.toy_stage INPUT OUTPUT TOTALS GROUP
"""

import sys
from collections.abc import Iterable, Sequence

from kernel.batch import RECORD_BYTES
from kernel.events.aggregates import Delta, Window, WindowTotal
from kernel.faust_app import run_app
from kernel.process import begin
from kernel.settings import Settings
from kernel.stage import Output, Received, Stage, Tables
from kernel.topics import Topic

BAD_ID = "raises"
BIG_ID = "too large"


def deltas(name: str) -> Topic[Delta]:
    return Topic(name, Delta, "delta", "id", "a toy", "delete", None, True)


def totals(name: str) -> Topic[WindowTotal]:
    return Topic(name, WindowTotal, "window_total", "id", "a toy", "compact", None, False)


def toy_stage(source: str, target: str, kept: str) -> Stage[Delta]:
    """Passes events on and counts them."""
    output, state = deltas(target), totals(kept)

    def step(batch: Sequence[Received[Delta]], tables: Tables) -> Iterable[Output]:
        table = tables[state]
        for received in batch:
            event = received.event
            if event.id == BAD_ID:
                raise ZeroDivisionError("cannot be done")
            if event.id == BIG_ID:
                event = event.evolve(cause="x" * (RECORD_BYTES + 1))
            total = table.get(event.id) or WindowTotal(
                dimension=event.dimension, id=event.id, window=Window.MINUTE, start=event.minute
            )
            table.put(event.id, total.evolve(accepted_plays=total.accepted_plays + event.accepted_plays))
            yield Output(output, event.id, event, received)

    return Stage(reads=deltas(source), step=step, tables=(state,), batch=200, within=0.05)


def main(source: str, target: str, kept: str, group: str) -> None:
    settings = Settings()
    run_app(group, [toy_stage(source, target, kept)], settings, begin(group, settings))


if __name__ == "__main__":
    main(*sys.argv[1:])
