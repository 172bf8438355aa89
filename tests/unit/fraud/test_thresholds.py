"""The data file of the thresholds, the list of rules, and what holds them together."""

from pathlib import Path

import msgspec
import pytest

from kernel.errors import Misconfigured
from kernel.events.flags import Severity
from kernel.events.plays import Verdict
from stream_processors.fraud.days import MAX_PLAYS
from stream_processors.fraud.history import Signal
from stream_processors.fraud.limit import Limit
from stream_processors.fraud.rules import RULES
from stream_processors.fraud.thresholds import FILE, RULES_VERSION, THRESHOLDS, Ear, Rated, Thresholds, load
from stream_processors.fraud.verdict import score_of, verdict_of


def test_every_rule_has_thresholds_and_every_threshold_a_rule() -> None:
    rated = {name for name in Thresholds.__struct_fields__ if isinstance(getattr(THRESHOLDS, name), Rated)}
    assert [rule.__name__ for rule in RULES] == list(dict.fromkeys(rule.__name__ for rule in RULES))
    assert {rule.__name__ for rule in RULES} == rated


def test_every_rule_has_a_file_of_its_own() -> None:
    files = {path.stem for path in (FILE.parent / "rules").glob("*.py")} - {"__init__"}
    assert {rule.__module__.rsplit(".", 1)[1] for rule in RULES} == files == {rule.__name__ for rule in RULES}


def limits_of(value: object) -> list[Limit[object]]:
    """All limits within a part of the file."""
    if isinstance(value, Limit):
        return [value]
    fields = msgspec.structs.astuple(value) if isinstance(value, msgspec.Struct) else ()
    return [limit for field in fields for limit in limits_of(field)]


def test_every_limit_says_what_it_counts_and_why() -> None:
    limits = limits_of(THRESHOLDS)
    assert len(limits) > 20
    assert all(limit.unit and len(limit.reason) > 20 for limit in limits)


def test_an_hour_of_one_ear_is_remembered_whole() -> None:
    assert THRESHOLDS.rate.severity is Severity.REJECT
    assert max(THRESHOLDS.rate.plays_an_hour.value.values()) < MAX_PLAYS
    one_ear = {source_type for source_type, ear in THRESHOLDS.hears.value.items() if ear is not Ear.NONE}
    assert THRESHOLDS.rate.plays_an_hour.value.keys() == one_ear
    assert THRESHOLDS.overlap.tolerance_ms.value.keys() == one_ear


def test_the_version_names_the_file_s_content(tmp_path: Path) -> None:
    changed = tmp_path / "thresholds.yaml"
    changed.write_bytes(FILE.read_bytes() + b"\n")
    assert load(FILE)[1] == RULES_VERSION
    assert load(changed)[1] != RULES_VERSION
    assert load(changed)[1].split("+")[0] == RULES_VERSION.split("+")[0] == f"rules-{THRESHOLDS.version}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("severity: hold", "severity: maybe", "maybe"),
        ("weight: 0.6", "wieght: 0.6", "wieght"),
        ("radio: outlet, ", "", "`hears` says nothing about radio"),
    ],
)
def test_a_wrong_file_is_a_clear_error(tmp_path: Path, old: str, new: str, said: str) -> None:
    wrong = tmp_path / "thresholds.yaml"
    wrong.write_text(FILE.read_text().replace(old, new, 1))
    with pytest.raises(Misconfigured, match=said):
        load(wrong)


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="does not hold the thresholds"):
        load(tmp_path / "thresholds.yaml")


def hit(severity: Severity, weight: float) -> Signal:
    return Signal("rule", severity, weight, "Words.")


def test_verdicts() -> None:
    assert verdict_of([]) is Verdict.ACCEPTED
    assert verdict_of([hit(Severity.HOLD, 0.1)]) is Verdict.HELD
    assert verdict_of([hit(Severity.HOLD, 1.0), hit(Severity.REJECT, 0.1)]) is Verdict.REJECTED


def test_scores() -> None:
    assert score_of([]) == 0.0
    assert score_of([hit(Severity.HOLD, 0.5), hit(Severity.HOLD, 0.5)]) == 0.75
    assert score_of([hit(Severity.HOLD, 0.5), hit(Severity.REJECT, 1.0)]) == 1.0
