"""The OpenAPI document: shapes from the structs that decode and answer, calls and examples written here."""

from typing import Any, Final

import msgspec

from ingest_gateway import examples, limits
from ingest_gateway.answers import Answer
from ingest_gateway.batches import BatchStatus
from ingest_gateway.codes import MEANING
from ingest_gateway.feeds import COLUMNS
from ingest_gateway.reported import FeedPlay, ManualPlay, Play
from kernel.problems import MEDIA_TYPE

TITLE: Final = "Injyana ingest gateway"
VERSION: Final = "1.0.0"
REF: Final = "#/components/schemas/"

_ABOUT: Final = """Takes reports of music that was played. Every item gets an answer of its own, in the order of the
request: `accepted` (Kafka has it), `duplicate` (it was accepted before), `rejected` (never: see `code`) or `retry`
(send it again after `Retry-After`). A request fails as a whole only when nothing in it could be looked at.

A resend is recognised by `event_id` and content; `sent_at`, `sequence` and `client` may differ, `played_at` may not.
"""

_PROBLEMS: Final = {
    "400": "The body is not JSON (or CSV, or gzip), ended too early, or is not what its signed Content-Digest says.",
    "401": "No token, or one that is expired, forged, meant for another service, or bound to another key; of a device"
    " also no good proof or signature, or a proof that was used before. WWW-Authenticate names which (RFC 9449),"
    " DPoP-Nonce a nonce for the next proof.",
    "403": "The token's source is unknown, suspended or revoked, or may not speak for the station.",
    "404": "This source has no such batch.",
    "408": "The body came too slowly.",
    "413": f"The body, or what it unpacks to, is larger than {limits.BODY_BYTES} bytes.",
    "415": "Another Content-Type or Content-Encoding than this call takes.",
    "422": "The outer shape is wrong: no list of plays, an empty one, or more than 1,000.",
    "429": "The source reports more plays than it may.",
    "503": "Kafka, or for a batch's state the ledger, does not answer, or too much is in work.",
}
_UPLOAD_PROBLEMS: Final = ("400", "401", "403", "408", "413", "415", "422", "429", "503")
_RETRY_AFTER: Final = ("429", "503")


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 description of every call."""
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": VERSION, "description": _ABOUT},
        "security": [{"device": []}, {"token": []}],
        "paths": {
            "/api/v1/batch/plays": {
                "post": _upload("batchPlays", "Many plays at once", _json_body(_many("Play"), "batch"))
            },
            "/api/v1/plays": {"post": _upload("play", "One play, live", _json_body(_ref("Play"), "play"))},
            "/api/v1/plays/manual": {
                "post": _upload("manualPlay", "One play, logged by hand", _json_body(_ref("ManualPlay"), "manual"))
            },
            "/api/v1/feeds/{station_id}/plays": {
                "post": _upload("feedPlays", "A station's log, or what it plays now", _feed_body())
                | _path("station_id")
            },
            "/api/v1/batches/{batch_id}": {"get": _batch_state() | _path("batch_id")},
            "/health/live": {"get": _operations("live", "Whether the process lives", "application/json")},
            "/health/ready": {"get": _operations("ready", "Whether it can do its work", "application/json", 503)},
            "/metrics": {"get": _operations("metrics", "Prometheus metrics", "text/plain")},
        },
        "components": {
            "securitySchemes": {
                "device": {
                    "type": "http",
                    "scheme": "DPoP",
                    "description": "Of a source with a key: its token, a proof in the header DPoP (RFC 9449), and over"
                    " what has a body a signature (RFC 9421, RFC 9530). docs/devices.md shows each step.",
                },
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "Of a service account: EdDSA, sub = source, scope = plays:report.",
                },
            },
            "schemas": _schemas(),
        },
    }


def _schemas() -> dict[str, Any]:
    types = (Play, FeedPlay, ManualPlay, Answer, BatchStatus)
    _, found = msgspec.json.schema_components(types, ref_template=REF + "{name}")
    for schema in found.values():
        schema.pop("additionalProperties", None)  # unknown fields are ignored, not refused
    found["Code"]["description"] = "\n".join(f"* `{code}`: {meaning}" for code, meaning in MEANING.items())
    found["Problem"] = {
        "type": "object",
        "description": "RFC 9457.",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "results": {
                "type": "array",
                "items": _ref("Result"),
                "description": "With 503, where items were looked at.",
            },
        },
    }
    for name in ("Play", "FeedPlay", "ManualPlay"):
        _patterns_for_other_languages(found[name])
    return dict(found)


def _patterns_for_other_languages(schema: dict[str, Any]) -> None:
    """Python's end-of-text mark is no part of JSON Schema's regular expressions."""
    for key, value in schema.items():
        if key == "pattern":
            schema[key] = value.replace(r"\Z", "$")
        elif isinstance(value, dict):
            _patterns_for_other_languages(value)
        elif isinstance(value, list):
            for each in value:
                if isinstance(each, dict):
                    _patterns_for_other_languages(each)


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": REF + name}


def _many(name: str) -> dict[str, Any]:
    items = {"type": "array", "minItems": 1, "maxItems": limits.ITEMS, "items": _ref(name)}
    return {"type": "object", "required": ["plays"], "properties": {"plays": items}}


def _json_body(schema: dict[str, Any], example: str) -> dict[str, Any]:
    content = {"schema": schema, "examples": {example: {"value": examples.BODIES[example]}}}
    return {"required": True, "content": {"application/json": content}}


def _feed_body() -> dict[str, Any]:
    body = _json_body(_many("FeedPlay"), "feed")
    body["content"]["text/csv"] = {
        "schema": {"type": "string", "description": f"The first line names the columns: {', '.join(COLUMNS)}."},
        "examples": {"log": {"value": examples.CSV}},
    }
    return body


def _path(name: str) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1, "maxLength": limits.ID_CHARS}
    return {"parameters": [{"name": name, "in": "path", "required": True, "schema": schema}]}


def _limit_headers() -> dict[str, Any]:
    whole = {"type": "integer"}
    return {
        "RateLimit-Limit": {"schema": whole, "description": "Plays that a full bucket holds."},
        "RateLimit-Remaining": {"schema": whole, "description": "Plays left in it."},
        "RateLimit-Reset": {"schema": whole, "description": "Seconds until it is full."},
    }


def _challenge() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "WWW-Authenticate": {"schema": text, "description": "What is wanted, and what was wrong (RFC 6750, RFC 9449)."},
        "DPoP-Nonce": {"schema": text, "description": "Of a device's request: a nonce for its next proof."},
    }


def _problem(status: str) -> dict[str, Any]:
    headers = _challenge() if status == "401" else _limit_headers()
    if status in _RETRY_AFTER:
        headers["Retry-After"] = {"schema": {"type": "integer"}, "description": "Seconds."}
    found: dict[str, Any] = {
        "description": _PROBLEMS[status],
        "content": {
            MEDIA_TYPE: {"schema": _ref("Problem"), "examples": {"problem": {"value": examples.problem(status)}}}
        },
    }
    return found | {"headers": headers}


def _upload(name: str, summary: str, body: dict[str, Any]) -> dict[str, Any]:
    answered = {
        "description": "What became of each item, in order. Retry-After where an item is to be sent again.",
        "headers": _limit_headers() | {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}},
        "content": {"application/json": {"schema": _ref("Answer"), "examples": {"answer": {"value": examples.ANSWER}}}},
    }
    return {
        "operationId": name,
        "summary": summary,
        "requestBody": body,
        "responses": {"200": answered} | {status: _problem(status) for status in _UPLOAD_PROBLEMS},
    }


def _batch_state() -> dict[str, Any]:
    content = {"schema": _ref("BatchStatus"), "examples": {"state": {"value": examples.BATCH_STATUS}}}
    return {
        "operationId": "batchState",
        "summary": "What became of a batch, up to the ledger",
        "responses": {
            "200": {
                "description": "Items by state.",
                "headers": _limit_headers(),
                "content": {"application/json": content},
            },
        }
        | {status: _problem(status) for status in ("401", "403", "404", "503")},
    }


def _operations(name: str, summary: str, media: str, *others: int) -> dict[str, Any]:
    answers = {str(status): {"description": summary, "content": {media: {"schema": {}}}} for status in (200, *others)}
    return {"operationId": name, "summary": summary, "security": [], "responses": answers}
