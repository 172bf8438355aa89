"""Windows of event time, and what a play and its revisions count towards."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import KIGALI
from kernel.dimensions import changes, window_start
from kernel.events.aggregates import Window
from kernel.events.detections import Kind
from kernel.events.event import Origin
from kernel.events.plays import ScoredPlay, Verdict
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, BatchId, EventId, SongId, SourceId

AT = datetime(2026, 3, 1, 22, 30, 59, 999000, tzinfo=UTC)


def scored(revision: int, verdict: Verdict, before: Verdict | None) -> ScoredPlay:
    return ScoredPlay(
        event_id=EventId("e"), source_id=SourceId("s"), source_type=SourceType.DJ, kind=Kind.MANUAL, played_at=AT,
        received_at=AT, duration_ms=1000, batch_id=BatchId("b"), content_hash=1,
        origin=Origin(topic="detections.raw", partition=0, offset=0), song_id=SongId("song"),
        artist_id=ArtistId("artist"), method="song_id", confidence=1.0, index_version="1", verdict=verdict,
        previous_verdict=before, revision=revision, score=0.0, scored_by="1",
    )  # fmt: skip


def test_a_day_begins_at_midnight_in_kigali() -> None:
    assert window_start(Window.DAY, AT) == datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
    assert window_start(Window.DAY, AT - timedelta(minutes=31)) == datetime(2026, 2, 28, 22, 0, tzinfo=UTC)
    assert window_start(Window.HOUR, AT) == datetime(2026, 3, 1, 22, 0, tzinfo=UTC)
    assert window_start(Window.MINUTE, AT) == datetime(2026, 3, 1, 22, 30, tzinfo=UTC)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.sampled_from(Window))  # noqa: DTZ001
def test_a_window_holds_its_moment_and_starts_where_it_starts(naive: datetime, window: Window) -> None:
    at = naive.replace(tzinfo=UTC)
    start = window_start(window, at)
    length = {Window.MINUTE: timedelta(minutes=1), Window.HOUR: timedelta(hours=1), Window.DAY: timedelta(days=1)}
    assert start <= at < start + length[window]
    assert window_start(window, start) == start
    if window is Window.DAY:
        assert start.astimezone(KIGALI).hour == 0
        assert KIGALI.utcoffset(at) == timezone(timedelta(hours=2)).utcoffset(None)


def test_a_play_adds_a_duplicate_does_not_and_a_revision_moves() -> None:
    assert list(changes(scored(0, Verdict.HELD, None))) == [(Verdict.HELD, 1)]
    assert list(changes(scored(0, Verdict.DUPLICATE, None))) == []
    assert list(changes(scored(1, Verdict.ACCEPTED, Verdict.HELD))) == [(Verdict.HELD, -1), (Verdict.ACCEPTED, 1)]
