"""Whether everything that was accepted is accounted for."""

from typing import Annotated

from fastapi import APIRouter, Query

from http_api.guard import GuardedRoute, Who, needs
from http_api.parameters import Cursor, Limit
from http_api.permissions import Permission
from http_api.shapes import PAGE, Id
from review import reconciling
from review.problems import problems
from review.reconciliation_shapes import Reconciliation
from review.service import Serving

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
    limit: Limit = PAGE,
) -> Reconciliation:
    with service.work() as work:
        return reconciling.reconciliation(work, by, source, missing, cursor, limit)
