"""Examples of requests and answers, for the OpenAPI document. A test sends each of them."""

from typing import Any, Final

PLAY: Final[dict[str, Any]] = {
    "event_id": "0195d8a2-7c1e-7b60-9a53-2f1d6c0b8e11",
    "kind": "fingerprint",
    "played_at": "2026-03-01T18:30:00+02:00",
    "duration_ms": 15000,
    "fingerprint": {"algorithm": "chromaprint", "profile": "mic", "data": "AQAACEmUaEkSRZEGAA", "offset_ms": 0},
    "location": {"lat": -1.95, "lon": 30.06, "accuracy_m": 20},
    "sequence": 4711,
    "sent_at": "2026-03-01T18:31:00+02:00",
    "client": {"app": "injyana-phone", "version": "1.4.0", "os": "Android 14"},
}
DECLARED: Final[dict[str, Any]] = {
    "event_id": "0195d8a2-7c1e-7b60-9a53-2f1d6c0b8e12",
    "kind": "metadata",
    "played_at": "2026-03-01T18:33:00+02:00",
    "duration_ms": 201000,
    "metadata": {"title": "Amahoro", "artist": "Inanga Trio", "isrc": "RWA012400001"},
}
BODIES: Final[dict[str, dict[str, Any]]] = {
    "play": PLAY,
    "batch": {"plays": [PLAY, DECLARED]},
    "manual": {
        "played_at": "2026-03-01T20:00:00+02:00",
        "duration_ms": 180000,
        "title": "Amahoro",
        "artist": "Inanga Trio",
        "location": {"lat": -1.95, "lon": 30.06},
    },
    "feed": {
        "plays": [
            {
                "played_at": "2026-03-01T06:00:00+02:00",
                "duration_ms": 201000,
                "title": "Amahoro",
                "artist": "Inanga Trio",
                "isrc": "RWA012400001",
            }
        ]
    },
}
CSV: Final = (
    "played_at,duration_ms,title,artist,isrc\r\n2026-03-01T06:00:00+02:00,201000,Amahoro,Inanga Trio,RWA012400001\r\n"
)
ANSWER: Final[dict[str, Any]] = {
    "batch_id": "0195d8a2-9f10-7c44-8d21-5b7e3a9c0f42",
    "results": [
        {"event_id": PLAY["event_id"], "status": "accepted"},
        {
            "event_id": DECLARED["event_id"],
            "status": "rejected",
            "code": "bad_isrc",
            "field": "metadata.isrc",
            "message": "isrc is not an ISRC such as RWA012400001.",
        },
    ],
    "summary": {"accepted": 1, "duplicate": 0, "rejected": 1, "retry": 0},
}
BATCH_STATUS: Final[dict[str, Any]] = {
    "batch_id": ANSWER["batch_id"],
    "received_at": "2026-03-01T16:31:00Z",
    "accepted": 200,
    "in_flight": 3,
    "recognised": 190,
    "unrecognised": 7,
    "dead_letters": 0,
}
_KINDS: Final = {
    "400": ("not-json", "The body is not JSON in UTF-8."),
    "401": ("unauthorised", "A valid access token is needed."),
    "403": ("forbidden", "This source may not report plays."),
    "404": ("no-such-batch", "This source has no such batch."),
    "408": ("slow-body", "The body took too long."),
    "413": ("too-large", "The body is too large."),
    "415": ("unsupported-media-type", "The body has another type than this call takes."),
    "422": ("bad-envelope", "The request's outer shape is wrong."),
    "429": ("too-many-plays", "This source reports too many plays."),
    "503": ("unavailable", "Not possible now."),
}


def problem(status: str) -> dict[str, Any]:
    """A problem document of that status."""
    kind, title = _KINDS[status]
    return {"type": f"urn:injyana:problem:{kind}", "title": title, "status": int(status)}
