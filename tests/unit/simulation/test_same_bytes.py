"""The same seed gives the same bytes, in any process; another seed gives others."""

import os
import subprocess
import sys
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from injyana.simulate.files import write
from kernel.clock import KIGALI
from simulation.country import AttackPlan, Simulated, simulate

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
from hashlib import sha256
from simulation.country import AttackPlan, simulate
import msgspec
country = simulate(5, days=3, sources=30, attacks=[AttackPlan("replay", 0.5), AttackPlan("emulator_farm", 0.3)])
digest = sha256()
for truth in country.plays():
    digest.update(msgspec.json.encode(truth))
digest.update(msgspec.json.encode(country.sources))
print(digest.hexdigest())
"""


def digest_in_process(hash_seed: str) -> str:
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def digest(country: Simulated) -> str:
    return sha256(b"".join(msgspec.json.encode(truth) for truth in country.plays())).hexdigest()


def small(seed: int, variant: int = 0) -> Simulated:
    return simulate(seed, days=2, sources=15, attacks=[AttackPlan("loop", 0.5)], variant=variant)


def test_two_processes_with_other_hash_seeds_agree() -> None:
    first = digest_in_process("1")
    assert len(first) == 64
    assert digest_in_process("2") == first


def test_plays_can_be_asked_for_again() -> None:
    country = small(1)
    assert digest(country) == digest(country) == digest(small(1))


def test_another_seed_or_variant_is_another_country() -> None:
    assert len({digest(small(1)), digest(small(2)), digest(small(1, variant=1))}) == 3


def test_a_variant_changes_the_attacks_alone() -> None:
    one, other = ([each for each in small(4, variant=variant).plays() if each.attack is None] for variant in (0, 7))
    assert [(each.play.event_id, each.play.song_id) for each in one] == [
        (each.play.event_id, each.play.song_id) for each in other
    ]


def test_more_sources_leave_those_before_as_they_were() -> None:
    few = {source.source_id for source in simulate(3, days=1, sources=40).sources}
    many = {source.source_id for source in simulate(3, days=1, sources=120).sources}
    assert few <= many


def test_files_are_the_same_bytes_again(tmp_path: Path) -> None:
    written = []
    for name in ("one", "other"):
        country = small(9)
        written.append(write(tmp_path / name, country, country.arrivals, fingerprints=True))
    assert [path.name for path in written[0]] == ["detections.jsonl", "labels.csv", "songs.csv", "sources.jsonl"]
    for one, other in zip(*written, strict=True):
        assert one.read_bytes() == other.read_bytes()
        assert one.stat().st_size > 1000


def test_the_start_moves_everything_by_whole_days() -> None:
    later = simulate(2, days=1, sources=10, start=datetime(2026, 3, 9, 15, 30, tzinfo=KIGALI))
    assert min(arrival.draft.at for arrival in later.arrivals) >= datetime(2026, 3, 9, tzinfo=KIGALI).timestamp() * 1000
