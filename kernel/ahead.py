"""Work on the next batch while the store is still busy with this one."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from kernel.sink import Batch

P = TypeVar("P")


class Ahead(Generic[P]):
    """Prepares batches, expected ones in a thread of its own, in turn. One thread calls; `prepare` runs in two."""

    def __init__(self, prepare: Callable[[Batch], P]) -> None:
        self._prepare = prepare
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ahead")
        self._expected: deque[tuple[Batch, Future[P]]] = deque()

    def expect(self, batch: Batch) -> None:
        """Prepares the batch as soon as those expected before it are."""
        self._expected.append((batch, self._thread.submit(self._prepare, batch)))

    def take(self, batch: Batch) -> P:
        """What `prepare` makes of the batch, or what it raises; made now where the batch was not expected.

        What was expected before it and not taken is forgotten.
        """
        if not any(expected is batch for expected, _ in self._expected):
            return self._prepare(batch)
        while True:
            expected, made = self._expected.popleft()
            if expected is batch:
                return made.result()
            made.cancel()
