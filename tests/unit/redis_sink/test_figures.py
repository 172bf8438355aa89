"""What records make of the live figures, without Redis."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.events.aggregates import Dimension, Measures, Window, WindowTotal
from kernel.events.plays import ScoredPlay, Verdict
from sinks.redis import keys
from sinks.redis.figures import LastPlay, measures_of, measures_text, play_commands, total_commands
from sinks.redis.keys import FigureKeys, Keys
from sinks.redis.live import CLIENT_PARTS, split
from tests.unit.redis_sink.made import NOON, play, total
from tests.unit.redis_sink.model import Model

TO = Keys().of("v1")
TOTALS = TO.totals(Window.HOUR, NOON, Dimension.SONG)
TOP = TO.top(Window.HOUR, NOON, Dimension.SONG)


def told(model: Model, which: str = "country") -> list[LastPlay]:
    members = model.sorted.get(TO.last(which), {})
    return [msgspec.json.decode(m, type=LastPlay) for m in sorted(members, key=lambda m: (-members[m], m))]


def test_keys_say_version_window_start_and_dimension() -> None:
    assert TOTALS == "injyana:v1:totals:hour:2026-11-22T10:00Z:song"
    assert TOP == "injyana:v1:top:hour:2026-11-22T10:00Z:song"


def test_a_total_is_stored_ranked_and_expires_with_its_window() -> None:
    model = Model().apply(total_commands([total(plays=3, held_plays=2, held_ms=7)], TO))
    assert model.hashes[TOTALS] == {"song-1": "3 90000 2 7 0 0"}
    assert model.sorted[TOP] == {"song-1": 3}
    assert model.expiries == dict.fromkeys((TOTALS, TOP), int((NOON + keys.KEPT[Window.HOUR]).timestamp()))


def test_of_several_totals_of_one_window_the_last_holds() -> None:
    model = Model().apply(total_commands([total(plays=1), total(plays=5), total(plays=4)], TO))
    assert model.sorted[TOP] == {"song-1": 4}


def test_what_has_no_accepted_plays_any_more_leaves_the_top_list() -> None:
    model = Model().apply(total_commands([total(plays=1)], TO))
    model.apply(total_commands([total(plays=0, rejected_plays=1)], TO))
    assert model.sorted[TOP] == {}
    assert measures_of(model.hashes[TOTALS]["song-1"].encode()).rejected_plays == 1


@given(st.builds(Measures, **{f: st.integers(0, 2**62) for f in Measures.__struct_fields__}))
def test_measures_come_back_from_their_text(measures: Measures) -> None:
    assert measures_of(measures_text(measures).encode()) == measures


@settings(max_examples=30)
@given(
    st.lists(st.builds(total, st.sampled_from(["a", "b", "c"]), st.integers(0, 5)), max_size=12),
    st.integers(0, 12),
)
def test_totals_do_not_depend_on_batches_nor_on_replay(totals: list[WindowTotal], cut: int) -> None:
    whole = Model().apply(total_commands(totals, TO)).state()
    parts = Model().apply(total_commands(totals[:cut], TO)).apply(total_commands(totals[cut:], TO))
    assert parts.state() == whole
    assert parts.apply(total_commands(totals[:cut], TO)).apply(total_commands(totals[cut:], TO)).state() == whole


def test_a_play_is_on_the_lists_of_country_song_and_source_and_its_source_is_active() -> None:
    model = Model().apply(play_commands([play()], TO))
    for which in ("country", "song:song-1", "source:phone-1"):
        assert [each.event_id for each in told(model, which)] == [play().event_id]
    assert model.sorted[TO.active] == {"phone-1": NOON.timestamp() * 1000}


def test_a_duplicate_is_on_no_list_and_makes_no_source_active() -> None:
    assert Model().apply(play_commands([play(verdict=Verdict.DUPLICATE)], TO)).state() == ({}, {})


def test_a_revision_takes_the_place_of_the_play_before_it() -> None:
    held = play(verdict=Verdict.HELD)
    released = play(revision=1, previous_verdict=Verdict.HELD, score=0.2)
    for batches in ([[held, released]], [[held], [released]], [[held], [released], [held, released]]):
        model = Model()
        for batch in batches:
            model.apply(play_commands(batch, TO))
        assert [(each.verdict, each.revision) for each in told(model)] == [(Verdict.ACCEPTED, 1)]


def test_a_revision_to_duplicate_takes_the_play_off_the_lists() -> None:
    model = Model().apply(play_commands([play()], TO))
    model.apply(play_commands([play(revision=1, verdict=Verdict.DUPLICATE, previous_verdict=Verdict.ACCEPTED)], TO))
    assert told(model) == []


@pytest.mark.parametrize(("which", "limit"), [("country", keys.LAST_COUNTRY), ("song:song-1", keys.LAST_EACH)])
def test_lists_keep_the_newest_plays(which: str, limit: int) -> None:
    plays = [play(n, played_at=NOON + timedelta(seconds=n)) for n in range(keys.LAST_COUNTRY + 30)]
    model = Model().apply(play_commands(reversed(plays), TO))
    assert [each.event_id for each in told(model, which)] == [each.event_id for each in plays[::-1][:limit]]


def test_a_source_silent_for_a_day_is_not_active() -> None:
    late = play(2, source_id="phone-2", played_at=NOON + keys.ACTIVE_FOR + timedelta(milliseconds=1))
    model = Model().apply(play_commands([play()], TO)).apply(play_commands([late], TO))
    assert set(model.sorted[TO.active]) == {"phone-2"}


@settings(max_examples=30)
@given(
    st.lists(
        st.integers(0, 60).map(lambda n: play(n, played_at=NOON + timedelta(seconds=n), source_id=f"phone-{n % 3}")),
        max_size=60,
        unique_by=lambda each: each.event_id,
    ),
    st.integers(0, 60),
)
def test_lists_do_not_depend_on_batches_nor_on_replay(plays: list[ScoredPlay], cut: int) -> None:
    whole = Model().apply(play_commands(plays, TO)).state()
    parts = Model().apply(play_commands(plays[:cut], TO)).apply(play_commands(plays[cut:], TO))
    assert parts.state() == whole
    assert parts.apply(play_commands(plays, TO)).state() == whole


@pytest.mark.parametrize("fixed", [("HSET", "k"), ("ZADD", "k", "GT")])
def test_long_commands_come_in_parts_and_nothing_is_lost(fixed: tuple[str, ...]) -> None:
    members = tuple(str(n) for n in range(CLIENT_PARTS * 2 + 10))
    parts = list(split((*fixed, *members)))
    assert [part[: len(fixed)] for part in parts] == [fixed] * 3
    assert sum((part[len(fixed) :] for part in parts), ()) == members
    assert all(len(part) % 2 == len(fixed) % 2 for part in parts)


def test_minutes_are_kept_for_hours_hours_for_days_days_for_months() -> None:
    assert timedelta(hours=1) < keys.KEPT[Window.MINUTE] < timedelta(days=1)
    assert timedelta(days=1) < keys.KEPT[Window.HOUR] < timedelta(days=31)
    assert timedelta(days=31) < keys.KEPT[Window.DAY]


def test_keys_of_two_versions_never_meet() -> None:
    assert FigureKeys("injyana:v1").totals(Window.DAY, NOON, Dimension.COUNTRY) != FigureKeys("injyana:v2").totals(
        Window.DAY, NOON, Dimension.COUNTRY
    )
