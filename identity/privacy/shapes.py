"""What the calls of privacy take and answer."""

from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict, Field, SecretStr

from http_api.shapes import Id, Shape
from identity.privacy.texts import Language


class ConsentTextShape(Shape):
    """What a person is asked to agree to."""

    purpose: str
    version: str
    language: Language
    text: str


class ConsentTexts(Shape):
    texts: list[ConsentTextShape]


class SayConsent(Shape):
    """Agreeing to a text as it was shown, or taking that back."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"purpose": "place", "version": "2026-11", "language": "rw", "given": True}]},
    )

    purpose: Id
    version: Id
    language: Language
    given: bool = Field(description="True: I agree; false: I take it back.")


class Consent(Shape):
    """What somebody last said of a purpose."""

    purpose: str
    version: str
    language: Language
    given: bool
    said_at: datetime
    newest: bool = Field(description="Whether the text is the one that is asked for now.")


class Consents(Shape):
    consents: list[Consent]


class EraseMe(Shape):
    """For ever: the account, its devices, and everything personal."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"password": "inanga y'i Rwanda 1962"}]})

    password: SecretStr = Field(max_length=1000, description="The present one.")


class Erased(Shape):
    """That it is done."""

    person_id: UUID
    erased_at: datetime
    devices: int = Field(description="How many devices were revoked.")
