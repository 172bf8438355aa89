"""The parts of a running review service."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from http_api import service
from http_api.guard import service_of
from review.database import Desk
from review.tariffs import Tariffs
from review.work import Apply, Work


@dataclass(slots=True, kw_only=True)
class Service(service.Service):
    """Everything that a call needs."""

    desk: Desk
    tariffs: Tariffs
    apply: Apply

    @contextmanager
    def work(self) -> Iterator[Work]:
        """One transaction's work, committed at the end."""
        with self.desk.transaction() as db:
            yield Work(db, self.clock(), self.tariffs, self.apply)


def reviewing(request: Request) -> Service:
    """The running service of a request."""
    return cast(Service, service_of(request))


Serving = Annotated[Service, Depends(reviewing)]
