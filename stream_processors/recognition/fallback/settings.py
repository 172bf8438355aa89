"""What the fallback is told from outside."""

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from kernel.settings import Settings

HERE = {"127.0.0.1", "localhost", "::1"}


class FallbackSettings(Settings):
    """The process's settings. A service without its key is not asked; AudD, which gets sound, only when it is switched
    on as well."""

    metrics_port: int = 19111
    acoustid_key: SecretStr = SecretStr("")
    acoustid_url: str = "https://api.acoustid.org/v2/lookup"
    acoustid_per_second: Annotated[float, Field(gt=0, le=3)] = 3.0
    """AcoustID's documented limit is 3."""
    acoustid_per_day: Annotated[int, Field(ge=0)] = 5_000
    audd: bool = False
    """Whether clips of uploaded files may be sent to AudD."""
    audd_token: SecretStr = SecretStr("")
    audd_url: str = "https://api.audd.io/"
    audd_per_second: Annotated[float, Field(gt=0)] = 1.0
    audd_per_day: Annotated[int, Field(ge=0)] = 100

    @model_validator(mode="after")
    def _keys_only_over_tls(self) -> Self:
        for name in ("acoustid_url", "audd_url"):
            url = urlsplit(getattr(self, name))
            if url.scheme != "https" and not (self.environment == "local" and url.hostname in HERE):
                raise ValueError(f"INJYANA_{name.upper()} sends a key: it must begin with https://")
        return self
