"""What FastAPI makes of the routes, completed: security, our problem documents, and an example of every answer."""

from typing import Any, Final

from review.examples import EXAMPLES
from review.guard import DECLARED
from review.permissions import PERMISSIONS, Permission
from review.problems import ProblemShape

TITLE: Final = "Injyana review"
VERSION: Final = "1.0.0"
ABOUT: Final = """People judge what machines hold. Reviewers take cases from a queue, look at the evidence, and
decide with a reason; large rejections and every appeal take two people. Artists and sources see why their plays were
not accepted, and appeal.

Every POST needs an `Idempotency-Key`: sent again with the same key, a request is answered and not done again. A
decision is on the plays of the `version` that was read, and on none that came later. Errors are problem documents
(RFC 9457).
"""


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with what FastAPI does not know."""
    schemas: dict[str, Any] = document["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = ProblemShape.model_json_schema(ref_template="#/components/schemas/{model}")
    document["components"]["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "EdDSA. Of a person (audience injyana-review) or of a source (audience injyana-gateway).",
        }
    }
    for calls in document["paths"].values():
        for call in calls.values():
            _complete(call)
    return document


def _complete(call: dict[str, Any]) -> None:
    declared = {Permission(each) for each in call[DECLARED]}
    public = Permission.PUBLIC in declared
    call["security"] = [] if public else [{"token": []}]
    if not public:
        roles = [role.value for role, may in PERMISSIONS.items() if may & declared]
        call["description"] = f"For: {', '.join(roles)}."
    for status, answer in call["responses"].items():
        content = answer.get("content", {}).get("application/json")
        if content is None or not status.startswith("2"):
            continue
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        if name in EXAMPLES:
            content["examples"] = {"answer": {"value": EXAMPLES[name]}}
    if public:
        call["responses"].pop("422", None)
