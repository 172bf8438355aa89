"""What the calls about accounts take and answer with."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from http_api.shapes import NO_CONTROL, Id, Shape, not_blank
from identity import limits
from identity.addresses import ADDRESS_CHARS, Address, email, phone
from identity.one_time import CODE_DIGITS

RoleName = Literal["admin", "analyst", "reviewer", "artist", "dj", "venue_manager", "station_operator"]
OwnRoleName = Literal["artist", "dj", "venue_manager"]
StandingName = Literal["active", "suspended", "closed"]
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=limits.NAME_CHARS, pattern=r"^[^\u0000-\u001f\u007f-\u009f]*$"),
    AfterValidator(not_blank),
]
Password = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500, pattern=r"^[^\u0000]*$"),
    Field(description="12 to 128 characters, not a common one, after NFKC.", json_schema_extra={"format": "password"}),
]
Code = Annotated[str, StringConstraints(pattern=rf"^[0-9]{{{CODE_DIGITS}}}$"), Field(description="From the message.")]
_Text = Annotated[str, StringConstraints(min_length=3, max_length=ADDRESS_CHARS, pattern=NO_CONTROL)]
PHRASE = "inanga ikirere umusozi amazi"
ADDRESS = "An e-mail address, or a phone number: of Rwanda, or with + and the country."


class Addressed(Shape):
    """What names one address."""

    email: _Text | None = Field(default=None, description="Or `phone`, not both.")
    phone: _Text | None = Field(default=None, description="Of Rwanda, or with + and the country.")

    @model_validator(mode="after")
    def _one(self) -> "Addressed":
        if (self.email is None) is (self.phone is None):
            raise ValueError("either email or phone")
        self.address()
        return self

    def address(self) -> Address:
        """The normalised address. ValueError."""
        return email(self.email) if self.email is not None else phone(self.phone or "")


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [values]})


class Register(Addressed):
    """Whoever asks for an account. Other roles are given by invitation."""

    model_config = _example(name="Mutoni", role="artist", phone="0788123456", password=PHRASE)
    name: Name
    role: OwnRoleName
    password: Password


class Registration(Shape):
    """What was asked for: a code is on its way to the address."""

    registration_id: UUID
    expires_at: datetime = Field(description="Until when the code is good.")


class Confirm(Shape):
    """The code that came back."""

    model_config = _example(code="04711815")
    code: Code


class Account(Shape):
    """An account that was made."""

    user_id: UUID


class Invite(Addressed):
    """Whom an admin invites, and as what."""

    model_config = _example(name="Aline Uwase", role="reviewer", email="aline@example.rw")
    name: Name
    role: RoleName
    artist_id: Id | None = Field(default=None, description="Of an artist: whose figures they will see.")


class Invitation(Shape):
    """An invitation that waits for its person."""

    invitation_id: UUID
    name: str
    role: RoleName
    artist_id: str | None
    made_at: datetime
    expires_at: datetime


class InvitationPage(Shape):
    invitations: list[Invitation]
    next_cursor: str | None = Field(default=None, description="Null on the last page.")


class Accept(Shape):
    """What an invited person sends back."""

    model_config = _example(code="04711815", password=PHRASE)
    code: Code
    password: Password


class AskReset(Shape):
    """Whoever forgot the password."""

    model_config = _example(login="aline@example.rw")
    login: _Text = Field(description=ADDRESS)


class Reset(Shape):
    """What was asked for; if the address has an account, a code is on its way to it."""

    reset_id: UUID
    expires_at: datetime = Field(description="Until when a code is good.")


class ConfirmReset(Accept):
    """A code, and the new password."""


class ChangePassword(Shape):
    model_config = _example(present=PHRASE, password=PHRASE.title())
    present: Password
    password: Password


class Me(Shape):
    """One's own account."""

    user_id: UUID
    name: str
    role: RoleName
    email: str | None
    phone: str | None
    artist_id: str | None
    two_factors: bool = Field(description="Whether signing in takes a second factor.")
    created_at: datetime


class Person(Shape):
    """A person, as admins see them."""

    user_id: UUID
    name: str
    role: RoleName
    standing: StandingName
    artist_id: str | None
    two_factors: bool
    created_at: datetime
    changed_at: datetime


class PersonPage(Shape):
    people: list[Person]
    next_cursor: str | None = Field(default=None, description="Null on the last page.")


class ChangePerson(Shape):
    """What is left out stays."""

    model_config = _example(standing="suspended")
    role: RoleName | None = None
    standing: Literal["active", "suspended"] | None = None

    @model_validator(mode="after")
    def _something(self) -> "ChangePerson":
        if self.role is None and self.standing is None:
            raise ValueError("role or standing")
        return self


class AuditEntry(Shape):
    """Who did what to which object."""

    entry_id: int
    at: datetime
    made_by: str
    action: str
    object_kind: str
    object_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    request_id: str | None


class AuditPage(Shape):
    entries: list[AuditEntry]
    next_cursor: str | None = Field(default=None, description="Null on the last page.")
