"""The catalogue that recognition holds, and how it follows the topic."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.events.detections import Metadata, Profile
from kernel.events.songs import Song
from kernel.ids import SongId
from stream_processors.recognition.catalogue import Catalogue
from stream_processors.recognition.live import LiveCatalogue
from tests.unit.recognition.made import song


def built(*songs: Song) -> Catalogue:
    return Catalogue().changed({each.song_id: each for each in songs})


def test_the_version_is_of_the_songs_however_they_came() -> None:
    one, two, three = song(1), song(2), song(3)
    catalogue = built(one, two, three)
    by_and_by = built(three).changed({one.song_id: one.evolve(title="Old")}).changed({two.song_id: two})
    by_and_by = by_and_by.changed({SongId("gone"): song(9)}).changed({SongId("gone"): None, one.song_id: one})
    assert by_and_by.version == catalogue.version
    others = (built(one, two), built(one, two, three.evolve(version=2)), built(one, two, three.evolve(mic=b"")))
    assert len({catalogue.version, *(other.version for other in others)}) == 4


def test_what_changes_nothing_builds_nothing() -> None:
    catalogue = built(song(1))
    assert catalogue.changed({song(1).song_id: song(1), SongId("never there"): None}) is catalogue


def test_a_removed_song_is_nowhere() -> None:
    with_code = song(1, "Title", "Artist", "RWABC2400001")
    catalogue = built(with_code, song(2)).changed({with_code.song_id: None})
    assert with_code.song_id not in catalogue.songs
    assert catalogue.by_isrc == {}
    assert all(with_code.song_id not in catalogue.indexes[profile] for profile in Profile)


def test_of_two_songs_with_one_isrc_the_lower_id_is_meant() -> None:
    assert built(song(2, isrc="RWABC2400001"), song(1, isrc="RW-ABC-24-00001")).by_isrc == {"RWABC2400001": "song-001"}


def test_a_damaged_fingerprint_takes_only_itself_out(caplog: pytest.LogCaptureFixture) -> None:
    catalogue = built(song(1).evolve(line=b"abc"))
    assert "song-001" in catalogue.indexes[Profile.MIC]
    assert "song-001" not in catalogue.indexes[Profile.LINE]
    assert "add the song again" in caplog.text


def test_changes_are_built_in_behind_the_scenes() -> None:
    live = LiveCatalogue()
    live.change([("song-001", song(1)), ("song-002", song(2))], {})
    assert not live.built
    assert live.now().version == Catalogue().version
    live.start()
    assert live.wait_built(10)
    assert live.now().version == built(song(1), song(2)).version
    live.change([("song-001", None)], {})
    assert live.wait_built(10)
    assert live.now().version == built(song(2)).version


def test_many_threads_of_changes_end_in_one_catalogue() -> None:
    live = LiveCatalogue()
    live.start()
    threads = [threading.Thread(target=live.change, args=([(song(n).song_id, song(n))], {})) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert live.wait_built(10)
    assert live.now().version == built(*map(song, range(20))).version


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(-1, 2)), max_size=12), st.integers(1, 4))
def test_words_and_codes_are_those_of_the_songs_however_they_came(
    changes: list[tuple[int, int, int]], at_once: int
) -> None:
    """Each change is a song, which of its titles and artists it has, and its ISRC; the last one is a removal."""
    names = [("Naremeye", "The Ben"), ("Ikinyafu", "The Ben & Meddy"), ("Slowly", "Meddy"), ("Slowly", "Bruce Melodie")]
    told: dict[SongId, Song | None] = {}
    held = Catalogue()
    for begin in range(0, len(changes), at_once):
        batch: dict[SongId, Song | None] = {}
        for number, name, code in changes[begin : begin + at_once]:
            made = song(number, *names[name], f"RWABC240000{code}").evolve(line=b"", mic=b"")
            batch[made.song_id] = None if code < 0 else made
        held = held.changed(batch)
        told |= batch
    whole = Catalogue().changed({song_id: each for song_id, each in told.items() if each is not None})
    assert held.by_isrc == whole.by_isrc
    for title, artist in [*names, ("Slowy", "Medy"), ("Naremeye", "Ben")]:
        said = Metadata(title=title, artist=artist)
        assert held.titles.find(said) == whole.titles.find(said)
