"""What is in a dead letter: read by the schema of its topic, and written anew by it. Pure."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from kernel.codec import Codecs
from kernel.errors import Poison, Refused
from kernel.events.event import Event
from kernel.topics import ALL, PLAYS_SCORED, Topic
from ledger.dead_letters.letter import Letter

COUNTED = (PLAYS_SCORED,)
"""Topics that several readers count from. What one of them refused, the others have taken as it was: with another
content their totals would differ for ever."""


def topic_of(letter: Letter) -> Topic[Event]:
    """The topic that a letter came from. Refused where that is none of ours, or where nothing may be put back."""
    topic = next((topic for topic in ALL if topic.name == letter.id.topic), None)
    if topic is None:
        raise Refused(f"{letter.id.topic} is no topic of ours")
    if topic.cleanup != "delete":
        raise Refused(f"{topic.name} is compacted: an old record would replace what came since")
    return topic


def event_in(letter: Letter, codecs: Codecs) -> Event | None:
    """What a replay of the letter would carry, decoded; None where no schema fits. RegistryAway."""
    topic = next((topic for topic in ALL if topic.name == letter.id.topic), None)
    try:
        return None if topic is None else codecs.get(topic).decode(letter.content)
    except Poison:
        return None


def shown(letter: Letter, codecs: Codecs) -> dict[str, Any]:
    """The content as JSON holds it: {"event": its fields}, or {"hex": its bytes} where no schema fits. RegistryAway."""
    event = event_in(letter, codecs)
    if event is not None:
        return {"event": json.loads(msgspec.json.encode(event))}
    return {"hex": None if letter.content is None else letter.content.hex()}


def text_of(event: Event) -> str:
    """An event as JSON: bytes in base64, times as in RFC 3339."""
    return msgspec.json.format(msgspec.json.encode(event), indent=2).decode()


def mended(letter: Letter, text: str, codecs: Codecs) -> tuple[Event, str, bytes]:
    """The event that the JSON says, with its key and its bytes by the registered schema of the letter's topic.

    Refused where it is not such an event to the last field, is another id's, or may not be edited. RegistryAway.
    """
    topic = topic_of(letter)
    if topic in COUNTED:
        raise Refused(f"what {topic.name} holds is counted already by others: replay it as it is, or drop it")
    try:
        event = msgspec.json.decode(text, type=topic.event)
        unknown = sorted(set(_paths(json.loads(text))) - set(_paths(json.loads(msgspec.json.encode(event)))))
        if unknown:
            raise Refused(f"a {topic.schema} has no field {', '.join(unknown)}")
        codec = codecs.get(topic)
        value = codec.encode(event)
        if codec.decode(value) != event:
            raise Refused(f"the schema {topic.schema} cannot hold it exactly: times are in milliseconds")
    except (msgspec.DecodeError, ValueError, TypeError, Poison) as error:
        raise Refused(f"that is no {topic.schema}: {error}") from error
    event_id = getattr(event, "event_id", None)
    if letter.event_id is not None and event_id != letter.event_id:
        raise Refused(f"a play keeps its id, which is {letter.event_id}")
    return event, key_of(topic, event), value


def key_of(topic: Topic[Event], event: Event) -> str:
    """The key under which its topic holds an event."""
    return "|".join(str(getattr(event, name)) for name in topic.key.split("|"))


def with_fields(event: Event, changes: Mapping[str, str]) -> str:
    """The event's JSON with other values in some fields, such as `metadata.title`.

    A value is JSON; what is no JSON is a text. Refused where there is no such field.
    """
    plain: dict[str, Any] = json.loads(msgspec.json.encode(event))
    for path, value in changes.items():
        *way, name = path.split(".")
        place: Any = plain
        for step in way:
            place = place.get(step) if isinstance(place, dict) else None
        if not isinstance(place, dict) or name not in place:
            raise Refused(f"it has no field {path}: `injyana dlq show` shows those that it has")
        place[name] = _value(value)
    return json.dumps(plain)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _paths(plain: Any, above: str = "") -> Iterator[str]:
    """The names of all fields, those of inner ones behind a dot."""
    if isinstance(plain, dict):
        for name, value in plain.items():
            yield f"{above}{name}"
            yield from _paths(value, f"{above}{name}.")
    elif isinstance(plain, list):
        for value in plain:
            yield from _paths(value, above)
