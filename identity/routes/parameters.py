"""Parameters that several routes take."""

from typing import Annotated, Final
from uuid import UUID

import jwt
from fastapi import Depends, Header, Path, Request, Response

from http_api.problems import Meaning, Problems
from identity.addresses import Address
from identity.limits import PROGRAM_CHARS
from identity.service import Serving
from identity.sessions.issuing import Seen

problems: Final = Problems(
    {
        401: Meaning("wrong-credentials", "This signs nobody in.", "No token, password or code, or not a good one."),
        429: Meaning("too-many-tries", "Too many tries.", "Wait for Retry-After seconds."),
    }
)
RegistrationId = Annotated[UUID, Path(description="From the answer to the registration.")]
InvitationId = Annotated[UUID, Path(description="From the message.")]
ResetId = Annotated[UUID, Path(description="From the answer to the asking.")]
SessionId = Annotated[UUID, Path(description="The session.")]
UserId = Annotated[UUID, Path(description="The person.")]
IfMatch = Annotated[str | None, Header(alias="If-Match", max_length=100, description="ETag of what was read.")]


def _seen(request: Request, service: Serving) -> Seen:
    """From where a request comes: its connection's peer, or what the load balancer in front of us says."""
    told = request.headers.get(service.client_address_header, "") if service.client_address_header else ""
    peer = request.client.host if request.client else ""
    address = told.rpartition(",")[2].strip() or peer
    return Seen(address[:PROGRAM_CHARS], request.headers.get("user-agent", "")[:PROGRAM_CHARS])


def _current(request: Request) -> UUID | None:
    """The session of the token, which the guard has verified; None where it is of none."""
    token = request.headers.get("authorization", "").partition(" ")[2]
    sid = jwt.decode(token, options={"verify_signature": False}).get("sid")
    return UUID(sid) if sid else None


def _not_stored(response: Response) -> None:
    """What answers with a secret is kept by nobody on the way."""
    response.headers["Cache-Control"] = "no-store"


SeenFrom = Annotated[Seen, Depends(_seen)]
Current = Annotated[UUID | None, Depends(_current)]
NotStored = Depends(_not_stored)


def throttled_as(address: Address) -> str:
    """What messages to an address are counted by."""
    return f"{address.channel}:{address.text.casefold()}"
