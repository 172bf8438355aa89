"""Whether everything that was accepted is accounted for."""

from typing import Annotated

from fastapi import APIRouter, Query

from review import limits, reconciling
from review.guard import GuardedRoute, Serving, Who, needs
from review.permissions import Permission
from review.problems import problems
from review.reconciliation_shapes import Reconciliation
from review.routes.parameters import Cursor, Limit
from review.shapes import Id

router = APIRouter(route_class=GuardedRoute, prefix="/api/v1", tags=["reconciliation"])


@router.get(
    "/reconciliation",
    summary="What became of accepted detections by source and hour, the newest first, and open gaps",
    openapi_extra=needs(Permission.READ_RECONCILIATION, Permission.READ_OWN_RECONCILIATION),
    responses=problems(422),
)
def reconciliation(
    by: Who,
    service: Serving,
    source: Annotated[Id | None, Query(description="Only of this source.")] = None,
    missing: Annotated[bool, Query(description="Only hours in which something is missing.")] = False,
    cursor: Cursor = None,
    limit: Limit = limits.PAGE,
) -> Reconciliation:
    with service.work() as work:
        return reconciling.reconciliation(work, by, source, missing, cursor, limit)
