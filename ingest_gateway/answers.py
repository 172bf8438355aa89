"""What became of each item, as the sender is told."""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from ingest_gateway.codes import Code, Rejected


class Status(StrEnum):
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    RETRY = "retry"


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """One item, in the place that it had in the request."""

    event_id: Annotated[str | None, Meta(description="As it was sent; null where it could not be read.")]
    status: Status
    code: Code | None = None
    field: str | None = None
    message: str | None = None


class Summary(msgspec.Struct, frozen=True):
    """How many items have each status."""

    accepted: int
    duplicate: int
    rejected: int
    retry: int


class Answer(msgspec.Struct, frozen=True):
    """What became of a request."""

    batch_id: str
    results: list[Result]
    summary: Summary


def rejected(event_id: str | None, why: Rejected) -> Result:
    """The result of an item that can never be accepted."""
    return Result(event_id, Status.REJECTED, why.code, why.field, why.message)


def answer(batch_id: str, results: list[Result]) -> Answer:
    """The answer with its summary."""
    count = [result.status for result in results].count
    summary = Summary(
        accepted=count(Status.ACCEPTED),
        duplicate=count(Status.DUPLICATE),
        rejected=count(Status.REJECTED),
        retry=count(Status.RETRY),
    )
    return Answer(batch_id, results, summary)
