"""What artists and sources call: their plays that were not accepted, and appeals about them."""

from fastapi import APIRouter, Response

from http_api.guard import GuardedRoute, Who, needs
from http_api.parameters import Cursor, Limit
from http_api.permissions import Permission
from http_api.shapes import PAGE, Shape
from kernel import metrics
from review import appeals
from review.problems import problems
from review.routes.parameters import AppealId, OneTime
from review.service import Serving
from review.shapes import AppealDetail, AppealPage, MakeAppeal, OwnPlayPage

router = APIRouter(route_class=GuardedRoute, prefix="/api/v1", tags=["appeals"])

READ = needs(Permission.READ_APPEALS, Permission.READ_OWN_APPEALS)


@router.get(
    "/appeals/plays",
    summary="One's own held and rejected plays",
    openapi_extra=needs(Permission.APPEAL),
    responses=problems(422),
)
def own_plays(by: Who, service: Serving, cursor: Cursor = None, limit: Limit = PAGE) -> OwnPlayPage:
    with service.work() as work:
        return appeals.own_plays(work, by, cursor, limit)


@router.post(
    "/appeals",
    summary="Appeal against the verdict on one's own plays",
    status_code=201,
    openapi_extra=needs(Permission.APPEAL),
    response_model=AppealDetail,
    responses=problems(404, 409, 413, 415, 422, 429),
)
def make_appeal(by: Who, once: OneTime, said: MakeAppeal) -> Response:
    return once(201, lambda work: appeals.make(work, by, said.event_ids, said.words), _counted)


@router.get("/appeals", summary="Appeals, the newest first", openapi_extra=READ, responses=problems(422))
def list_appeals(by: Who, service: Serving, cursor: Cursor = None, limit: Limit = PAGE) -> AppealPage:
    with service.work() as work:
        return appeals.page(work, by, cursor, limit)


@router.get(
    "/appeals/{appeal_id}", summary="An appeal and what came of it", openapi_extra=READ, responses=problems(404, 422)
)
def appeal(by: Who, service: Serving, appeal_id: AppealId) -> AppealDetail:
    with service.work() as work:
        return appeals.show(work, by, appeal_id)


def _counted(made: Shape) -> None:
    if isinstance(made, AppealDetail):
        metrics.REVIEW_APPEALS.labels(made.appellant).inc()
