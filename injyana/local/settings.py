"""Where the local servers keep their data and where they listen: environment variables with the prefix INJYANA_."""

import hashlib
import tempfile
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from injyana.local.certificates import OPERATOR, Issued, password_file
from kernel.settings import LOCAL_PASSWORD

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
MAX_SOCKET_PATH = 100
"""Bytes; Linux takes 107, and supervisord adds its pid while it makes the socket."""


class LocalSettings(BaseSettings):
    """One local stack. Two stand side by side when their `state_dir` and `port_offset` differ.

    Relative paths are meant from the repository's root. Each port is a setting; `port_offset` moves all of them.
    """

    model_config = SettingsConfigDict(env_prefix="INJYANA_", extra="ignore", frozen=True)

    state_dir: Path = Path(".local")
    lib_dir: Path = Path(".local/lib")
    port_offset: Annotated[int, Field(ge=0, le=40_000)] = 0
    partitions: Annotated[int, Field(ge=1)] = 4
    local_password: SecretStr = SecretStr(LOCAL_PASSWORD)
    tls: bool = False
    """Everything over TLS, with certificates of a local authority."""

    gateway_port: int = 19080
    review_port: int = 19082
    identity_port: int = 19083
    catalogue_port: int = 19084
    kafka_port: int = 19092
    kafka_controller_port: int = 19093
    kafka_operator_port: int = 19094
    registry_port: int = 19081
    database_port: int = 19032
    redis_port: int = 19079
    prometheus_port: int = 19090
    recognition_metrics_port: int = 19101
    fraud_metrics_port: int = 19102
    aggregation_metrics_port: int = 19103
    timescale_sink_metrics_port: int = 19104
    redis_sink_metrics_port: int = 19105
    relay_metrics_port: int = 19106
    second_look_metrics_port: int = 19107
    reconcile_metrics_port: int = 19108
    late_matching_metrics_port: int = 19109
    fallback_metrics_port: int = 19111

    kafka_heap: str = "512m"
    registry_heap: str = "320m"

    def port(self, name: str) -> int:
        """The port of the setting `<name>_port`, moved by the offset."""
        value: int = getattr(self, f"{name}_port")
        return value + self.port_offset

    def address(self, name: str) -> str:
        """HOST:PORT of the setting `<name>_port`."""
        return f"{HOST}:{self.port(name)}"

    @cached_property
    def state(self) -> Path:
        """The absolute folder of everything that the stack keeps."""
        return (ROOT / self.state_dir).resolve()

    @cached_property
    def lib(self) -> Path:
        """The absolute folder of the jars that `make setup` fetched."""
        return (ROOT / self.lib_dir).resolve()

    @property
    def run_dir(self) -> Path:
        """Generated configuration, process ids and the supervisor's socket."""
        return self.state / "run"

    @property
    def log_dir(self) -> Path:
        """One log file for each server and process."""
        return self.state / "logs"

    @property
    def socket(self) -> Path:
        """The supervisor's socket: under the temporary folder where the state's own path is too long for one."""
        near = self.run_dir / "supervisor.sock"
        if len(str(near).encode()) <= MAX_SOCKET_PATH:
            return near
        digest = hashlib.sha256(str(near).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"injyana-{digest}" / "supervisor.sock"

    @property
    def tls_dir(self) -> Path:
        """Certificates and keys."""
        return self.state / "tls"

    @property
    def ca(self) -> Path | None:
        """The authority that certificates here must be of; None without TLS."""
        return self.issued(OPERATOR).ca if self.tls else None

    def issued(self, name: str) -> Issued:
        """Where the certificate of a server, a process or the operator is."""
        return Issued.of(self.tls_dir, name)

    @property
    def kafka(self) -> str:
        """For the operator, who may do everything."""
        if not self.tls:
            return self.address("kafka")
        return f"kafka+ssl://{self.address('kafka_operator')}?{self.issued(OPERATOR).query}"

    def kafka_of(self, process: str) -> str:
        """For a process, which may do what it needs."""
        if not self.tls:
            return self.address("kafka")
        password = password_file(self.tls_dir, process)
        return f"kafka+ssl://{process}@{self.address('kafka')}?{self.issued(process).query}&password={password}"

    @property
    def registry(self) -> str:
        return self._registry_of(OPERATOR)

    def _registry_of(self, name: str) -> str:
        url = f"{self.scheme}://{self.address('registry')}/apis/ccompat/v7"
        return f"{url}?{self.issued(name).query}" if self.tls else url

    @property
    def scheme(self) -> str:
        """Of everything that speaks HTTP."""
        return "https" if self.tls else "http"

    @property
    def database(self) -> str:
        return self.database_of("injyana")

    def database_of(self, name: str) -> str:
        """The URL of another database of the same server."""
        return self._database_of(OPERATOR, name)

    def _database_of(self, who: str, name: str) -> str:
        url = f"postgresql://injyana:{self.local_password.get_secret_value()}@{self.address('database')}/{name}"
        if not self.tls:
            return url
        own = self.issued(who)
        return f"{url}?sslmode=verify-full&sslrootcert={own.ca}&sslcert={own.certificate}&sslkey={own.key}"

    @property
    def redis(self) -> str:
        return self._redis_of(OPERATOR)

    def _redis_of(self, who: str) -> str:
        at = f":{self.local_password.get_secret_value()}@{self.address('redis')}/0"
        if not self.tls:
            return f"redis://{at}"
        own = self.issued(who)
        return f"rediss://{at}?ssl_ca_certs={own.ca}&ssl_certfile={own.certificate}&ssl_keyfile={own.key}"

    @property
    def gateway(self) -> str:
        return f"{self.scheme}://{self.address('gateway')}"

    @property
    def review(self) -> str:
        return f"{self.scheme}://{self.address('review')}"

    @property
    def identity(self) -> str:
        return f"{self.scheme}://{self.address('identity')}"

    @property
    def catalogue(self) -> str:
        return f"{self.scheme}://{self.address('catalogue')}"

    @property
    def prometheus(self) -> str:
        return f"{self.scheme}://{self.address('prometheus')}"

    def environment(self, process: str | None = None) -> dict[str, str]:
        """What a process is told of this stack; without a name, what the operator's programs are."""
        who = process or OPERATOR
        told = {
            "INJYANA_KAFKA": self.kafka_of(process) if process else self.kafka,
            "INJYANA_REGISTRY": self._registry_of(who),
            "INJYANA_DATABASE": self._database_of(who, "injyana"),
            "INJYANA_REDIS": self._redis_of(who),
            "INJYANA_PARTITIONS": str(self.partitions),
            "INJYANA_STATE_DIR": str(self.state),
        }
        if self.tls:
            own = self.issued(who)
            told |= {
                "INJYANA_TLS_CERTIFICATE": str(own.certificate),
                "INJYANA_TLS_KEY": str(own.key),
                "SSL_CERT_FILE": str(own.ca),
                "INJYANA_GATEWAY_ORIGINS": f"{self.gateway} https://localhost:{self.port('gateway')}",
            }
        return told
