"""An example of every answer, for the OpenAPI document. A test holds each against its shape."""

from typing import Any, Final

EVENT: Final = "0195d8a2-7c1e-7b60-9a53-2f1d6c0b8e11"
CASE: Final = "source.cGhvbmUtNx9hcnRpc3QtMQ"
VERSION: Final = "3f6c1d0e9a7b4c52a1e0d4b8c7f60912"
CLAIM: Final[dict[str, Any]] = {"claimed_by": "Aline", "claimed_until": "2026-03-02T09:30:00Z"}
FLAG: Final[dict[str, Any]] = {
    "rule": "impossible_travel",
    "severity": "hold",
    "score": 0.9,
    "evidence": "Two plays 41 km apart within 9 minutes by the same phone.",
    "details": {"km": "41", "minutes": "9"},
    "contributions": [],
    "version": "rules-2",
}
PLAY: Final[dict[str, Any]] = {
    "event_id": EVENT,
    "played_at": "2026-03-01T16:30:00Z",
    "received_at": "2026-03-01T16:31:00Z",
    "duration_ms": 201000,
    "source_id": "phone-7",
    "source_type": "phone",
    "song_id": "song-1",
    "title": "Amahoro",
    "artist_id": "artist-1",
    "artist": "Inanga Trio",
    "station_id": None,
    "venue_id": None,
    "district": "Gasabo",
    "kind": "fingerprint",
    "method": "fingerprint",
    "confidence": 0.94,
    "verdict": "held",
    "revision": 0,
    "score": 0.9,
    "reasons": ["impossible_travel"],
    "scored_by": "rules-2",
    "flags": [FLAG],
}
DECISION: Final[dict[str, Any]] = {
    "decision_id": "7b1f0c5e-2d39-4c5e-9f3b-6a3c1b7a9d10",
    "case_id": CASE,
    "kind": "source",
    "verdict": "rejected",
    "reason": "The phone was in two districts at once, three days in a row.",
    "state": "proposed",
    "plays": 412,
    "stake_rwf": 24500,
    "tariffs_version": "tariffs-1",
    "decided_by": "Aline",
    "decided_at": "2026-03-02T09:10:00Z",
    "confirmed_by": None,
    "confirmed_at": None,
    "confirmation": None,
    "appeal_id": None,
    "skipped": [],
}
APPEAL: Final[dict[str, Any]] = {
    "appeal_id": "0c2f7a64-5b1d-4a6e-8f0e-3d9b7c4a1e22",
    "appellant": "artist",
    "appellant_id": "artist-1",
    "words": "It was my concert on Saturday: the song was played twice because the crowd asked for it.",
    "made_at": "2026-03-03T07:00:00Z",
    "plays": 1,
    "waiting": 1,
    "state": "open",
}
CASE_SUMMARY: Final[dict[str, Any]] = {
    "case_id": CASE,
    "kind": "source",
    "plays": 412,
    "heard_ms": 82000000,
    "stake_rwf": 683,
    "score": 0.97,
    "since": "2026-03-01T16:31:00Z",
    "sources": 1,
    "some_sources": ["phone-7"],
    "artists": 1,
    "some_artists": ["artist-1"],
    "claim": CLAIM,
}
EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "CasePage": {"cases": [CASE_SUMMARY], "tariffs_version": "tariffs-1", "next_cursor": None},
    "CaseDetail": {
        "case_id": CASE,
        "kind": "source",
        "version": VERSION,
        "plays": 412,
        "more": False,
        "stake_rwf": 683,
        "tariffs_version": "tariffs-1",
        "needs_second_person": False,
        "claim": CLAIM,
        "finding": None,
        "appeal": None,
        "proposal": None,
        "sources": [
            {
                "source_id": "phone-7",
                "source_type": "phone",
                "name": "Kwizera's phone",
                "standing": "registered",
                "registered_at": "2026-01-05T10:00:00Z",
                "reputation": {"since": "2026-03-01T00:00:00Z", "good": 12.0, "bad": 1.0, "floor": 0.71},
                "held": 412,
                "accepted": 80,
                "rejected": 3,
            }
        ],
        "history": [DECISION],
        "page": [PLAY],
        "next_cursor": "WyIzZjZjMWQwZTlhN2I0YzUyYTFlMGQ0YjhjN2Y2MDkxMiIsNTBd",
    },
    "Claim": CLAIM,
    "Decision": DECISION,
    "DecisionPage": {"decisions": [DECISION], "next_cursor": None},
    "DecisionDetail": DECISION
    | {
        "version": VERSION,
        "evidence": {"findings": [], "sources": [{"source_id": "phone-7", "standing": "registered"}]},
        "decided_plays": [
            {
                "event_id": EVENT,
                "played_at": "2026-03-01T16:30:00Z",
                "source_id": "phone-7",
                "artist_id": "artist-1",
                "verdict": "held",
                "revision": 0,
                "evidence": {"score": 0.9, "reasons": ["impossible_travel"], "flags": [FLAG]},
            }
        ],
        "next_cursor": None,
    },
    "PlayHistory": {
        "event_id": EVENT,
        "played_at": "2026-03-01T16:30:00Z",
        "source_id": "phone-7",
        "artist_id": "artist-1",
        "song_id": "song-1",
        "verdict": "accepted",
        "revisions": [
            {
                "revision": 0,
                "verdict": "held",
                "previous_verdict": None,
                "at": "2026-03-01T16:31:00Z",
                "made_by": "rules-2",
                "human": False,
                "score": 0.9,
                "reasons": ["impossible_travel"],
                "decision_id": None,
            },
            {
                "revision": 1,
                "verdict": "accepted",
                "previous_verdict": "held",
                "at": "2026-03-02T09:10:00Z",
                "made_by": "a reviewer",
                "human": True,
                "score": 0.9,
                "reasons": ["reviewed"],
                "decision_id": DECISION["decision_id"],
            },
        ],
        "flags": [FLAG],
        "decisions": [DECISION | {"verdict": "accepted", "state": "applied"}],
        "appeals": [],
    },
    "OwnPlayPage": {
        "plays": [
            {
                "event_id": EVENT,
                "played_at": "2026-03-01T16:30:00Z",
                "duration_ms": 201000,
                "source_id": "phone-7",
                "song_id": "song-1",
                "title": "Amahoro",
                "artist_id": "artist-1",
                "verdict": "held",
                "reasons": ["impossible_travel"],
                "evidence": [{"rule": FLAG["rule"], "evidence": FLAG["evidence"]}],
                "appeal": "possible",
            }
        ],
        "next_cursor": None,
    },
    "AppealPage": {"appeals": [APPEAL], "next_cursor": None},
    "AppealDetail": APPEAL
    | {
        "appealed_plays": [
            {
                "event_id": EVENT,
                "played_at": "2026-03-01T16:30:00Z",
                "song_id": "song-1",
                "title": "Amahoro",
                "verdict_appealed": "held",
                "verdict": "held",
                "state": "open",
            }
        ],
        "decisions": [],
    },
    "Reconciliation": {
        "last_run": {"began_at": "2026-03-02T09:00:00Z", "ended_at": "2026-03-02T09:00:07Z", "waits_for": []},
        "gaps": [
            {
                "kind": "missing",
                "subject": "detections.raw/2/41207",
                "source_id": "phone-7",
                "event_id": EVENT,
                "at": "2026-03-01T16:31:00Z",
                "expected": "",
                "found": "",
                "found_at": "2026-03-01T16:35:04Z",
                "seen_at": "2026-03-02T09:00:07Z",
            }
        ],
        "hours": [
            {
                "source_id": "phone-7",
                "hour": "2026-03-01T16:00:00Z",
                "accepted": 31,
                "plays": 28,
                "unrecognised": 1,
                "dead": 0,
                "duplicates": 1,
                "in_flight": 0,
                "missing": 1,
            }
        ],
        "next_cursor": None,
    },
    "Live": {"live": True},
    "Ready": {"ready": True, "waits_for": None},
}
