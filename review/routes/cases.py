"""The queue, its cases, and deciding on them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from http_api.guard import GuardedRoute, Who, needs
from http_api.parameters import Cursor, Limit
from http_api.permissions import Permission
from http_api.shapes import PAGE, Id, Shape
from kernel import metrics
from kernel.events.plays import Verdict
from review import claims, deciding, queue
from review.cases import Case, Kind
from review.detail import detail
from review.problems import problems
from review.routes.parameters import OneTime, TheCase
from review.service import Serving
from review.shapes import CaseDetail, CasePage, Claim, Decide, DecideCluster, Decision

router = APIRouter(route_class=GuardedRoute, prefix="/api/v1/review", tags=["cases"])

QueueKind = Literal["finding", "source", "appeal", "proposal", "audit"]
ClusterKind = Literal["finding", "source"]
_CLUSTERS = {"finding": Kind.ALL_OF_FINDING, "source": Kind.ALL_OF_SOURCE}
READ = needs(Permission.READ_CASES)


@router.get("/cases", summary="What waits, appeals and most money first", openapi_extra=READ, responses=problems(422))
def cases(
    by: Who,
    service: Serving,
    kind: Annotated[QueueKind | None, Query(description="Only cases of this kind.")] = None,
    source: Annotated[Id | None, Query(description="Only cases with plays of this source.")] = None,
    artist: Annotated[Id | None, Query(description="Only cases with plays of this artist.")] = None,
    claimed: Annotated[queue.Claimed | None, Query(description="Only cases that so somebody works on.")] = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> CasePage:
    with service.work() as work:
        return queue.page(work, by, queue.Filters(kind, source, artist, claimed), cursor, limit)


@router.get(
    "/cases/{case_id}",
    summary="A case with its plays",
    openapi_extra=READ,
    responses=problems(404, 412, 422, etag=True),
)
def case(service: Serving, response: Response, case: TheCase, cursor: Cursor = None, limit: Limit = PAGE) -> CaseDetail:
    with service.work() as work:
        return _tagged(response, detail(work, case, cursor, limit))


@router.post(
    "/cases/{case_id}/claim",
    summary="Take a case for 30 minutes, or renew that",
    openapi_extra=needs(Permission.CLAIM),
    response_model=Claim,
    responses=problems(404, 409, 422),
)
def claim(by: Who, once: OneTime, case: TheCase) -> Response:
    return once(200, lambda work: claims.take(work, by, case))


@router.delete(
    "/cases/{case_id}/claim",
    summary="Give a case back",
    status_code=204,
    openapi_extra=needs(Permission.CLAIM),
    responses=problems(404, 409, 422),
)
def release(by: Who, service: Serving, case: TheCase) -> None:
    with service.work() as work:
        claims.release(work, by, case)


@router.post(
    "/cases/{case_id}/decisions",
    summary="Decide on the plays of a case that were seen",
    status_code=201,
    openapi_extra=needs(Permission.DECIDE),
    response_model=Decision,
    responses=problems(404, 409, 412, 413, 415, 422),
)
def decide(by: Who, once: OneTime, case: TheCase, said: Decide) -> Response:
    judgement = deciding.Judgement(said.version, Verdict(said.verdict), said.reason, said.event_ids)
    return once(201, lambda work: deciding.decide(work, by, case, judgement), counted)


@router.get(
    "/clusters",
    summary="All held plays of a source or finding",
    openapi_extra=READ,
    responses=problems(404, 412, 422, etag=True),
)
def cluster(
    service: Serving,
    response: Response,
    kind: Annotated[ClusterKind, Query(description="What the id is of.")],
    id: Annotated[Id, Query(description="The source or finding.")],  # noqa: A002 - the parameter's name outside
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> CaseDetail:
    with service.work() as work:
        return _tagged(response, detail(work, _cluster(kind, id), cursor, limit))


@router.post(
    "/clusters/decisions",
    summary="Decide on all held plays of a source or finding that were seen",
    status_code=201,
    openapi_extra=needs(Permission.DECIDE),
    response_model=Decision,
    responses=problems(404, 409, 412, 413, 415, 422),
)
def decide_cluster(by: Who, once: OneTime, said: DecideCluster) -> Response:
    judgement = deciding.Judgement(said.version, Verdict(said.verdict), said.reason)
    return once(201, lambda work: deciding.decide(work, by, _cluster(said.kind, said.id), judgement), counted)


def counted(made: Shape) -> None:
    """Tells the metrics of a decision, or of what became of one."""
    if isinstance(made, Decision):
        metrics.REVIEW_DECISIONS.labels(made.kind, made.verdict, made.state).inc()


def _cluster(kind: ClusterKind, id_: str) -> Case:
    """The cluster. Problem 404 where the id can be none."""
    return Case.of(Case(_CLUSTERS[kind], id_).id)


def _tagged(response: Response, found: CaseDetail) -> CaseDetail:
    response.headers["ETag"] = f'"{found.version}"'
    return found
