"""Where Kafka is, and how a client proves itself there, in one text, as PostgreSQL and Redis have it in their URLs.

`HOST:PORT[,HOST:PORT...]` is a broker without encryption. With it:

    kafka+ssl://[USER@]HOST:PORT[,HOST:PORT...]?ca=FILE&certificate=FILE&key=FILE[&password=FILE]

The files are PEM: the authority that the brokers' certificates are of, and the client's own certificate and key. A USER
proves itself beside that with SCRAM-SHA-512 (RFC 5802) and the password in the file. No secret stands in the text.
"""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from kernel.errors import Misconfigured

SCHEME: Final = "kafka+ssl"
MECHANISM: Final = "SCRAM-SHA-512"
NEEDED: Final = {"ca", "certificate", "key"}


@dataclass(frozen=True, slots=True)
class KafkaAddress:
    """An address taken apart. `files` is empty where nothing is encrypted."""

    hosts: str
    user: str | None
    files: dict[str, Path]

    @classmethod
    def of(cls, text: str) -> "KafkaAddress":
        """Misconfigured where the text is neither form."""
        if "://" not in text:
            return cls(text, None, {})
        parts = urlsplit(text)
        user, _, hosts = parts.netloc.rpartition("@")
        files = {name: Path(value) for name, value in parse_qsl(parts.query)}
        needed = NEEDED | ({"password"} if user else set())
        if parts.scheme != SCHEME or not hosts or set(files) != needed:
            wanted = f"{SCHEME}://[USER@]HOST:PORT?" + "&".join(f"{name}=FILE" for name in sorted(needed))
            raise Misconfigured(f"INJYANA_KAFKA is neither HOST:PORT nor {wanted}")
        return cls(hosts, user or None, files)

    @property
    def password(self) -> str:
        """The user's password. Misconfigured where its file cannot be read."""
        try:
            return self.files["password"].read_text().strip()
        except OSError as error:
            raise Misconfigured(f"no password for Kafka: {error}") from error

    def client(self) -> dict[str, Any]:
        """What librdkafka's clients are told."""
        told: dict[str, Any] = {"bootstrap.servers": self.hosts}
        if not self.files:
            return told
        told |= {
            "security.protocol": "sasl_ssl" if self.user else "ssl",
            "ssl.ca.location": str(self.files["ca"]),
            "ssl.certificate.location": str(self.files["certificate"]),
            "ssl.key.location": str(self.files["key"]),
        }
        if self.user:
            told |= {"sasl.mechanism": MECHANISM, "sasl.username": self.user, "sasl.password": self.password}
        return told

    def context(self) -> ssl.SSLContext | None:
        """For clients that take Python's; None where nothing is encrypted. Misconfigured where a file is of no use."""
        if not self.files:
            return None
        try:
            context = ssl.create_default_context(cafile=self.files["ca"])
            context.load_cert_chain(self.files["certificate"], self.files["key"])
        except OSError as error:
            raise Misconfigured(f"a certificate for Kafka cannot be used: {error}") from error
        return context

    def aiokafka(self) -> dict[str, Any]:
        """What aiokafka's client is told beside the hosts."""
        context = self.context()
        if context is None:
            return {}
        if not self.user:
            return {"security_protocol": "SSL", "ssl_context": context}
        return {
            "security_protocol": "SASL_SSL",
            "ssl_context": context,
            "sasl_mechanism": MECHANISM,
            "sasl_plain_username": self.user,
            "sasl_plain_password": self.password,
        }
