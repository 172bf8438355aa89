"""What the first look remembers of sources, packed."""

from kernel.events.event import Event
from kernel.ids import SourceId


class SourceDay(Event, frozen=True, kw_only=True):
    """What the fraud stage remembers of one ear of a source and one day of event time: its plays, packed, and figures.

    An ear is the source itself or, where `outlet` is set, one station or venue that it reports for.
    """

    source_id: SourceId
    outlet: str = ""
    day: int
    plays: bytes
    heard: bytes
    longest_ms: int
    own_plays: int = 0
    misnamed: int = 0
    caught: int = 0
    rejected: int = 0
    clock_moves: int = 0
    dropped: int = 0


class SourceIds(Event, frozen=True, kw_only=True):
    """The ids that the fraud stage saw of one source, packed; a source has several buckets, by the id's last bits."""

    source_id: SourceId
    bucket: int
    ids: bytes


class SourceProfile(Event, frozen=True, kw_only=True):
    """What the fraud stage knows of a source's habits: decayed figures of its last days, packed."""

    source_id: SourceId
    data: bytes
