"""docs/api.md tells every code and every call."""

from pathlib import Path

from ingest_gateway.codes import MEANING
from ingest_gateway.routes import ROUTES

TEXT = (Path(__file__).parents[3] / "docs" / "api.md").read_text()


def test_every_code_is_told() -> None:
    for code, meaning in MEANING.items():
        assert f"| `{code}` | {meaning} |" in TEXT


def test_every_call_is_told() -> None:
    for route in ROUTES:
        assert not route.path.startswith("/api") or f" {route.path}`" in TEXT
