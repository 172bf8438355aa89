"""docs/fraud.md names every rule and every kind of finding."""

from pathlib import Path

import pytest

from stream_processors.fraud.rules import RULES
from stream_processors.fraud.second_look.kinds import KINDS
from stream_processors.fraud.third_look.kinds import LOOKS
from stream_processors.fraud.thresholds import FILE

TEXT = (Path(__file__).resolve().parents[3] / "docs/fraud.md").read_text()


@pytest.mark.parametrize("name", [each.__name__ for each in (*RULES, *KINDS, *LOOKS)])
def test_every_rule_and_finding_is_explained(name: str) -> None:
    assert f"`{name}`" in TEXT


def test_its_links_lead_somewhere() -> None:
    links = [part.split(")")[0].split("#")[0] for part in TEXT.split("](")[1:]]
    assert FILE.name in TEXT
    assert [link for link in links if not (FILE.parents[2] / "docs" / link).exists()] == []
