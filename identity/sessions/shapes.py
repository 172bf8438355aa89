"""What the calls about signing in take and answer with."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from http_api.shapes import NO_CONTROL, Shape
from identity.accounts.shapes import ADDRESS, PHRASE, Password
from identity.addresses import ADDRESS_CHARS

Opaque = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[!-~]+$")]
AnyCode = Annotated[
    str,
    StringConstraints(min_length=6, max_length=40, pattern=r"^[0-9A-Za-z -]+$"),
    Field(description="Six digits of the app, or a recovery code."),
]
AppCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$"), Field(description="Six digits of the app.")]
REFRESH = "q2mU0Zr6b1vF0n9wq0m8y5c3t7x1k4j6h8g2f0d9s7a"
CHALLENGE = "m8y5c3t7x1k4j6h8g2f0d9s7aq2mU0Zr6b1vF0n9wq0"


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [values]})


class SignIn(Shape):
    model_config = _example(login="aline@example.rw", password=PHRASE)
    login: Annotated[str, StringConstraints(min_length=1, max_length=ADDRESS_CHARS, pattern=NO_CONTROL)] = Field(
        description=ADDRESS
    )
    password: Password


class TokenPair(Shape):
    """What whoever is signed in is given."""

    user_id: UUID
    session_id: UUID
    access_token: str = Field(description="For all services.")
    expires_at: datetime = Field(description="Of the access token.")
    refresh_token: str = Field(description="Good once, for the next pair.")


class Challenged(Shape):
    """The password was right; this is still needed."""

    challenge: str = Field(description="To be sent with the code, within 10 minutes.")
    needs: Literal["code", "enrolment"] = Field(description="enrolment: the second factor is to be set up first.")


class SignedIn(Shape):
    """Either of both."""

    tokens: TokenPair | None = None
    challenged: Challenged | None = None


class AnswerChallenge(Shape):
    model_config = _example(challenge=CHALLENGE, code="492039")
    challenge: Opaque
    code: AnyCode


class BeginEnrolment(Shape):
    model_config = _example(challenge=CHALLENGE)
    challenge: Opaque


class SecondFactor(Shape):
    """What the app is told."""

    secret: str = Field(description="Base32.")
    uri: str = Field(description="For a QR code.")


class ConfirmEnrolment(Shape):
    model_config = _example(challenge=CHALLENGE, code="492039")
    challenge: Opaque
    code: AppCode


class RecoveryCodes(Shape):
    """Shown this once. Each signs in once, instead of a code of the app."""

    recovery_codes: list[str]


class Enrolled(RecoveryCodes):
    tokens: TokenPair


class FirstCode(Shape):
    model_config = _example(code="492039")
    code: AppCode


class PresentCode(Shape):
    model_config = _example(code="492039")
    code: AnyCode


class Refresh(Shape):
    model_config = _example(refresh_token=REFRESH)
    refresh_token: Opaque


class Session(Shape):
    """Where one is signed in."""

    session_id: UUID
    made_at: datetime
    used_at: datetime
    expires_at: datetime
    address: str | None = Field(description="Network address that signed in.")
    program: str | None = Field(description="What called itself so.")
    current: bool = Field(description="Whether this call is of it.")


class SessionPage(Shape):
    sessions: list[Session]
