"""Decisions, the second person's part, and the history of a play."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from http_api.guard import GuardedRoute, Who, needs
from http_api.parameters import Cursor, Limit
from http_api.permissions import Permission
from http_api.shapes import PAGE
from review import history, settling
from review.problems import problems
from review.routes.cases import counted
from review.routes.parameters import DecisionId, EventId, OneTime
from review.service import Serving
from review.shapes import Decision, DecisionDetail, DecisionPage, PlayHistory, Reason

router = APIRouter(route_class=GuardedRoute, prefix="/api/v1/review", tags=["decisions"])

READ = needs(Permission.READ_DECISIONS)
CONFIRM = needs(Permission.CONFIRM)


@router.get("/decisions", summary="Decisions, the newest first", openapi_extra=READ, responses=problems(422))
def decisions(
    service: Serving,
    state: Annotated[history.StateName | None, Query(description="proposed: those that wait for somebody.")] = None,
    cursor: Cursor = None,
    limit: Limit = PAGE,
) -> DecisionPage:
    with service.work() as work:
        return history.decisions(work, state, cursor, limit)


@router.get(
    "/decisions/{decision_id}",
    summary="A decision with its plays and their evidence then",
    openapi_extra=READ,
    responses=problems(404, 422),
)
def decision(service: Serving, decision_id: DecisionId, cursor: Cursor = None, limit: Limit = PAGE) -> DecisionDetail:
    with service.work() as work:
        return history.decision(work, decision_id, cursor, limit)


@router.post(
    "/decisions/{decision_id}/confirm",
    summary="Confirm another's decision, which applies it",
    openapi_extra=CONFIRM,
    response_model=Decision,
    responses=problems(404, 409, 413, 415, 422),
)
def confirm(by: Who, once: OneTime, decision_id: DecisionId, said: Reason) -> Response:
    return once(200, lambda work: settling.settle(work, by, decision_id, True, said.reason), counted)


@router.post(
    "/decisions/{decision_id}/decline",
    summary="Decline another's decision, which ends it",
    openapi_extra=CONFIRM,
    response_model=Decision,
    responses=problems(404, 409, 413, 415, 422),
)
def decline(by: Who, once: OneTime, decision_id: DecisionId, said: Reason) -> Response:
    return once(200, lambda work: settling.settle(work, by, decision_id, False, said.reason), counted)


@router.get(
    "/plays/{event_id}/history",
    summary="What became of one play",
    openapi_extra=needs(Permission.READ_PLAYS, Permission.READ_OWN_PLAYS),
    responses=problems(404, 422),
)
def play_history(by: Who, service: Serving, event_id: EventId) -> PlayHistory:
    with service.work() as work:
        return history.of_play(work, by, event_id)
