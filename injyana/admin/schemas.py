"""Schemas as schemas/avro has them: what the registry lacks or has otherwise, and how to register it."""

import difflib
import json
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import httpx

from kernel.errors import Refused, RegistryAway

COMPATIBILITY = "BACKWARD"
"""A new schema must read what the one before it wrote: readers are brought up to date first."""
TIMEOUT_SECONDS = 30.0
CONTENT_TYPE = "application/vnd.schemaregistry.v1+json"


@dataclass(frozen=True, slots=True)
class Change:
    """What one subject needs: `before` is the text registered last, None where there is none."""

    subject: str
    text: str
    before: str | None

    def lines(self) -> Iterator[str]:
        """The change as a diff of the schemas."""
        if self.before is None:
            yield f"+ {self.subject}: first schema"
            return
        yield f"~ {self.subject}"
        for line in difflib.unified_diff(pretty(self.before), pretty(self.text), lineterm="", n=2):
            if not line.startswith(("---", "+++", "@@")):
                yield f"{line[0]}   {line[1:]}"


def pretty(text: str) -> list[str]:
    """A schema's text laid out one way, so that layout is never a difference."""
    return json.dumps(json.loads(text), indent=2, ensure_ascii=False).splitlines()


class Subjects:
    """The subjects of a registry that speaks Confluent's API. RegistryAway where it does not answer."""

    def __init__(self, url: str) -> None:
        self._url, _, query = url.partition("?")
        files = dict(parse_qsl(query))
        verify = ssl.create_default_context(cafile=files["ca"]) if files else True
        self._client = httpx.Client(timeout=TIMEOUT_SECONDS, headers={"Content-Type": CONTENT_TYPE}, verify=verify)

    def plan(self, wanted: Iterable[tuple[str, str]]) -> list[Change]:
        """Those of the (subject, schema text) that the registry does not have as their newest."""
        changes = [Change(subject, text, self.newest(subject)) for subject, text in wanted]
        return [change for change in changes if change.before is None or pretty(change.before) != pretty(change.text)]

    def newest(self, subject: str) -> str | None:
        """The text registered last, or None."""
        answer = self._request("GET", f"/subjects/{subject}/versions/latest")
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        return str(self._good(answer)["schema"])

    def check(self, change: Change) -> None:
        """Refused where the registry's compatibility check forbids the change."""
        if change.before is None:
            return
        path = f"/compatibility/subjects/{change.subject}/versions/latest?verbose=true"
        verdict = self._good(self._request("POST", path, {"schema": change.text, "schemaType": "AVRO"}))
        if not verdict["is_compatible"]:
            raise Refused(_incompatible(change.subject, "; ".join(verdict.get("messages") or ())))

    def register(self, change: Change) -> None:
        """Registers the schema under BACKWARD compatibility. Refused where it is incompatible."""
        if change.before is None:
            self._compatibility(change.subject)
        answer = self._request(
            "POST", f"/subjects/{change.subject}/versions", {"schema": change.text, "schemaType": "AVRO"}
        )
        if answer.status_code == httpx.codes.CONFLICT:
            raise Refused(_incompatible(change.subject, answer.text))
        self._good(answer)
        if change.before is None:
            self._compatibility(change.subject)

    def close(self) -> None:
        self._client.close()

    def _compatibility(self, subject: str) -> None:
        self._request("PUT", f"/config/{subject}", {"compatibility": COMPATIBILITY})

    def _request(self, method: str, path: str, body: object = None) -> httpx.Response:
        try:
            return self._client.request(method, self._url + path, content=json.dumps(body) if body else None)
        except httpx.HTTPError as error:
            raise RegistryAway(f"the schema registry at {self._url} does not answer: {error}") from error

    def _good(self, answer: httpx.Response) -> dict[str, Any]:
        if answer.is_error:
            raise RegistryAway(f"the schema registry at {self._url} answers {answer.status_code}: {answer.text}")
        good: dict[str, Any] = answer.json()
        return good


def _incompatible(subject: str, why: str) -> str:
    return (
        f"the new schema of {subject} is not {COMPATIBILITY} compatible: it cannot read what was written before."
        f" Give every new field a default, and never change a field's type or remove a symbol. {why}"
    )
