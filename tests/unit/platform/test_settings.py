"""One stack's ports, addresses and folders."""

import pytest
from pydantic import ValidationError

from injyana.local import processes, servers
from injyana.local.settings import MAX_SOCKET_PATH, ROOT, LocalSettings
from kernel.settings import Settings


def test_the_defaults_are_those_of_every_client() -> None:
    local, client = LocalSettings(), Settings()
    assert (local.kafka, local.registry) == (client.kafka, client.registry)
    assert local.database == client.database.get_secret_value()
    assert local.redis == client.redis.get_secret_value()
    assert local.state == ROOT / ".local"


def test_the_offset_moves_every_port() -> None:
    here, beside = LocalSettings(), LocalSettings(port_offset=1000)
    names = [name.removesuffix("_port") for name in LocalSettings.model_fields if name.endswith("_port")]
    assert [beside.port(name) for name in names] == [here.port(name) + 1000 for name in names]
    assert beside.kafka == "127.0.0.1:20092"


def test_no_two_use_the_same_port() -> None:
    local = LocalSettings()
    names = [name for server in servers.every(local) for name in server.ports]
    names += [process.port for process in processes.ALL]
    assert len({local.port(name) for name in names}) == len(names)


def test_a_port_can_be_set_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INJYANA_REDIS_PORT", "7000")
    assert LocalSettings().redis.endswith("@127.0.0.1:7000/0")


def test_an_offset_that_leaves_the_ports_is_refused() -> None:
    with pytest.raises(ValidationError, match="port_offset"):
        LocalSettings(port_offset=50_000)


@pytest.mark.parametrize("folder", [".local", ".local/" + "deep/" * 40])
def test_the_socket_fits_however_long_the_folder(folder: str) -> None:
    local = LocalSettings(state_dir=ROOT / folder)
    assert len(str(local.socket)) <= MAX_SOCKET_PATH
    assert local.socket == LocalSettings(state_dir=ROOT / folder).socket
