"""What waited is matched against what is new, with the same result as against everything."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.events.detections import Detection, Metadata, Profile
from kernel.events.plays import RecognizedPlay
from kernel.events.songs import Song
from kernel.ids import SongId
from kernel.stage import MemoryTables, Received
from stream_processors.recognition.catalogue import Catalogue
from stream_processors.recognition.late.matching import Versions, recovered
from stream_processors.recognition.step import make_step
from tests.unit.recognition.made import compressed, detection, items, noisy, received, song

TITLES = ["Umuziki", "Umuzika", "Inkuru"]


def catalogue(songs: Iterable[Song]) -> Catalogue:
    return Catalogue().changed({each.song_id: each for each in songs})


def recognised(now: Catalogue, waiting: list[Received[Detection]]) -> list[RecognizedPlay | None]:
    """What recognition makes of them."""
    events = [output.event for output in make_step(lambda: now)(waiting, MemoryTables())]
    return [event if isinstance(event, RecognizedPlay) else None for event in events]


def made(number: int) -> Song:
    """Songs 3 and 4 are one recording, registered twice; some share a title, some an ISRC."""
    sound = song(min(number, 3))
    return song(number, TITLES[number % 3], isrc=f"RWABC26{number // 2:05}").evolve(
        line=sound.line, mic=b"" if number == 2 else sound.mic
    )


METADATA = st.builds(
    Metadata,
    title=st.sampled_from([*TITLES, "Nta yo"]),
    artist=st.just("The Ben"),
    isrc=st.none() | st.integers(0, 3).map(lambda number: f"RWABC26{number:05}"),
)


@st.composite
def detections(draw: st.DrawFn) -> Detection:
    """Clips clean, noisy or of nothing known, with words, other words or none."""
    kind = draw(st.sampled_from(["heard", "said", "both", "logged"]))
    clip = None
    profile = draw(st.sampled_from(Profile))
    if kind in ("heard", "both"):
        of = draw(st.integers(0, 6))
        start = draw(st.integers(0, 400))
        whole = items(of if profile is Profile.LINE else 1000 + of)
        clip = noisy(whole[start : start + 100], draw(st.sampled_from([0.0, 0.1, 0.22])))
    said = draw(METADATA) if kind in ("said", "both") else None
    logged = f"song-{draw(st.integers(0, 6)):03}" if kind == "logged" else None
    return detection(clip, said, logged, profile)


@settings(deadline=None, max_examples=60)
@given(
    before=st.sets(st.integers(0, 5), max_size=4),
    added=st.sets(st.integers(0, 5), max_size=4),
    heard=st.lists(detections(), min_size=1, max_size=8),
)
def test_matching_what_is_new_is_matching_everything(before: set[int], added: set[int], heard: list[Detection]) -> None:
    old, new = catalogue(map(made, before)), catalogue(map(made, added - before))
    now = catalogue(map(made, before | added))
    waiting = [received(event.evolve(event_id=f"{place}"), place) for place, event in enumerate(heard)]
    waiting = [each for each, play in zip(waiting, recognised(old, waiting), strict=True) if play is None]
    expected = recognised(now, waiting)
    assert recovered(Versions(now, new), waiting) == expected
    assert recovered(Versions(now), waiting) == expected


def test_a_removed_rival_leaves_the_other() -> None:
    heard = [received(detection(items(3)[100:200]))]
    both = catalogue([made(3), made(4)])
    assert recovered(Versions(both), heard) == [None]
    (play,) = recovered(Versions(both.changed({SongId("song-004"): None})), heard)
    assert play is not None
    assert play.song_id == "song-003"


def test_a_recovered_play_is_what_it_would_have_been() -> None:
    heard = detection(items(1)[50:150], Metadata(title="Umuzika", artist="The Ben"), number=7)
    now = catalogue([made(1)])
    (play,) = recovered(Versions(now, now), [received(heard, 5)])
    assert play is not None
    assert (play.event_id, play.played_at, play.received_at) == (heard.event_id, heard.played_at, heard.received_at)
    assert (play.song_id, play.method, play.origin.offset) == ("song-001", "fingerprint", 5)
    assert (play.index_version, play.declared) == (now.version, heard.metadata)


def test_what_cannot_be_decoded_waits_on_beside_the_others(caplog: pytest.LogCaptureFixture) -> None:
    good = detection(items(1)[50:150], number=1)
    assert good.fingerprint is not None
    bad = good.evolve(fingerprint=good.fingerprint.evolve(data=compressed(items(1)[:50])[:-9]), event_id="bad")
    now = catalogue([made(1)])
    found = recovered(Versions(now, now), [received(each) for each in (good, bad, good)])
    assert [play is not None for play in found] == [True, False, True]
    assert "bad" in caplog.text
