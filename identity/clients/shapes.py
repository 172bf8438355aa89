"""What the calls about service accounts take and answer with."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from http_api.shapes import Id, Shape
from identity.accounts.shapes import Name
from kernel.tokens import OWN, REPORT

SCOPES = (REPORT, OWN)
ScopeName = Literal["plays:report", "plays:own"]
Scopes = Annotated[list[ScopeName], Field(min_length=1, max_length=len(SCOPES), description="What its tokens are for.")]
Stations = Annotated[list[Id], Field(max_length=50, description="Stations that it may report of.")]
PlaysPerMinute = Annotated[
    int, Field(ge=0, le=1_000_000_000, description="The most that it may report; 0 for the limit of its type.")
]
PUBLIC_KEY = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}


def _example(**values: Any) -> ConfigDict:
    return ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [values]})


class MakeClient(Shape):
    """A program of a station or streaming service, and the source that it speaks as."""

    model_config = _example(
        name="Playout of Radio Isango",
        source_id="radio-isango",
        source_type="radio",
        stations=["isango"],
        scopes=[REPORT],
    )
    name: Name
    source_id: Annotated[Id, Field(max_length=100, pattern=r"^[!-~]+$", description="Its id in plays.")]
    source_type: Literal["radio", "streaming"]
    stations: Stations
    scopes: Scopes
    district: Name | None = Field(default=None, description="Where it stands.")
    plays_per_minute: PlaysPerMinute = 0


class ChangeClient(Shape):
    """What is left out stays."""

    model_config = _example(standing="suspended")
    name: Name | None = None
    stations: Stations | None = None
    scopes: Scopes | None = None
    plays_per_minute: PlaysPerMinute | None = None
    standing: Literal["active", "suspended"] | None = None

    @model_validator(mode="after")
    def _something(self) -> "ChangeClient":
        if not self.model_fields_set:
            raise ValueError("name, stations, scopes, plays_per_minute or standing")
        return self


class Client(Shape):
    """A service account, as admins see it."""

    client_id: UUID
    source_id: str
    source_type: Literal["radio", "streaming"]
    name: str
    stations: list[str]
    district: str | None
    plays_per_minute: int
    scopes: list[ScopeName]
    standing: Literal["active", "suspended"]
    has_secret: bool
    public_key: dict[str, str] | None = Field(description="For private_key_jwt; null where it has none.")
    made_at: datetime
    changed_at: datetime
    used_at: datetime | None = Field(description="When it last got a token.")


class ClientPage(Shape):
    clients: list[Client]
    next_cursor: str | None = Field(default=None, description="Null on the last page.")


class ClientSecret(Shape):
    """Shown this once; the former one works no more."""

    client_id: UUID
    client_secret: str


class PublicKey(Shape):
    """A public key, Ed25519 or P-256; the private one never leaves the client."""

    model_config = _example(public_key=PUBLIC_KEY)
    public_key: dict[Annotated[str, Field(max_length=20)], Annotated[str, Field(max_length=200)]] = Field(max_length=12)
