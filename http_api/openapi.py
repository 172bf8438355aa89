"""What FastAPI makes of the routes, completed: security, our problem documents, and an example of every answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from http_api.guard import DECLARED
from http_api.permissions import PERMISSIONS, Permission, Role
from http_api.problems import ProblemShape

DEVICE: Final = (
    "Of a source with a key: its token, a proof in the header DPoP (RFC 9449), and over what has a body a signature"
    " (RFC 9421, RFC 9530), as the gateway has it."
)


@dataclass(frozen=True, slots=True)
class About:
    """What a service says of itself. `examples` has one of every answer, by the name of its schema."""

    title: str
    version: str
    text: str
    callers: str
    """Whose tokens it takes."""
    examples: Mapping[str, Mapping[str, Any]]


def completed(document: dict[str, Any], about: About) -> dict[str, Any]:
    """The document with what FastAPI does not know."""
    schemas: dict[str, Any] = document["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = ProblemShape.model_json_schema(ref_template="#/components/schemas/{model}")
    document["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": f"EdDSA. {about.callers}"},
        "device": {"type": "http", "scheme": "DPoP", "description": DEVICE},
    }
    for calls in document["paths"].values():
        for call in calls.values():
            _complete(call, about.examples)
    return document


def _complete(call: dict[str, Any], examples: Mapping[str, Mapping[str, Any]]) -> None:
    declared = {Permission(each) for each in call[DECLARED]}
    public = Permission.PUBLIC in declared
    call["security"] = []
    if not public:
        roles = [role.value for role, may in PERMISSIONS.items() if may & declared]
        call["security"] = [{"token": []}, *([{"device": []}] if Role.SOURCE in roles else [])]
        call["description"] = f"For: {', '.join(roles)}."
    for status, answer in call["responses"].items():
        content = answer.get("content", {}).get("application/json")
        if content is None or not status.startswith("2"):
            continue
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        if name in examples:
            content["examples"] = {"answer": {"value": examples[name]}}
    if public and not call.get("parameters") and "requestBody" not in call:
        call["responses"].pop("422", None)
