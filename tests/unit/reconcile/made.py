"""Plays and books to reconcile."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta

from hypothesis import strategies as st

from injyana.accounts.totals import Figure, Totals, of_windows, without_zeros
from injyana.reconcile.judging import Books, Held
from kernel.dimensions import changes, dimensions, window_start
from kernel.events.aggregates import Measures, Window
from kernel.events.plays import ScoredPlay, Verdict
from kernel.ids import ArtistId, SongId, StationId
from tests.unit.redis_sink.made import NOON, play

LONG_AGO = NOON - timedelta(days=1000)
HELD = Held(dict.fromkeys(Window, LONG_AGO), dict.fromkeys(Window, LONG_AGO))


def counted(plays: Iterable[ScoredPlay]) -> Totals:
    """The totals of plays, each counted as its changes say."""
    sums: defaultdict[Figure, Counter[str]] = defaultdict(Counter)
    for each in plays:
        for verdict, sign in changes(each):
            for dimension, id_ in dimensions(each):
                for window in Window:
                    figure = Figure(window, window_start(window, each.played_at), dimension, id_)
                    sums[figure][f"{verdict.value}_plays"] += sign
                    sums[figure][f"{verdict.value}_ms"] += sign * each.duration_ms
    return without_zeros({figure: Measures(**total) for figure, total in sums.items()})


def books(plays: Iterable[ScoredPlay]) -> Books:
    """Books in which everything agrees."""
    totals = counted(plays)
    return Books(totals, of_windows(totals, (Window.HOUR, Window.DAY)), dict(totals), dict(totals))


@st.composite
def some_plays(draw: st.DrawFn, least: int = 1) -> list[ScoredPlay]:
    """Plays of a few songs within two days."""
    drawn = draw(
        st.lists(
            st.tuples(
                st.integers(0, 2 * 24 * 60 - 1),
                st.integers(1, 3),
                st.booleans(),
                st.integers(1, 400_000),
                st.sampled_from((Verdict.ACCEPTED, Verdict.HELD, Verdict.REJECTED)),
            ),
            min_size=least,
            max_size=5,
        )
    )
    return [
        play(
            number,
            played_at=NOON + timedelta(minutes=minute),
            song_id=SongId(f"song-{song}"),
            artist_id=ArtistId(f"artist-{song % 2}"),
            station_id=StationId("station-1") if on_air else None,
            duration_ms=duration_ms,
            verdict=verdict,
        )
        for number, (minute, song, on_air, duration_ms, verdict) in enumerate(drawn, 1)
    ]
