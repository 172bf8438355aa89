"""What a batch of plays comes to."""

from datetime import timedelta

from kernel.events.aggregates import Dimension, Measures
from kernel.events.plays import Verdict
from kernel.ids import SongId, StationId
from kernel.stage import MemoryTables
from stream_processors.aggregation.combine import combine
from tests.unit.aggregation.plays import NOON, deltas, received, revised, scored


def test_one_delta_for_a_minute_however_many_plays() -> None:
    plays = [scored(number, NOON + timedelta(seconds=number)) for number in range(50)]
    found = [record.event for record in deltas(combine(received(plays), MemoryTables()))]
    assert [delta.dimension for delta in found] == [
        Dimension.SONG,
        Dimension.ARTIST,
        Dimension.SOURCE_TYPE,
        Dimension.COUNTRY,
    ]
    assert {(delta.accepted_plays, delta.accepted_ms, delta.minute) for delta in found} == {(50, 9_000_000, NOON)}
    assert {delta.made_at for delta in found} == {plays[-1].received_at}


def test_places_count_where_a_play_has_them() -> None:
    play = scored(station_id=StationId("radio"), district="Gasabo")
    found = [record.event for record in deltas(combine(received([play]), MemoryTables()))]
    assert {(delta.dimension, delta.id) for delta in found} >= {
        (Dimension.STATION, "radio"),
        (Dimension.DISTRICT, "Gasabo"),
    }
    assert len(found) == 6


def test_a_revision_moves_a_play_from_one_verdict_to_the_other() -> None:
    held = scored(verdict=Verdict.HELD)
    later = NOON + timedelta(days=3)
    (delta, *_) = deltas(combine(received([revised(held, Verdict.ACCEPTED, later)]), MemoryTables()))
    assert (delta.event.held_plays, delta.event.held_ms) == (-1, -180_000)
    assert (delta.event.accepted_plays, delta.event.accepted_ms) == (1, 180_000)
    assert delta.event.made_at == later


def test_duplicates_and_what_cancels_out_publish_nothing() -> None:
    accepted = scored(1)
    back_and_forth = [
        revised(accepted, Verdict.REJECTED),
        revised(revised(accepted, Verdict.REJECTED), Verdict.ACCEPTED),
    ]
    plays = [scored(2, verdict=Verdict.DUPLICATE), *back_and_forth]
    assert list(combine(received(plays), MemoryTables())) == []


def test_the_first_play_of_a_group_lends_its_trace() -> None:
    records = received([scored(1), scored(2, song_id=SongId("song-2")), scored(3)])
    causes = {output.key: output.cause for output in combine(records, MemoryTables())}
    assert causes["song|song-1"] is records[0]
    assert causes["song|song-2"] is records[1]


def test_measures_have_no_number_that_sums_forget() -> None:
    assert Measures.__struct_fields__ == (
        "accepted_plays",
        "accepted_ms",
        "held_plays",
        "held_ms",
        "rejected_plays",
        "rejected_ms",
    )
