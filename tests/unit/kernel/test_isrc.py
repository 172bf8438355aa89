"""ISRCs as people write them."""

import pytest

from kernel.isrc import normalised


@pytest.mark.parametrize(
    "text", ["RWABC2400001", "rw-abc-24-00001", " RW ABC 24 00001 ", "ISRC RW-ABC-24-00001", "isrc:rwabc2400001"]
)
def test_an_isrc_has_one_form(text: str) -> None:
    assert normalised(text) == "RWABC2400001"


@pytest.mark.parametrize("text", [None, "", "RWABC240000", "RWABC24000011", "1WABC2400001", "RWABC24O0001", "n/a"])
def test_what_is_no_isrc_is_none(text: str | None) -> None:
    assert normalised(text) is None
