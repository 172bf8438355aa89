"""Bodies of the four calls to judged items. Each item is judged alone: one bad item never fails its neighbours."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from ingest_gateway import limits, reported
from ingest_gateway.codes import Code, Rejected
from ingest_gateway.feeds import rows
from ingest_gateway.intake import Judged
from ingest_gateway.items import Shape, all_sound, event_id_of
from ingest_gateway.judge import Context, judged, of_feed, of_manual
from kernel.problems import Problem, envelope, not_json

_ENVELOPE = msgspec.json.Decoder(reported.Batch)
_ONE = msgspec.json.Decoder(msgspec.Raw)
_PLAY = Shape(reported.Play)
_FEED = Shape(reported.FeedPlay)
_MANUAL = Shape(reported.ManualPlay)

Read = Callable[[bytes, Context], list[Judged]]
Choose = Callable[[str], Read]


def batch(body: bytes, context: Context) -> list[Judged]:
    """`{"plays": [detection, …]}`. Problem 400, 422."""
    plays = all_sound(body)
    if plays is None:
        return [_judge(item, _PLAY.read, context) for item in _items(body)]
    return [_judge_play(play, context) for play in plays]


def single(body: bytes, context: Context) -> list[Judged]:
    """One detection. Problem 400, 422."""
    return [_judge(_object(body), _PLAY.read, context)]


def manual(body: bytes, context: Context) -> list[Judged]:
    """One play logged by hand. Problem 400, 422."""
    source_id = context.source.source_id
    return [_judge(_object(body), lambda data: of_manual(_MANUAL.read(data), source_id), context)]


def feed_json(station_id: str) -> Read:
    """Reads `{"plays": [item, …]}` of a station's feed. Problem 400, 422."""

    def read(body: bytes, context: Context) -> list[Judged]:
        source_id = context.source.source_id
        items: Iterable[Any] = _items(body)
        return [_judge(item, lambda data: of_feed(_FEED.read(data), source_id, station_id), context) for item in items]

    return read


def feed_csv(station_id: str) -> Read:
    """Reads lines of CSV of a station's feed. Problem 400, 422."""

    def one(row: dict[str, Any], context: Context) -> Judged:
        said = row.get("event_id", "")[: limits.ECHO_CHARS] or None
        try:
            play = of_feed(_FEED.convert(row), context.source.source_id, station_id)
            return play.event_id, judged(play, context)
        except Rejected as why:
            return said, why

    return lambda body, context: [one(row, context) for row in rows(body)]


def _judge(data: Any, read: Callable[[Any], reported.Play], context: Context) -> Judged:
    try:
        play = read(data)
    except Rejected as why:
        return event_id_of(data), why
    return _judge_play(play, context)


def _judge_play(play: reported.Play, context: Context) -> Judged:
    try:
        return play.event_id, judged(play, context)
    except Rejected as why:
        return play.event_id, why


def _items(body: bytes) -> list[msgspec.Raw]:
    try:
        items = _ENVELOPE.decode(body).plays
    except msgspec.ValidationError as error:
        raise envelope(str(error)[:200]) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise not_json(str(error)) from None
    if not 1 <= len(items) <= limits.ITEMS:
        raise envelope(f"plays holds {len(items)} items; 1 to {limits.ITEMS} are taken at once")
    return items


def _object(body: bytes) -> bytes:
    try:
        _ONE.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise not_json(str(error)) from None
    if not body.lstrip().startswith(b"{"):
        raise envelope("the body must be one JSON object")
    return body


def as_json(read: Read) -> Choose:
    """For calls that take JSON alone: Problem 415 on another Content-Type."""

    def choose(content_type: str) -> Read:
        if media_type(content_type) != "application/json":
            raise unsupported("application/json")
        return read

    return choose


def as_feed(station_id: str) -> Choose:
    """For a station's feed: JSON or CSV. Problem 415 on another Content-Type."""

    def choose(content_type: str) -> Read:
        kind = media_type(content_type)
        if kind == "text/csv":
            return feed_csv(station_id)
        if kind == "application/json":
            return feed_json(station_id)
        raise unsupported("application/json or text/csv")

    return choose


def media_type(value: str) -> str:
    """A Content-Type without its parameters."""
    return value.partition(";")[0].strip().lower()


def unsupported(wanted: str) -> Problem:
    """415: the body is said to be something else."""
    return Problem(415, "unsupported-media-type", "The body has another type than this call takes.", f"Send {wanted}.")


def no_station(station_id: str) -> Problem:
    """403: a feed of a station that the source may not speak for."""
    detail = f"This source may not speak for the station {station_id[: limits.ID_CHARS]}."
    return Problem(403, Code.NOT_YOUR_STATION.value.replace("_", "-"), "Not your station.", detail)
