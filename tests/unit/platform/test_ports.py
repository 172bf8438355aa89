"""A port in use is a clear error."""

import socket

import pytest

from injyana.local.ports import require_free
from injyana.local.settings import HOST, LocalSettings
from kernel.errors import Misconfigured


def test_a_held_port_is_named_with_its_setting_and_what_to_do() -> None:
    with socket.socket() as held:
        held.bind((HOST, 0))
        held.listen()
        port = held.getsockname()[1]
        with pytest.raises(Misconfigured) as error:
            require_free(LocalSettings(kafka_port=port, redis_port=_free_port()), ["kafka", "redis"])
    message = str(error.value)
    assert f"{port}  (setting INJYANA_KAFKA_PORT)" in message
    assert "INJYANA_PORT_OFFSET" in message
    assert "REDIS" not in message


def test_free_ports_are_no_error() -> None:
    require_free(LocalSettings(kafka_port=_free_port()), ["kafka"])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
