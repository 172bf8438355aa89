"""The local servers, in the order in which they start."""

from injyana.local import kafka, postgres, prometheus, redis, registry
from injyana.local.server import Server
from injyana.local.settings import LocalSettings


def first(local: LocalSettings) -> tuple[Server, ...]:
    """Those that need no other."""
    return (kafka.server(local), postgres.server(local), redis.server(local), prometheus.server(local))


def then(local: LocalSettings) -> tuple[Server, ...]:
    """Those that need the first ones to be ready."""
    return (registry.server(local),)


def every(local: LocalSettings) -> tuple[Server, ...]:
    return first(local) + then(local)
