"""From songs on air to plays: one play each, however they come."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from detectors.radio.plays import AWAY, NOT_HEARD, Play, Sounded, continued, over
from tests.unit.radio.made import STATION, ZERO, after, sounded


def open_after(*steps: Sequence[Sounded]) -> tuple[Play, ...]:
    plays: tuple[Play, ...] = ()
    for step in steps:
        plays = continued(plays, STATION, step)
    return plays


def test_a_song_that_goes_on_is_one_play_with_one_id() -> None:
    [first] = open_after([sounded("a", 0, 12)])
    [play] = open_after([sounded("a", 0, 12)], [sounded("a", 0.4, 17)], [sounded("a", 0.4, 22)])
    assert play.event_id == first.event_id
    assert (play.sounded.began, play.sounded.ended) == (after(0.4), after(22))


def test_after_a_cut_the_song_goes_on_where_time_or_it_itself_had_come_to() -> None:
    lost = open_after([sounded("a", 0, 60)], [sounded("a", 90, 120, song_from=90)])
    held = open_after([sounded("a", 0, 60)], [sounded("a", 90, 120, song_from=60)])
    for [play] in (lost, held):
        assert (play.sounded.began, play.sounded.ended) == (after(0), after(120))


def test_a_song_that_begins_again_is_another_play() -> None:
    again = open_after([sounded("a", 0, 60)], [sounded("a", 60, 90)])
    back = open_after([sounded("a", 0, 60, song_from=100)], [sounded("a", 65, 90, song_from=20)])
    forward = open_after([sounded("a", 0, 60)], [sounded("a", 60, 90, song_from=120)])
    assert [len(plays) for plays in (again, back, forward)] == [2, 2, 2]
    assert len({play.event_id for play in again}) == 2


def test_two_songs_at_once_are_two_plays() -> None:
    assert [play.sounded.song for play in open_after([sounded("a", 0, 60), sounded("b", 55, 60)])] == ["a", "b"]


def test_the_clearest_clip_is_kept() -> None:
    [play] = open_after([sounded("a", 0, 12, fit=1.2)], [sounded("a", 1, 17, fit=2.0)], [sounded("a", 2, 22, fit=1.5)])
    assert play.sounded.clip == b"a at 1"


def test_a_play_is_over_once_it_was_listened_for() -> None:
    plays = open_after([sounded("a", 0, 60)])
    seconds = NOT_HEARD.total_seconds()
    assert over(plays, after(90), ZERO, after(60 + seconds)) == ()
    assert over(plays, after(100), ZERO, after(61 + seconds)) == plays
    assert over(plays, after(300), after(280), after(280 + seconds)) == ()
    assert over(plays, after(320), after(280), after(281 + seconds)) == plays


def test_a_play_that_nobody_listened_to_for_long_is_over() -> None:
    plays = open_after([sounded("a", 0, 60)])
    for seconds, expected in ((0, ()), (1, plays)):
        now = after(60) + AWAY + (after(seconds) - ZERO)
        assert over(plays, now, now, now) == expected


@given(st.lists(st.floats(0, 250), min_size=1, max_size=6), st.floats(-2, 2))
def test_however_often_it_is_cut_a_song_is_one_play(cuts: list[float], off: float) -> None:
    """Each connection hears the song from a cut on, its clock a little off."""
    steps = [[sounded("a", 0, 12)]]
    for number, cut in enumerate(sorted(cuts)):
        shift = off if number % 2 else 0.0
        steps.append([sounded("a", cut + shift, cut + shift + 10, song_from=cut, cut=True)])
    [play] = open_after(*steps)
    assert play.sounded.began == after(0)
    assert play.sounded.ended >= after(max(cuts) + 7)
