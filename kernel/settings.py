"""What every process is told from outside: environment variables with the prefix INJYANA_."""

from pathlib import Path
from typing import Literal, NamedTuple, Self

from pydantic import SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServerCertificate(NamedTuple):
    """PEM files."""

    certificate: Path
    key: Path


LOCAL_PASSWORD = "local-only"  # noqa: S105 - refused outside local mode below


class Settings(BaseSettings):
    """Settings that all processes share; each process adds its own in a subclass.

    In local mode everything has a default. Elsewhere a default secret is refused, so that forgetting one is an error.
    """

    model_config = SettingsConfigDict(env_prefix="INJYANA_", extra="ignore", frozen=True)

    environment: Literal["local", "production"] = "local"
    kafka: str = "127.0.0.1:19092"
    registry: str = "http://127.0.0.1:19081/apis/ccompat/v7"
    database: SecretStr = SecretStr(f"postgresql://injyana:{LOCAL_PASSWORD}@127.0.0.1:19032/injyana")
    redis: SecretStr = SecretStr(f"redis://:{LOCAL_PASSWORD}@127.0.0.1:19079/0")
    partitions: int = 4
    replication: int = 1
    state_dir: Path = Path(".local")
    slot: str = "0"
    """Names this worker among those of its stage: stable over restarts, so that its partitions come back to it."""
    metrics_host: str = "127.0.0.1"
    metrics_port: int = 0
    """Where /metrics and /health are served; 0 serves neither."""
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    """What this process shows to those who connect to it, PEM; without them it speaks plain HTTP."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @model_validator(mode="after")
    def _no_default_secret_outside_local(self) -> Self:
        if self.environment != "local":
            for name in ("database", "redis"):
                if LOCAL_PASSWORD in getattr(self, name).get_secret_value():
                    raise ValueError(f"INJYANA_{name.upper()} holds the local default secret; set a real one")
        return self

    @model_validator(mode="after")
    def _certificate_with_its_key(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("INJYANA_TLS_CERTIFICATE and INJYANA_TLS_KEY go together: set both, or neither")
        return self

    @property
    def tls(self) -> ServerCertificate | None:
        """What HTTP is served with; None for plain HTTP."""
        if self.tls_certificate is None or self.tls_key is None:
            return None
        return ServerCertificate(self.tls_certificate, self.tls_key)


class TokenSettings(Settings):
    """Settings of a process that checks tokens."""

    issuer: str = "injyana"
    jwks: Path | None = None
    """The public keys of tokens, a JWK set, read again when it changes; public/jwks.json in the state folder if
    unset."""

    @property
    def jwks_path(self) -> Path:
        return self.jwks or self.state_dir / "public" / "jwks.json"


class ProofSettings(TokenSettings):
    """Settings of a process that checks proofs of devices' keys (RFC 9449)."""

    nonce_secret: SecretStr = SecretStr(LOCAL_PASSWORD)
    """What nonces are made with; the same in every process behind one address."""

    @model_validator(mode="after")
    def _no_default_nonces_outside_local(self) -> Self:
        if self.environment != "local" and self.nonce_secret.get_secret_value() == LOCAL_PASSWORD:
            raise ValueError("INJYANA_NONCE_SECRET holds the local default secret; set a real one")
        return self

    def origins(self, told: str, port: int) -> tuple[str, ...]:
        """The origins that a service is reached under, which proofs and signatures name: as told, with blanks between
        them; in local mode this machine's own where nothing is told. ValueError elsewhere.
        """
        if not told and self.environment != "local":
            raise ValueError("say under which origins the service is reached, such as https://api.example.rw")
        here = (f"{scheme}://{host}:{port}" for scheme in ("http", "https") for host in ("127.0.0.1", "localhost"))
        return tuple(told.split()) or tuple(here)
