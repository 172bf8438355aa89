"""The garbage collector, told what kind of process it serves."""

import gc
from typing import Final

MADE: Final = 50_000
"""Objects made before cycles are looked for. Requests and batches make many and leave none, so that looking at each
700, as Python does by itself, only costs: 6 % of the fraud stage's time."""


def rarely_collect() -> None:
    """Called when the process has what it keeps: none of it is looked at again, and what comes only now and then."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE, 20, 20)
