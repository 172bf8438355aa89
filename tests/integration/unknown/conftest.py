"""What the tests of unknown recordings ask for."""

from tests.integration.late_matching.conftest import world

__all__ = ["world"]
