"""The parts of a running catalogue service, and what a route has of them."""

from dataclasses import dataclass
from typing import Annotated, TypeVar, cast

from fastapi import Depends, Request, Response

from catalogue.changes import Change
from catalogue.preconditions import etag
from catalogue.shelf import Shelf
from catalogue.storage import Storage
from http_api import service
from http_api.audit import RequestId
from http_api.callers import Caller
from http_api.database import Db
from http_api.guard import Who, service_of
from http_api.shapes import Shape
from kernel.codec import Codecs

S = TypeVar("S", bound=Shape)


@dataclass(slots=True, kw_only=True)
class Service(service.Service):
    """Everything that a call needs. Files that are sent are put into `storage`; `shelf` knows how all songs sound."""

    codecs: Codecs
    storage: Storage
    shelf: Shelf
    file_seconds: float


class Changing:
    """What a route changes something with, within a transaction of its own."""

    def __init__(self, request: Request, request_id: RequestId, by: Who) -> None:
        self._service = cataloguing(request)
        self._request_id = request_id
        self.by: Caller = by

    def on(self, db: Db) -> Change:
        """The caller's change in this transaction."""
        return Change(db, self.by, self._service.codecs, self._request_id)


def cataloguing(request: Request) -> Service:
    """The running service of a request."""
    return cast(Service, service_of(request))


def tagged(response: Response, found: S, version: int) -> S:
    """The answer, with the ETag of its version."""
    response.headers["ETag"] = etag(version)
    return found


Serving = Annotated[Service, Depends(cataloguing)]
Changes = Annotated[Changing, Depends()]
