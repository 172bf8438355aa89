"""Signing in, staying signed in, and signing out."""

from fastapi import APIRouter

from http_api.audit import RequestId
from http_api.guard import GuardedRoute, needs
from http_api.permissions import Permission
from identity.routes.parameters import NotStored, SeenFrom, problems
from identity.service import Serving
from identity.sessions import issuing, signing_in
from identity.sessions.issuing import Tokens
from identity.sessions.shapes import (
    AnswerChallenge,
    BeginEnrolment,
    Challenged,
    ConfirmEnrolment,
    Enrolled,
    Refresh,
    SecondFactor,
    SignedIn,
    SignIn,
    TokenPair,
)

router = APIRouter(route_class=GuardedRoute, prefix="/api/v1", tags=["signing in"], dependencies=[NotStored])

PUBLIC = needs(Permission.PUBLIC)
RESPONSES = problems(401, 413, 415, 422, 429, public=True)


@router.post("/sign-in", summary="Sign in with address and password", openapi_extra=PUBLIC, responses=RESPONSES)
async def sign_in(service: Serving, seen: SeenFrom, request_id: RequestId, said: SignIn) -> SignedIn:
    found = await signing_in.sign_in(service.desk, said.login, said.password, seen, request_id)
    if isinstance(found, Tokens):
        return SignedIn(tokens=pair(found))
    return SignedIn(challenged=Challenged(challenge=found.challenge, needs=found.needs))


@router.post(
    "/sign-in/code",
    summary="Give the second factor: a code of the app, or a recovery code",
    openapi_extra=PUBLIC,
    responses=RESPONSES,
)
async def code(service: Serving, seen: SeenFrom, request_id: RequestId, said: AnswerChallenge) -> TokenPair:
    return pair(await signing_in.answer(service.desk, said.challenge, said.code, seen, request_id))


@router.post(
    "/sign-in/enrolment",
    summary="Begin to set up the second factor that the role needs",
    openapi_extra=PUBLIC,
    responses=RESPONSES,
)
async def enrolment(service: Serving, said: BeginEnrolment) -> SecondFactor:
    found = await signing_in.enrol(service.desk, said.challenge)
    return SecondFactor(secret=found.secret, uri=found.uri)


@router.post(
    "/sign-in/enrolment/confirm",
    summary="Confirm the second factor with its first code, which signs in",
    openapi_extra=PUBLIC,
    responses=problems(401, 409, 413, 415, 422, 429, public=True),
)
async def enrolled(service: Serving, seen: SeenFrom, request_id: RequestId, said: ConfirmEnrolment) -> Enrolled:
    tokens, recovery = await signing_in.enrolled(service.desk, said.challenge, said.code, seen, request_id)
    return Enrolled(tokens=pair(tokens), recovery_codes=recovery)


@router.post(
    "/refresh",
    summary="Exchange a refresh token for the next pair; one that comes twice ends the session",
    openapi_extra=PUBLIC,
    responses=problems(401, 413, 415, 422, public=True),
)
async def refresh(service: Serving, said: Refresh) -> TokenPair:
    return pair(await issuing.refresh(service.desk, said.refresh_token))


@router.post(
    "/sign-out",
    summary="End the session of a refresh token",
    status_code=204,
    openapi_extra=PUBLIC,
    responses=problems(413, 415, 422, public=True),
)
async def sign_out(service: Serving, said: Refresh) -> None:
    async with service.desk.work() as work:
        await issuing.sign_out(work, said.refresh_token)


def pair(tokens: Tokens) -> TokenPair:
    """The answer to whoever is signed in."""
    return TokenPair(
        user_id=tokens.user_id,
        session_id=tokens.session_id,
        access_token=tokens.access_token,
        expires_at=tokens.expires_at,
        refresh_token=tokens.refresh_token,
    )
