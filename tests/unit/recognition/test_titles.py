"""Titles and artists as people write them."""

import pytest

from kernel.events.detections import Metadata
from kernel.events.songs import Song
from stream_processors.recognition.titles import Titles
from stream_processors.recognition.words import artists, title
from tests.unit.recognition.made import song

SONGS = [
    song(1, "Ikinyafu", "Bruce Melodie feat. Kenny Sol"),
    song(2, "Ikinyafu (Remix)", "Bruce Melodie"),
    song(3, "Naremeye", "The Ben"),
    song(4, "Ntawamusimbura", "Meddy"),
    song(5, "Part 1", "Urban Boys & Riderman"),
    song(6, "Part 2", "Urban Boys & Riderman"),
    song(7, "Ça va bien", "Café Kigali"),
    song(8, "Rwanda", "Massamba"),
    song(9, "Rwanda", "Massamba"),
    song(10, "!!!", "???"),
]
TITLES = Titles(SONGS)


def found(said_title: str, said_artist: str, titles: Titles = TITLES) -> list[int]:
    songs = titles.find(Metadata(title=said_title, artist=said_artist)).songs
    return [int(song_id.removeprefix("song-")) for song_id in songs]


@pytest.mark.parametrize(
    ("said_title", "said_artist", "number"),
    [
        ("Ikinyafu", "Bruce Melodie", 1),
        ("IKINYAFU (Official Video)", "bruce melodie ft Kenny Sol", 1),
        ("Ikinyafu ft. Kenny Sol [Lyrics]", "Bruce Melody", 1),
        ("Ikinyafu - Remix", "Bruce Melodie", 2),
        ("Ikinyafu (RMX)", "Bruce Melodie", 2),
        ("Naremeye - Radio Edit", "The  Ben", 3),
        ("Ntawamusinbura", "Meddy", 4),
        ("part 2", "Riderman, Urban Boys", 6),
        ("Part 02", "Riderman", 6),
        ("Ca va bien!", "CAFE KIGALI", 7),
    ],
)
def test_a_song_is_found_however_it_is_written(said_title: str, said_artist: str, number: int) -> None:
    assert found(said_title, said_artist) == [number]


@pytest.mark.parametrize(
    ("said_title", "said_artist"),
    [
        ("Naremeye (Live)", "The Ben"),
        ("Naremeye (Remix)", "The Ben"),
        ("Part 3", "Urban Boys & Riderman"),
        ("Naremeye", "Meddy"),
        ("Something else", "The Ben"),
        ("", "The Ben"),
        ("Naremeye", ""),
        ("!!!", "???"),
    ],
)
def test_another_recording_is_not_found(said_title: str, said_artist: str) -> None:
    assert found(said_title, said_artist) == []


def test_two_songs_of_one_name_are_both_found() -> None:
    assert found("Rwanda", "Massamba") == [8, 9]


def test_likeness_is_that_of_the_less_like_of_the_two() -> None:
    assert TITLES.find(Metadata(title="Naremeye", artist="The Ben")).likeness == 100
    assert 90 <= TITLES.find(Metadata(title="Ntawamusinbura", artist="Meddy")).likeness < 95


def test_many_questions_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stream_processors.recognition.titles.REMEMBERED", 10)
    titles = Titles(SONGS)
    for number in range(100):
        found(f"unknown {number}", "The Ben", titles)
    assert found("Naremeye", "The Ben", titles) == [3]
    assert len(titles._remembered) <= 10


def test_words_and_what_is_kept_apart() -> None:
    assert title("Réunion (Live at Kigali Arena) [feat. X]").words == "reunion live at kigali arena"
    assert title("Réunion (Live at Kigali Arena)").apart == {"live"}
    assert title("Song No. 007").apart == {"7"}
    assert artists("The Ben & Meddy ft. Ngabo") == ("the ben meddy", "the ben", "meddy")


def test_songs_need_no_order() -> None:
    def answers(songs: list[Song]) -> list[list[int]]:
        return [found(each.title, each.artist, Titles(songs)) for each in SONGS]

    assert answers(SONGS) == answers(SONGS[::-1])
