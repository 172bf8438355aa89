"""The schema registry, by Confluent's API."""

import time
from typing import NoReturn
from urllib.parse import parse_qsl

from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.error import SchemaRegistryError

from kernel.errors import Misconfigured, RegistryAway, Undecodable

NOT_FOUND = 404
UNKNOWN_SECONDS = 10.0
"""An id that the registry does not know is not asked for again so soon: poison of one writer comes by the thousand."""
UNKNOWN_IDS = 1000


FILES = {"ca": "ssl.ca.location", "certificate": "ssl.certificate.location", "key": "ssl.key.location"}


def registry_client(url: str) -> SchemaRegistryClient:
    """A client of the registry at `http://…`, or at `https://…?ca=FILE&certificate=FILE&key=FILE`: the authority of its
    certificate, and the client's own, all PEM. Misconfigured."""
    base, _, query = url.partition("?")
    files = dict(parse_qsl(query))
    if files.keys() - FILES.keys():
        raise Misconfigured(f"INJYANA_REGISTRY takes {', '.join(FILES)} behind its question mark and nothing else")
    return SchemaRegistryClient({"url": base} | {FILES[name]: value for name, value in files.items()})


class Registry:
    """Resolves schema ids; each is asked for once, and the client keeps it."""

    def __init__(self, url: str) -> None:
        self._client = registry_client(url)
        self._url = url.partition("?")[0]
        self._unknown: dict[int, float] = {}

    def id_of(self, subject: str, schema: str) -> int:
        """The id of a registered schema. Misconfigured where `injyana schemas apply` did not register it."""
        try:
            return int(self._client.lookup_schema(subject, Schema(schema, "AVRO")).schema_id or 0)
        except SchemaRegistryError as error:
            if error.http_status_code == NOT_FOUND:
                raise Misconfigured(f"{subject} is not registered: run `injyana schemas apply`") from error
            self._away(error)
        except Exception as error:  # the client lets its HTTP library's errors through
            self._away(error)

    def schema_of(self, schema_id: int) -> str:
        """The schema of an id. Undecodable where the registry knows of none."""
        if time.monotonic() < self._unknown.get(schema_id, 0.0):
            raise Undecodable(f"no schema has the id {schema_id}")
        try:
            text = self._client.get_schema(schema_id).schema_str
        except SchemaRegistryError as error:
            if error.http_status_code == NOT_FOUND:
                if len(self._unknown) >= UNKNOWN_IDS:
                    self._unknown.clear()
                self._unknown[schema_id] = time.monotonic() + UNKNOWN_SECONDS
                raise Undecodable(f"no schema has the id {schema_id}") from error
            self._away(error)
        except Exception as error:
            self._away(error)
        if text is None:
            raise Undecodable(f"the schema {schema_id} has no text")
        return text

    def close(self) -> None:
        """Closes its connections."""
        self._client.close()

    def _away(self, error: Exception) -> NoReturn:
        raise RegistryAway(f"the schema registry at {self._url} does not answer: {error}") from error
