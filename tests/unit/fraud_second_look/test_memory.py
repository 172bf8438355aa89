"""What is kept of a payee's day: a fair sample of bounded size, in which every kept source is counted whole."""

from datetime import timedelta

import numpy as np
import pytest

from kernel.events.sources import SourceType
from kernel.stage import MemoryTables
from kernel.topics import FRAUD_FINDINGS, FRAUD_PAYEES, FRAUD_SIGHTINGS
from stream_processors.fraud.second_look.audience import Audience
from stream_processors.fraud.second_look.bucket import BUCKETS, PLAYS, SOURCES, Bucket
from stream_processors.fraud.second_look.memory import Memory
from stream_processors.fraud.second_look.packing import (
    DEGREES,
    PLAY,
    PLAY_ROW,
    SOURCE,
    SOURCE_ROW,
    day_number,
    day_start,
    hash_of,
)
from stream_processors.fraud.second_look.stage import second_look_stage
from tests.unit.fraud_second_look.seen import NOON, PAYEE, run, sighting


def seen_today(tables: MemoryTables) -> Audience:
    memory = Memory(tables[FRAUD_PAYEES])
    memory.add(PAYEE, sighting("other"))
    memory.store()
    (audience,) = memory.changed()
    return audience


def test_the_rows_are_what_numpy_reads() -> None:
    assert (SOURCE.size, PLAY.size) == (SOURCE_ROW.itemsize, PLAY_ROW.itemsize)


def test_a_source_s_figures_are_those_of_all_its_plays() -> None:
    plays = [
        sighting(1, NOON + timedelta(minutes=20 * n), song=n, share=0.2, lat=-1.95, lon=30.06, sequence_hash=-n - 1)
        for n in range(30)
    ]
    audience = seen_today(run([(PAYEE, each) for each in plays], 4))
    habits = audience.habits
    place = habits.hashes.tolist().index(hash_of("phone-1"))
    assert habits.all_plays[place] == 30
    assert habits.share[place] == pytest.approx(0.2)
    assert habits.recent[place] == 100
    assert habits.artists[place] == 30
    assert habits.registered[place] / 24 == pytest.approx(day_number(NOON) - 365, abs=1)
    assert int(habits.hours[habits.source == place][0]) == sum(1 << hour for hour in range(12, 22))
    kept = audience.plays.source == audience.plays.hashes.tolist().index(hash_of("phone-1"))
    assert np.count_nonzero(kept) == PLAYS
    assert set(audience.plays.lat[kept].tolist()) == {round(-1.95 * DEGREES)}
    assert all(1 <= 2**64 - int(sequence) <= 30 for sequence in audience.plays.sequence[kept])
    assert audience.ids_of(habits.hashes) == ("phone-1", "phone-other")


def test_two_phones_keep_the_same_songs() -> None:
    plays = [sighting(phone, NOON + timedelta(minutes=phone + 3 * n), song=n) for phone in (1, 2) for n in range(40)]
    audience = seen_today(run([(PAYEE, each) for each in plays], 9))
    songs = [set(audience.plays.song[audience.plays.source == number].tolist()) for number in range(3)]
    assert sorted(len(each) for each in songs) == [1, PLAYS, PLAYS]
    assert songs[0] & songs[1] or songs[1] & songs[2] or songs[0] & songs[2]


def test_a_bucket_is_bounded_and_holds_a_fair_sample() -> None:
    bucket = Bucket(None)
    phones = [f"phone-{number}" for number in range(2000)]
    for phone in phones:
        bucket.add(sighting(phone.removeprefix("phone-")))
        bucket.add(sighting(phone.removeprefix("phone-"), NOON + timedelta(hours=1)))
    data = bucket.dump()
    lowest = sorted(phones, key=hash_of)[:SOURCES]
    assert data.endswith(b"\0".join(phone.encode() for phone in lowest))
    assert len(data) == 6 + SOURCES * (SOURCE.size + 2 * PLAY.size) + len("\0".join(lowest))
    assert SOURCES * (SOURCE.size + PLAYS * PLAY.size + 41) < 180_000


def test_a_bucket_reads_what_it_wrote() -> None:
    bucket = Bucket(None)
    for number in range(50):
        bucket.add(sighting(number % 7, NOON + timedelta(minutes=number)))
    data = bucket.dump()
    again = Bucket(data)
    assert (again.dump(), again.changed) == (data, False)
    more = sighting(3, NOON + timedelta(hours=4))
    again.add(more)
    bucket.add(more)
    assert again.dump() == bucket.dump()


def test_days_begin_at_midnight_in_kigali() -> None:
    midnight = NOON - timedelta(hours=12)
    assert day_start(day_number(NOON)) == midnight
    assert day_number(midnight - timedelta(milliseconds=1)) == day_number(midnight) - 1


def test_sources_without_place_age_or_figures_are_taken_in() -> None:
    bare = sighting(1, age_days=None, plays=None, artists=None, received_at=None, source_type=SourceType.RADIO)
    audience = seen_today(run([(PAYEE, bare)], 1))
    place = audience.habits.hashes.tolist().index(hash_of("phone-1"))
    assert np.isinf(audience.habits.registered[place])
    assert audience.habits.recent[place] == audience.habits.artists[place] == 0


def test_the_stage_reads_sightings_and_keeps_payees_and_findings() -> None:
    stage = second_look_stage()
    assert stage.reads is FRAUD_SIGHTINGS
    assert stage.tables == (FRAUD_PAYEES, FRAUD_FINDINGS)
    assert (stage.batch, stage.within) == (5000, 2.0)
    assert BUCKETS == 8
