"""The parts of a running identity service."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, cast

from fastapi import Depends, Request

from http_api import service
from http_api.guard import service_of


@dataclass(slots=True, kw_only=True)
class Service(service.Service):
    """Everything that a call needs. `jwks` is the file of public keys that every verifier of tokens reads."""

    jwks: Path


def identifying(request: Request) -> Service:
    """The running service of a request."""
    return cast(Service, service_of(request))


Serving = Annotated[Service, Depends(identifying)]
