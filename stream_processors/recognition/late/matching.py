"""Which detections that waited are a song now: pure."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from kernel.errors import Poison
from kernel.events.detections import Detection
from kernel.events.event import Event
from kernel.events.plays import RecognizedPlay, UnrecognizedPlay
from kernel.stage import MemoryTables, Received
from stream_processors.recognition.catalogue import Catalogue
from stream_processors.recognition.decide import NO_MATCH, UNKNOWN_SONG
from stream_processors.recognition.step import make_step

LOG = logging.getLogger(__name__)

Waiting = Received[Detection]


@dataclass(frozen=True, slots=True)
class Versions:
    """The catalogue as it is `now`, and what it has beyond the one that detections were matched against last.

    `new` holds the songs that were added since. None where songs were changed or taken out as well, since that can make
    one of two songs the only one left: then all is to be matched against all.
    """

    now: Catalogue
    new: Catalogue | None = None


def recovered(versions: Versions, waiting: Sequence[Waiting]) -> list[RecognizedPlay | None]:
    """The play that each detection is by the catalogue of now; None where it still cannot be said.

    The same as if all were matched against the whole catalogue: a song that was added makes a difference only to
    what it resembles, in sound or in words, and that is found among the added songs alone.
    """
    plays: list[RecognizedPlay | None] = [None] * len(waiting)
    places = [place for place, like in enumerate(_resembling(versions.new, waiting)) if like]
    for place, event in zip(places, _matched(versions.now, [waiting[place] for place in places]), strict=True):
        if isinstance(event, RecognizedPlay):
            plays[place] = event
    return plays


def _resembling(new: Catalogue | None, waiting: Sequence[Waiting]) -> list[bool]:
    """Whether each detection resembles any of the songs."""
    if new is None:
        return [True] * len(waiting)
    if not new.songs:
        return [False] * len(waiting)
    return [
        isinstance(event, RecognizedPlay)
        or (isinstance(event, UnrecognizedPlay) and event.reason not in (NO_MATCH, UNKNOWN_SONG))
        for event in _matched(new, waiting)
    ]


def _matched(catalogue: Catalogue, waiting: Sequence[Waiting]) -> list[Event | None]:
    """What recognition makes of each detection; None, and an error in the log, where it cannot be processed."""
    if not waiting:
        return []
    step = make_step(lambda: catalogue)
    try:
        return [output.event for output in step(waiting, MemoryTables())]
    except Poison as error:
        if len(waiting) == 1:
            LOG.error("the unrecognised detection %s cannot be matched: %s", waiting[0].event.event_id, error)
            return [None]
        middle = len(waiting) // 2
        return _matched(catalogue, waiting[:middle]) + _matched(catalogue, waiting[middle:])
