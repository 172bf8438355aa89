"""The parts of a running identity service."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, cast

from fastapi import Depends, Request

from http_api import service
from http_api.guard import service_of
from identity.addresses import Channel
from identity.desk import Desk
from identity.devices.parts import Devices


@dataclass(slots=True, kw_only=True)
class Service(service.Service):
    """Everything that a call needs.

    `jwks` is the file of public keys that every verifier of tokens reads. `channels` are those by which people can be
    reached. `audiences` are the names by which clients' assertions may mean us.
    `client_address_header` names the header in which a load balancer in front says who calls; empty where
    there is none, since anybody could write it.
    """

    desk: Desk
    devices: Devices
    jwks: Path
    channels: Collection[Channel]
    audiences: Collection[str]
    client_address_header: str = ""


def identifying(request: Request) -> Service:
    """The running service of a request."""
    return cast(Service, service_of(request))


Serving = Annotated[Service, Depends(identifying)]
