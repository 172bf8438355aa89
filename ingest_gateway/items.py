"""One item of JSON to what it reports, or to why it is rejected."""

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar

import msgspec

from ingest_gateway import limits
from ingest_gateway.codes import MEANING, Code, Rejected
from ingest_gateway.reported import ID_TEXT_CHARS, Play, SoundBatch, Strict
from kernel import metrics

T = TypeVar("T", bound=Strict)

_MISSING: Final = re.compile(r"missing required field `(?P<field>[^`]+)`")
_AT: Final = re.compile(r" - at `\$\.(?P<path>[^`]+)`$")

SAID_CHARS: Final = 200
"""How much of the decoder's complaint is told back: it may quote what was sent."""

OF_FIELD: Final = MappingProxyType(
    {
        "event_id": Code.BAD_EVENT_ID,
        "kind": Code.BAD_KIND,
        "played_at": Code.BAD_TIME,
        "sent_at": Code.BAD_TIME,
        "duration_ms": Code.BAD_DURATION,
        "fingerprint": Code.BAD_FINGERPRINT,
        "metadata": Code.BAD_METADATA,
        "isrc": Code.BAD_ISRC,
        "song_id": Code.BAD_SONG_ID,
        "location": Code.BAD_LOCATION,
        "venue_id": Code.NOT_YOUR_VENUE,
        "station_id": Code.NOT_YOUR_STATION,
        "sequence": Code.BAD_SEQUENCE,
        "client": Code.BAD_CLIENT,
        "source_id": Code.NOT_YOU,
    }
)
"""The code of a value that has the right type and breaks its field's rule."""


class Shape(Generic[T]):
    """Decodes items of one kind."""

    def __init__(self, item: type[T]) -> None:
        self._item = item
        self._decoder = msgspec.json.Decoder(item)
        self._known = _known_fields(item)

    def read(self, data: bytes | memoryview) -> T:
        """What a JSON text reports. Rejected. Fields that no rule names are counted and dropped."""
        try:
            return self._decoder.decode(data)
        except msgspec.ValidationError as error:
            if "unknown field" not in str(error):
                raise explained(error) from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Rejected(Code.WRONG_TYPE, None, f"The item is not JSON in UTF-8: {error}") from None
        try:
            return self.convert(msgspec.json.decode(data))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Rejected(Code.WRONG_TYPE, None, f"The item is not JSON in UTF-8: {error}") from None

    def convert(self, plain: Any) -> T:
        """What decoded JSON reports. Rejected."""
        if isinstance(plain, dict):
            plain, unknown = _without_unknown(plain, self._known)
            metrics.GATEWAY_UNKNOWN_FIELDS.inc(min(unknown, limits.UNKNOWN_COUNTED))
        try:
            return msgspec.convert(plain, self._item)
        except msgspec.ValidationError as error:
            raise explained(error) from None


_SOUND: Final = msgspec.json.Decoder(SoundBatch)
_HYPHENS: Final = (8, 13, 18, 23)


def all_sound(body: bytes) -> Sequence[Play] | None:
    """The plays of a request where each is as it should be; None where one is not, or the envelope: then each is to be
    read alone, which tells what is wrong and costs twice as much.
    """
    try:
        plays = _SOUND.decode(body).plays
        ids = "".join([play.event_id for play in plays])
        digits = bytes.fromhex(ids.replace("-", ""))
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    hyphens = "-" * len(plays)
    whole = len(digits) * 2 + len(_HYPHENS) * len(plays) == len(ids)
    if whole and all(ids[place::ID_TEXT_CHARS] == hyphens for place in _HYPHENS) and 1 <= len(plays) <= limits.ITEMS:
        return plays
    return None


def explained(error: msgspec.ValidationError) -> Rejected:
    """The decoder's complaint as code, field and message."""
    text = str(error)
    at = _AT.search(text)
    path = at["path"] if at else None
    said = (text[: at.start()] if at else text)[:SAID_CHARS]
    if missing := _MISSING.search(said):
        field = f"{path}.{missing['field']}" if path else missing["field"]
        return Rejected(Code.MISSING_FIELD, field, f"{field} is missing.")
    if said.startswith("Expected ") and ", got `" in said:
        return Rejected(Code.WRONG_TYPE, path, f"{path or 'The item'}: {said}.")
    code = OF_FIELD[re.split(r"[.\[]", path)[0]] if path and re.split(r"[.\[]", path)[0] in OF_FIELD else None
    if path == "fingerprint.data":
        code = Code.FINGERPRINT_TOO_LARGE
    if code is None:
        return Rejected(Code.WRONG_TYPE, path, said)
    return Rejected(code, path, f"{MEANING[code]} {said}.")


Known = dict[str, "Known | None"]


def _known_fields(item: type[msgspec.Struct]) -> Known:
    known: Known = {}
    for field in msgspec.structs.fields(item):
        parts = getattr(field.type, "__args__", (field.type,))
        nested = [part for part in parts if isinstance(part, type) and issubclass(part, msgspec.Struct)]
        known[field.name] = _known_fields(nested[0]) if nested else None
    return known


def _without_unknown(plain: dict[str, Any], known: Known) -> tuple[dict[str, Any], int]:
    """The fields that rules name, and how many others there were, at both levels."""
    kept: dict[str, Any] = {}
    unknown = 0
    for name, value in plain.items():
        if name not in known:
            unknown += 1
            continue
        nested = known[name]
        if nested is not None and isinstance(value, dict):
            kept[name], more = _without_unknown(value, nested)
            unknown += more
        else:
            kept[name] = value
    return kept, unknown


def event_id_of(data: bytes | memoryview) -> str | None:
    """The event_id of an item that was rejected, as far as it has one, so that its sender knows which it was."""
    try:
        found = msgspec.json.decode(data, type=dict[str, Any]).get("event_id")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return found[: limits.ECHO_CHARS] if isinstance(found, str) else None
