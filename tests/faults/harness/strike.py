"""One fault under load: injected at a moment of chance, healed, and watched until all work again."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from tests.faults.harness.work import Watch
from tests.faults.injectors.fault import Context, Fault

LEAST, MOST = 10, 80
"""Plays that come in before the fault."""


@dataclass(frozen=True, slots=True)
class Struck:
    """What a fault did, in seconds. By process: from the fault's end until it worked, and its longest standstill."""

    fault: str
    lasted: float
    back: Mapping[str, float]
    meanwhile: Mapping[str, float]
    """The longest standstill while the fault lasted."""
    standstill: Mapping[str, float]
    """The longest of all, until everybody worked again."""


def strike(context: Context, fault: Fault) -> Struck:
    """Returns when the processes that the fault disturbs work again; it is healed whatever happens."""
    context.fleet.until_acknowledged(context.random.randint(LEAST, MOST))
    lasting = context.random.uniform(*fault.seconds)
    with Watch(context.stack, context.fleet, fault.stops) as watch:
        began = time.monotonic()
        try:
            fault.inject(context)
            threading.Event().wait(lasting)
            meanwhile = watch.standstill()
        finally:
            fault.heal(context)
        healed = time.monotonic()
        back = watch.back(healed)
        return Struck(fault.name, healed - began, back, meanwhile, watch.standstill())
