"""What the tests of gaps ask for."""

from tests.integration.redis_sink.conftest import own_redis

__all__ = ["own_redis"]
