"""What every test may ask for: the shared servers, and a database of its own."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr
from rich.console import Console

from injyana.commands import db
from injyana.local.settings import LocalSettings
from kernel.settings import Settings
from tests.stack import KEEP, shared_stack


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> None:
    """A developer's INJYANA_ variables change no test."""
    for name in [name for name in os.environ if name.startswith("INJYANA_") and name != KEEP]:
        del os.environ[name]


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalSettings]:
    """The servers of the tests, started when the first test asks: `.kafka`, `.registry`, `.database`, `.redis`."""
    with shared_stack() as local:
        yield local


@pytest.fixture(scope="session")
def migrated_template(stack: LocalSettings) -> Iterator[str]:
    """The name of a database that holds the migrations and nothing else."""
    with _database(stack) as name:
        db.migrate(Settings(database=SecretStr(stack.database_of(name))), Console(quiet=True))
        yield name


@pytest.fixture
def database(stack: LocalSettings, migrated_template: str) -> Iterator[str]:
    """The URL of a fresh, migrated database that is dropped after the test."""
    with _database(stack, migrated_template) as name:
        yield stack.database_of(name)


@contextmanager
def _database(stack: LocalSettings, template: str = "template0") -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(stack.database_of("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
    try:
        yield name
    finally:
        with psycopg.connect(stack.database_of("postgres"), autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
