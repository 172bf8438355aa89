"""Whatever the order and the batches, the totals are what a plain recount of the plays gives."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kernel.dimensions import window_key
from kernel.events.aggregates import Dimension, Measures, Window
from kernel.events.plays import ScoredPlay, Verdict
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, SongId, StationId, VenueId
from kernel.stage import MemoryTables
from stream_processors.aggregation.accumulate import accumulate
from stream_processors.aggregation.combine import combine
from tests.unit.aggregation.plays import deltas, in_batches, received, revised, scored, totals

MIDNIGHT_IN_KIGALI = datetime(2026, 11, 1, 22, 0, tzinfo=UTC)


@st.composite
def histories(draw: st.DrawFn) -> list[ScoredPlay]:
    """Plays around a midnight and their revisions, in any order in which a play's own revisions follow each other."""
    queues = []
    for number in range(draw(st.integers(1, 8))):
        at = MIDNIGHT_IN_KIGALI + timedelta(seconds=draw(st.integers(-4000, 4000)))
        play = scored(
            number,
            at,
            song_id=SongId(draw(st.sampled_from(["a", "b"]))),
            artist_id=ArtistId(draw(st.sampled_from(["x", "y"]))),
            station_id=draw(st.sampled_from([None, StationId("radio")])),
            venue_id=draw(st.sampled_from([None, VenueId("bar")])),
            district=draw(st.sampled_from([None, "Gasabo"])),
            source_type=draw(st.sampled_from(SourceType)),
            duration_ms=draw(st.integers(1_000, 14_400_000)),
            verdict=draw(st.sampled_from(Verdict)),
        )
        queue = [play]
        if play.verdict is not Verdict.DUPLICATE:
            for verdict in draw(st.lists(st.sampled_from([Verdict.ACCEPTED, Verdict.REJECTED]), max_size=2)):
                queue.append(revised(queue[-1], verdict))
        queues.append(queue)
    order = []
    while queues:
        queue = draw(st.sampled_from(queues))
        order.append(queue.pop(0))
        queues = [queue for queue in queues if queue]
    return order


def recount(plays: Iterable[ScoredPlay]) -> dict[tuple[Window, str], Measures]:
    """Each play's last revision, counted the plain way."""
    last = {play.event_id: play for play in plays}
    counts: dict[tuple[Window, str], Counter[str]] = {}
    for play in last.values():
        if play.verdict is Verdict.DUPLICATE:
            continue
        ids = {
            Dimension.SONG: play.song_id,
            Dimension.ARTIST: play.artist_id,
            Dimension.STATION: play.station_id,
            Dimension.VENUE: play.venue_id,
            Dimension.DISTRICT: play.district,
            Dimension.SOURCE_TYPE: play.source_type.value,
            Dimension.COUNTRY: "RW",
        }
        local = play.played_at + timedelta(hours=2)
        day = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(hours=2)
        hour = play.played_at.replace(minute=0, second=0, microsecond=0)
        minute = play.played_at.replace(second=0, microsecond=0)
        for dimension, id_ in ids.items():
            for window, start in ((Window.MINUTE, minute), (Window.HOUR, hour), (Window.DAY, day)):
                if id_:
                    counter = counts.setdefault((window, window_key(dimension, id_, start)), Counter())
                    counter[f"{play.verdict.value}_plays"] += 1
                    counter[f"{play.verdict.value}_ms"] += play.duration_ms
    return {key: Measures(**counter) for key, counter in counts.items()}


@given(histories(), st.integers(1, 20), st.integers(1, 20))
def test_totals_equal_a_recount(plays: list[ScoredPlay], combined: int, accumulated: int) -> None:
    tables = MemoryTables()
    published = deltas(in_batches(combine, received(plays), combined, tables))
    assert in_batches(accumulate, published, accumulated, tables) == []
    assert totals(tables) == recount(plays)


@given(histories(), st.randoms(use_true_random=False))
def test_deltas_of_plays_that_were_never_revised_may_come_in_any_order(plays: list[ScoredPlay], chance: Random) -> None:
    first = [play for play in plays if play.revision == 0]
    published = deltas(in_batches(combine, received(first), 3, MemoryTables()))
    chance.shuffle(published)
    tables = MemoryTables()
    in_batches(accumulate, published, 4, tables)
    assert totals(tables) == recount(first)


@given(histories())
def test_a_batch_on_itself_gives_the_same_deltas_again(plays: list[ScoredPlay]) -> None:
    assert list(combine(received(plays), MemoryTables())) == list(combine(received(plays), MemoryTables()))
