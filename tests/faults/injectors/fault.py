"""What a fault is. One kind a file; the list of all is in the package."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from injyana.local.settings import LocalSettings
from injyana.local.stack import Stack
from tests.faults.harness.fleet import Fleet


@dataclass(frozen=True, slots=True)
class Context:
    """Where a fault strikes: a running stack, the sources that report to it, and the only source of chance."""

    stack: Stack
    fleet: Fleet
    random: random.Random

    @property
    def local(self) -> LocalSettings:
        """Addresses and folders of the stack."""
        return self.stack.local


class Fault(Protocol):
    """One thing that goes wrong, and comes right again. It may be used again once it is healed."""

    @property
    def name(self) -> str:
        """Kind and victim, such as `sigkill-fraud`."""

    @property
    def seconds(self) -> tuple[float, float]:
        """How long it lasts, at the least and at the most; (0, 0) where it is over at once."""

    @property
    def stops(self) -> Sequence[str]:
        """The processes of ours that it disturbs: how soon each works again is measured from the end of `heal` on."""

    def inject(self, context: Context) -> None:
        """Makes it happen. Returns when it is in effect."""

    def heal(self, context: Context) -> None:
        """Takes the cause away, and returns at once when it is gone, not when the stack has recovered from it.

        A server that was down is up when this returns. Does nothing where the supervisor heals alone.
        """
