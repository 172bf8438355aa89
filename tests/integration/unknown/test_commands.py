"""injyana unknown and injyana fallback: what operators see, and what identifying comes to."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from benchmarks import music
from injyana.cli import app
from injyana.local.settings import LocalSettings
from kernel.errors import Refused
from tests.integration.late_matching.world import World, heard
from tests.integration.timescale.ledger import event_id
from tests.integration.unknown.test_recordings import compare, cut, times

MBID = "cd2e7c47-16f5-46c6-a37c-a1eb7bf599ff"


class Operator:
    """Types commands."""

    def __init__(self, world: World, stack: LocalSettings) -> None:
        self._runner = CliRunner(env={**stack.environment(), "INJYANA_DATABASE": world.ledger.database})

    def run(self, *words: str) -> Result:
        return self._runner.invoke(app, list(words))

    def says(self, *words: str) -> str:
        done = self.run(*words)
        assert done.exit_code == 0, done.output
        return done.output

    def refused(self, *words: str) -> str:
        done = self.run(*words)
        assert isinstance(done.exception, Refused)
        return str(done.exception)


@pytest.fixture
def operator(world: World, stack: LocalSettings) -> Operator:
    return Operator(world, stack)


def test_a_recording_is_registered_from_its_hearings(world: World, operator: Operator) -> None:
    detections = times(1, 40)
    world.store(*detections, *times(2, 2))
    compare(world)
    found, other = json.loads(operator.says("unknown", "list", "--json"))
    assert (found["hearings"], found["sources"], found["song_id"]) == (40, 3, None)
    assert "phone-1" in operator.says("unknown", "show", found["recording_id"][:8])
    said = operator.says("unknown", "identify", found["recording_id"], "--title", "Inkuru", "--artist", "The Ben")
    assert "40 hearings become plays" in said
    compare(world)
    plays = world.recovered()
    assert sorted(play.event_id for play in plays) == sorted(each.event_id for each in detections)
    assert len({play.song_id for play in plays}) == 1
    assert [each["recording_id"] for each in json.loads(operator.says("unknown", "list", "--json"))] == [
        other["recording_id"]
    ]
    assert json.loads(operator.says("unknown", "show", found["recording_id"], "--json"))["recovered"] == 40
    line, duration_ms = world.ledger.rows("SELECT line, duration_ms FROM songs")[0]
    assert 500 < len(line) / 4 <= 600
    assert 60_000 < duration_ms < 80_000
    world.store(heard("later", cut(1, 222)))
    assert world.recognised(heard("live", cut(1, 222))).song_id == plays[0].song_id


def test_a_recording_is_a_song_that_is_there(world: World, operator: Operator) -> None:
    world.store(*times(1, 5))
    compare(world)
    (found,) = json.loads(operator.says("unknown", "list", "--json"))
    song = world.add(5)
    assert "5 hearings" in operator.says("unknown", "identify", found["recording_id"], "--song", song.song_id)
    compare(world)
    assert {play.song_id for play in world.recovered()} == {song.song_id}
    assert len(world.recovered()) == 5
    other = world.add(6)
    assert "before" in operator.refused("unknown", "identify", found["recording_id"], "--song", other.song_id)
    assert json.loads(operator.says("unknown", "list", "--json", "--identified")) == []


def test_parts_of_one_song_that_hardly_touch(world: World, operator: Operator) -> None:
    world.store(heard("a", cut(1, 0)), heard("b", cut(1, 70)))
    compare(world)
    one, other = json.loads(operator.says("unknown", "list", "--least", "1", "--json"))
    shown = json.loads(operator.says("unknown", "show", one["recording_id"], "--json"))
    assert [each["recording_id"] for each in shown["touching"]] == [other["recording_id"]]
    assert "perhaps also" in operator.says("unknown", "show", one["recording_id"])
    ids = one["recording_id"], other["recording_id"]
    operator.says("unknown", "identify", *ids, "--title", "Inkuru", "--artist", "The Ben")
    compare(world)
    assert sorted(play.event_id for play in world.recovered()) == sorted(map(event_id, "ab"))


def test_what_is_refused(world: World, operator: Operator) -> None:
    assert "no recording" in operator.refused("unknown", "show", "abc")
    assert "is no id" in operator.refused("unknown", "show", "%")
    world.store(*times(1, 2))
    compare(world)
    (found,) = json.loads(operator.says("unknown", "list", "--json"))
    recording = found["recording_id"]
    assert "no song" in operator.refused("unknown", "identify", recording, "--song", "nothing")
    assert "--song" in operator.refused("unknown", "identify", recording)
    assert "--song" in operator.refused("unknown", "identify", recording, "--title", "alone")
    assert "no song" in operator.refused("fallback", "link", "nothing", MBID)
    world.ledger.execute("UPDATE unknown_recordings SET profile = 'mic'")
    told = ("--title", "T", "--artist", "A")
    assert "--isrc" in operator.refused("unknown", "identify", recording, *told)


def test_codes_and_files(world: World, operator: Operator) -> None:
    song = world.add(1)
    operator.says("fallback", "link", song.song_id, MBID)
    assert world.ledger.rows("SELECT mbid::text, song_id FROM song_mbids") == [(MBID, song.song_id)]
    assert "is no MusicBrainz id" in operator.refused("fallback", "link", song.song_id, "nothing")
    path = min(music.files(), key=lambda path: path.stat().st_size)
    operator.says("fallback", "offer", str(path))
    operator.says("fallback", "offer", str(path))
    asked = world.ledger.rows("SELECT service, outcome, attempts FROM fallback_asks ORDER BY 1")
    assert asked == [("acoustid", None, 0), ("audd", None, 0)]
    ((name, clip, line),) = world.ledger.rows("SELECT name, clip, line FROM fallback_uploads")
    assert (name, bytes(clip[:4])) == (path.name, b"OggS")
    assert 10_000 < len(clip) < 1_000_000
    assert len(line) > 100
    assert "is not a file" in operator.refused("fallback", "offer", "nowhere.mp3")
    candidate = json.dumps({"score": 0.9, "title": "[red]T", "artist": "A", "isrcs": [], "mbid": MBID})
    world.ledger.execute(
        "INSERT INTO fallback_answers "
        f"VALUES ('acoustid', sha256('x'), '[{candidate}]', now(), now() + interval '1 day')"
    )
    world.ledger.execute("UPDATE fallback_asks SET outcome = 'hint', question = sha256('x') WHERE service = 'acoustid'")
    assert "A - [red]T" in operator.says("fallback", "hints")
    assert json.loads(operator.says("fallback", "hints", "--json"))[0]["mbid"] == MBID


def test_nothing_yet(operator: Operator, tmp_path: Path) -> None:
    assert json.loads(operator.says("unknown", "list", "--json")) == []
    assert json.loads(operator.says("fallback", "hints", "--json")) == []
    silent = tmp_path / "not audio.mp3"
    silent.write_bytes(b"nothing")
    assert "not audio" in operator.refused("fallback", "offer", str(silent))
