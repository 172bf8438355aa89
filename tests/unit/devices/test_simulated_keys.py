"""Keys of simulated devices: of one secret, the same the next time, and nobody else's."""

from pathlib import Path

import pytest

from injyana.senders.keys import SECRET, Keys
from kernel.errors import Misconfigured


def test_a_source_has_the_same_key_the_next_time_and_its_own(tmp_path: Path) -> None:
    first = Keys(tmp_path)
    again = Keys(tmp_path)
    assert first.of("phone-1").thumbprint == again.of("phone-1").thumbprint
    assert len({first.of(f"phone-{number}").thumbprint for number in range(100)}) == 100
    assert Keys(tmp_path / "other").of("phone-1").thumbprint != first.of("phone-1").thumbprint


def test_nobody_else_reads_the_secret(tmp_path: Path) -> None:
    Keys(tmp_path)
    assert (tmp_path / SECRET).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / SECRET).parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("text", ["", "not a key"])
def test_a_broken_secret_is_misconfigured(tmp_path: Path, text: str) -> None:
    (tmp_path / SECRET).parent.mkdir()
    (tmp_path / SECRET).write_text(text)
    with pytest.raises(Misconfigured, match="no secret"):
        Keys(tmp_path)
