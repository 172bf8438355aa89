"""Why an item is rejected: stable codes, and what each tells the sender."""

from enum import StrEnum

from kernel.errors import Refused


class Code(StrEnum):
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    BAD_EVENT_ID = "bad_event_id"
    BAD_KIND = "bad_kind"
    BAD_TIME = "bad_time"
    TOO_OLD = "too_old"
    IN_FUTURE = "in_future"
    BAD_DURATION = "bad_duration"
    BAD_FINGERPRINT = "bad_fingerprint"
    FINGERPRINT_TOO_LARGE = "fingerprint_too_large"
    BAD_METADATA = "bad_metadata"
    BAD_ISRC = "bad_isrc"
    BAD_SONG_ID = "bad_song_id"
    NO_CONTENT = "no_content"
    KIND_MISMATCH = "kind_mismatch"
    BAD_LOCATION = "bad_location"
    BAD_SEQUENCE = "bad_sequence"
    BAD_CLIENT = "bad_client"
    NOT_YOUR_VENUE = "not_your_venue"
    NOT_YOUR_STATION = "not_your_station"
    NOT_YOU = "not_you"
    CONFLICT = "conflict"


MEANING: dict[Code, str] = {
    Code.MISSING_FIELD: "A field that every such item must have is missing.",
    Code.WRONG_TYPE: "A field has a value of another JSON type than it must have.",
    Code.BAD_EVENT_ID: "event_id is not a UUID written as 8-4-4-4-12 hexadecimal digits.",
    Code.BAD_KIND: "kind is not one of fingerprint, metadata and manual.",
    Code.BAD_TIME: "A time is not RFC 3339 with an offset, such as 2026-03-01T18:30:00+02:00.",
    Code.TOO_OLD: "The play, after correction of the clock, is more than 30 days old.",
    Code.IN_FUTURE: "The play, after correction of the clock, is more than 5 minutes ahead.",
    Code.BAD_DURATION: "duration_ms is not between 1,000 and 14,400,000.",
    Code.BAD_FINGERPRINT: "The fingerprint is not base64url of chromaprint's compressed form.",
    Code.FINGERPRINT_TOO_LARGE: "The encoded fingerprint is longer than 16,384 characters.",
    Code.BAD_METADATA: "A text is empty, longer than 300 characters, or holds control characters.",
    Code.BAD_ISRC: "isrc is not an ISRC such as RWA012400001.",
    Code.BAD_SONG_ID: "song_id is empty or longer than 100 characters.",
    Code.NO_CONTENT: "The item lacks what its kind is about: a fingerprint, metadata, or a song_id or metadata.",
    Code.KIND_MISMATCH: "song_id belongs to manual plays alone, and a fingerprint to fingerprint plays.",
    Code.BAD_LOCATION: "The location is not on Earth: lat -90 to 90, lon -180 to 180, accuracy_m not negative.",
    Code.BAD_SEQUENCE: "sequence is not a whole number from 0.",
    Code.BAD_CLIENT: "A field of client is longer than 100 characters.",
    Code.NOT_YOUR_VENUE: "This source may not speak for that venue.",
    Code.NOT_YOUR_STATION: "This source may not speak for that station.",
    Code.NOT_YOU: "The item names another source than the token's.",
    Code.CONFLICT: "The event_id was used before for something else.",
}


class Rejected(Refused):
    """This item can never be accepted: code, field and message say why."""

    def __init__(self, code: Code, field: str | None = None, message: str | None = None) -> None:
        self.code = code
        self.field = field
        self.message = message or MEANING[code]
        super().__init__(self.message)
