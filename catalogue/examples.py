"""An example of every answer, for the OpenAPI document. A test holds each against its shape."""

from typing import Any, Final

_AT: Final = "2026-11-22T18:30:00Z"
_PERSON: Final = "7b0e4f0e-6a3b-4d2b-9a55-5f0f6f3e2b10"
_ARTIST: Final = "5c1f5f8e-8a57-5d1c-8d6b-0c7e6f0b9a11"
_SONG: Final = "1f0c7c1e-52a4-5c1f-9a3e-8b6a1d2c3e4f"
_HOLDER: Final = "0d9f5e7a-3c1b-4a8e-9f21-6b5c4d3e2f10"
_SHA256: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

ARTIST: Final = {
    "artist_id": _ARTIST,
    "name": "The Ben",
    "aliases": ["Ben Mugisha"],
    "claimed": True,
    "songs": 12,
    "version": 3,
    "created_at": _AT,
    "changed_at": _AT,
}
CLAIM: Final = {
    "claim_id": "b3c1a0de-0f51-4c52-8c0b-0d3f4f6a7b8c",
    "artist_id": _ARTIST,
    "artist": "The Ben",
    "user_id": _PERSON,
    "evidence": "My label's letter, and I can post from the artist's page.",
    "state": "open",
    "reason": None,
    "made_at": _AT,
    "decided_at": None,
}
MERGE: Final = {
    "merge_id": "4f9f7d0a-4a9f-4b53-9e0b-6a7f1c2d3e4f",
    "artist_id": "a77c9a0e-0c4f-5b4b-8f5f-2b9d1e7c6a55",
    "merged_into": _ARTIST,
    "songs": 2,
    "reason": "The same person; the second name was a typing error.",
    "made_at": _AT,
    "undone_at": None,
}
SONG: Final = {
    "song_id": _SONG,
    "title": "Naremeye",
    "artist_id": _ARTIST,
    "artist": "The Ben",
    "isrc": "RWABC2400001",
    "work_id": "c2f7e5d3-1b0a-4f9e-8d7c-6b5a4f3e2d1c",
    "duration_ms": 214000,
    "audio": True,
    "version": 2,
    "created_at": _AT,
    "changed_at": _AT,
}
WORK: Final = {
    "work_id": "c2f7e5d3-1b0a-4f9e-8d7c-6b5a4f3e2d1c",
    "title": "Naremeye",
    "iswc": "T0345246801",
    "songs": 1,
    "version": 1,
    "created_at": _AT,
    "changed_at": _AT,
}
HOLDER: Final = {
    "holder_id": _HOLDER,
    "name": "Mugisha Benjamin",
    "kind": "person",
    "ipi": "00014107338",
    "isni": "0000000121032683",
    "user_id": None,
    "version": 1,
    "created_at": _AT,
    "changed_at": _AT,
}
PARTS: Final = [{"holder_id": _HOLDER, "holder": "Mugisha Benjamin", "parts_per_million": 1000000}]
DIVISION: Final = {
    "split_id": "e1d2c3b4-a5f6-4789-8abc-def012345678",
    "right_type": "performance",
    "since": "2026-01-01",
    "until": None,
    "parts": PARTS,
    "made_at": _AT,
    "withdrawn_at": None,
}
DISPUTE: Final = {
    "dispute_id": "d4c3b2a1-6f5e-4987-8cba-fed012345678",
    "kind": "song",
    "id": _SONG,
    "right_type": "performance",
    "reason": "I sang the chorus, and have no part.",
    "state": "open",
    "resolution": None,
    "mine": True,
    "opened_at": _AT,
    "closed_at": None,
}
UPLOAD: Final[dict[str, Any]] = {
    "upload_id": "f6e5d4c3-b2a1-4987-8abc-0123456789ab",
    "state": "done",
    "progress": {"step": "done", "done": 100, "total": 100},
    "reason": None,
    "media_type": "audio/flac",
    "sha256": _SHA256,
    "bytes": 24117248,
    "duration_ms": 214000,
    "tags": {"title": "Naremeye", "artist": "The Ben", "isrc": None},
    "sounds_like": [],
    "song_id": None,
    "made_at": _AT,
    "ended_at": _AT,
}
VENUE: Final = {
    "venue_id": "2c1b0a9f-8e7d-4c6b-9a5f-4e3d2c1b0a9f",
    "name": "Inyange Bar",
    "kind": "bar",
    "district": "Gasabo",
    "sector": "Remera",
    "street": "KG 11 Ave",
    "place": {"lat": -1.9536, "lon": 30.1127},
    "capacity": 120,
    "hours": [{"weekday": 5, "opens": "17:00:00", "closes": "02:00:00"}],
    "manager_id": _PERSON,
    "version": 1,
    "created_at": _AT,
    "changed_at": _AT,
}
STATION: Final = {
    "station_id": "3d2c1b0a-9f8e-4d7c-8b6a-5f4e3d2c1b0a",
    "name": "Radio Imirasire",
    "kind": "radio",
    "frequency_mhz": 101.9,
    "district": "Gasabo",
    "streams": ["https://stream.example.org/live"],
    "operator_id": _PERSON,
    "version": 1,
    "created_at": _AT,
    "changed_at": _AT,
}
EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "Artist": ARTIST,
    "ArtistPage": {"artists": [ARTIST], "next_cursor": None},
    "Claim": CLAIM,
    "ClaimPage": {"claims": [CLAIM], "next_cursor": None},
    "Merge": MERGE,
    "MergePage": {"merges": [MERGE], "next_cursor": None},
    "Figures": {
        "artist_id": _ARTIST,
        "artist_ids": [_ARTIST, "a77c9a0e-0c4f-5b4b-8f5f-2b9d1e7c6a55"],
        "first_day": "2026-11-01",
        "last_day": "2026-11-22",
        "accepted_plays": 1840,
        "accepted_ms": 331200000,
        "held_plays": 12,
        "held_ms": 2160000,
        "rejected_plays": 3,
        "rejected_ms": 540000,
    },
    "Song": SONG,
    "SongPage": {"songs": [SONG], "next_cursor": "WyJuYXJlbWV5ZSIsIjFmMGMiXQ"},
    "Work": WORK,
    "WorkPage": {"works": [WORK], "next_cursor": None},
    "Holder": HOLDER,
    "HolderPage": {"holders": [HOLDER], "next_cursor": None},
    "Rights": {
        "kind": "song",
        "id": _SONG,
        "day": "2026-11-22",
        "rights": [
            {"right_type": "composition", "state": "missing", "parts": []},
            {"right_type": "performance", "state": "disputed", "parts": PARTS},
            {"right_type": "producer", "state": "clear", "parts": PARTS},
        ],
        "version": 3,
    },
    "History": {"divisions": [DIVISION]},
    "Dispute": DISPUTE,
    "DisputePage": {"disputes": [DISPUTE], "next_cursor": None},
    "Upload": UPLOAD,
    "UploadPage": {"uploads": [UPLOAD], "next_cursor": None},
    "Import": {
        "import_id": "a1b2c3d4-e5f6-4789-8abc-0123456789ab",
        "state": "running",
        "progress": {"step": "registering", "done": 524288, "total": 10485760},
        "reason": None,
        "dry": False,
        "sha256": _SHA256,
        "bytes": 10485760,
        "line": 5001,
        "added": 4980,
        "changed": 10,
        "unchanged": 0,
        "repeated": 4,
        "wrong": 6,
        "made_at": _AT,
        "ended_at": None,
    },
    "ErrorPage": {
        "errors": [{"line": 17, "field": "isrc", "code": "bad-isrc", "message": "'RW-ABC-24-1' is no ISRC"}],
        "next_cursor": None,
    },
    "Country": {"provinces": [{"province": "Northern", "districts": [{"district": "Musanze", "sectors": ["Muhoza"]}]}]},
    "Venue": VENUE,
    "VenuePage": {"venues": [VENUE], "next_cursor": None},
    "Station": STATION,
    "StationPage": {"stations": [STATION], "next_cursor": None},
    "Speakers": {
        "person": _PERSON,
        "sources": [{"source_id": "venue-17", "source_type": "venue", "name": "Bar player", "standing": "registered"}],
    },
    "Live": {"live": True},
    "Ready": {"ready": True, "waits_for": None},
}
