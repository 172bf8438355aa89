"""What the file of thresholds is made of."""

from typing import Generic, TypeVar

import msgspec

V = TypeVar("V")


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the file; a field that nobody knows is an error."""


class Limit(Data, Generic[V], frozen=True):
    """A value, what it counts, and why it is that value."""

    value: V
    unit: str
    reason: str
