"""The step: verdicts over sequences of plays, resends, and what is remembered."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from kernel.events.detections import Location
from kernel.events.plays import Verdict
from kernel.events.sources import SourceType, Standing
from kernel.ids import EventId, SongId, StationId, derived_id
from kernel.stage import MemoryTables
from kernel.topics import FRAUD_DAYS, FRAUD_IDS, FRAUD_PROFILES
from stream_processors.fraud.packing import SIZE
from stream_processors.fraud.seen_ids import BUCKET_IDS, BUCKETS, KEPT_DAYS
from stream_processors.fraud.thresholds import RULES_VERSION
from tests.unit.fraud.plays import KIGALI_TOWN, MUSANZE, NOON, flags, judged, play, scored, sightings, source, verdicts

NOON_DAY = (NOON - datetime(1970, 1, 1, tzinfo=UTC)).days


def test_an_accepted_play_is_the_play_with_a_verdict() -> None:
    event = play()
    (found,) = scored(judged([event]))
    assert (found.verdict, found.score, found.reasons, found.scored_by) == (Verdict.ACCEPTED, 0.0, (), RULES_VERSION)
    assert (found.revision, found.previous_verdict, found.revised_at) == (0, None, None)
    assert {name: getattr(found, name) for name in event.__struct_fields__} == {
        name: getattr(event, name) for name in event.__struct_fields__
    }


def test_a_second_report_of_the_same_moment_is_rejected() -> None:
    outputs = judged([play(1), play(2, minute=0.5, song_id=SongId("song-1"))])
    assert verdicts(outputs) == ["accepted", "rejected: duplicate_in_time"]
    (flag,) = flags(outputs)
    assert flag.flag_id == derived_id(flag.event_id, "duplicate_in_time")
    assert (flag.rule, flag.score, flag.rules_version) == ("duplicate_in_time", 1.0, RULES_VERSION)


def test_several_hits_add_up() -> None:
    plays = [
        play(1, location=KIGALI_TOWN),
        play(2, minute=1, location=MUSANZE, skew_ms=-30 * 3_600_000),
    ]
    outputs = judged(plays)
    hits = ["overlap", "impossible_travel", "clock_jump"]
    assert verdicts(outputs) == ["accepted", ": ".join(["held", *hits])]
    assert scored(outputs)[1].score == pytest.approx(1 - 0.4 * 0.3 * 0.6)
    assert [flag.rule for flag in flags(outputs)] == hits


def test_a_play_over_the_hour_is_compared_with_both_hours() -> None:
    late = [play(1, minute=58), play(2, minute=60, duration_ms=60_000), play(3, minute=59.5)]
    assert verdicts(judged(late)) == ["accepted", "held: overlap", "held: overlap"]


def test_a_very_long_play_is_found_hours_later() -> None:
    long = play(1, duration_ms=14_400_000)
    assert verdicts(judged([long, play(2, minute=239)])) == ["accepted", "held: overlap"]
    assert verdicts(judged([long, play(2, minute=240)])) == ["accepted", "accepted"]


def test_a_late_report_is_judged_by_what_began_after_it() -> None:
    assert verdicts(judged([play(2, minute=150), play(1, duration_ms=14_400_000)])) == ["accepted", "held: overlap"]


def test_a_false_place_does_not_make_the_next_true_one_suspicious() -> None:
    plays = [
        play(1, location=KIGALI_TOWN),
        play(2, minute=4, location=MUSANZE),
        play(3, minute=8, location=KIGALI_TOWN),
    ]
    assert verdicts(judged(plays)) == ["accepted", "held: impossible_travel", "accepted"]


def test_a_licensee_s_outlets_are_heard_apart() -> None:
    stations = [StationId("one"), StationId("two"), StationId("two")]
    plays = [play(number, source_type=SourceType.RADIO, station_id=station) for number, station in enumerate(stations)]
    assert verdicts(judged(plays)) == ["accepted", "accepted", "held: overlap"]


def test_a_streaming_service_has_many_listeners() -> None:
    tables = MemoryTables()
    plays = [play(n, source_type=SourceType.STREAMING, song_id=SongId("hit")) for n in range(500)]
    outputs = judged(plays, tables)
    assert set(verdicts(outputs)) == {"accepted"}
    assert sightings(outputs) == []
    assert tables[FRAUD_DAYS].values == {}
    assert tables[FRAUD_PROFILES].values == {}


def test_a_flood_is_accepted_up_to_what_an_hour_holds() -> None:
    tables = MemoryTables()
    plays = [play(n, minute=n * 0.1, duration_ms=1000) for n in range(1, 500)]
    found = verdicts(judged(plays, tables, size=50))
    assert found.count("accepted") == 240
    assert sum(verdict.startswith("rejected: rate") for verdict in found) == 259
    assert [len(day.plays) for day in tables[FRAUD_DAYS].values.values()] == [240 * SIZE]


def test_a_suspended_source_leaves_no_trace_in_the_days() -> None:
    tables = MemoryTables()
    outputs = judged([play()], tables, lambda _id: source(Standing.SUSPENDED))
    assert verdicts(outputs) == ["rejected: source_standing"]
    assert tables[FRAUD_DAYS].values == {}


class TestRepeats:
    """A second record of one id counts nowhere and is judged by no rule."""

    @pytest.mark.parametrize("size", [1, 2])
    def test_resent(self, size: int) -> None:
        outputs = judged([play(), play()], size=size)
        assert verdicts(outputs) == ["accepted", "duplicate: resent"]
        assert flags(outputs) == []

    @pytest.mark.parametrize("minute", [0, 5, 60 * 24 * 20])
    def test_another_content_under_the_same_id(self, minute: int) -> None:
        assert verdicts(judged([play(1), play(1, minute=minute, content_hash=-7)])) == [
            "accepted",
            "duplicate: conflict",
        ]

    def test_ids_belong_to_their_source(self) -> None:
        assert verdicts(judged([play(1), play(1, source_id="phone-2")])) == ["accepted", "accepted"]

    def test_a_rejected_play_is_known_too(self) -> None:
        plays = [play(1), play(2, song_id=SongId("song-1")), play(2, song_id=SongId("song-1"))]
        assert verdicts(judged(plays)) == ["accepted", "rejected: duplicate_in_time", "duplicate: resent"]

    def test_ids_are_kept_longer_than_a_resend_can_take(self) -> None:
        late = NOON + timedelta(days=31)
        assert verdicts(judged([play(), play(received_at=late)])) == ["accepted", "duplicate: resent"]

    def test_ids_are_forgotten_in_the_end(self) -> None:
        tables = MemoryTables()
        number = next(n for n in range(2, 100) if bucket_of(n) == bucket_of(1))
        judged([play(1), play(number, minute=60 * 24 * (KEPT_DAYS + 2))], tables)
        (bucket,) = tables[FRAUD_IDS].values.values()
        assert len(bucket.ids) == 14

    def test_bytes_across_two_entries_are_no_id(self) -> None:
        day = (NOON - datetime(1970, 1, 1, tzinfo=UTC)).days

        def across(content_hash: int) -> int:
            entry = (1).to_bytes(8, "big") + content_hash.to_bytes(4, "big") + day.to_bytes(2, "big")
            return int.from_bytes(entry[3:11], "big")

        content_hash = next(n for n in range(1 << 20) if bucket_of(across(n)) == bucket_of(1))
        plays = [play(1, content_hash=content_hash), play(across(content_hash), minute=10, content_hash=1)]
        assert verdicts(judged(plays)) == ["accepted", "accepted"]

    def test_a_bucket_keeps_the_newest(self) -> None:
        tables = MemoryTables()
        numbers = [n for n in range(1, 300 * BUCKET_IDS) if bucket_of(n, SourceType.STREAMING) == 0]
        service = [
            play(number, minute=n, source_type=SourceType.STREAMING)
            for n, number in enumerate(numbers[: BUCKET_IDS + 1])
        ]
        judged(service, tables)
        (bucket,) = tables[FRAUD_IDS].values.values()
        assert len(bucket.ids) == 14 * BUCKET_IDS
        assert verdicts(judged([service[1], service[0]], tables)) == ["duplicate: resent", "accepted"]

    def test_ids_of_one_machine_and_its_clock_are_told_apart(self) -> None:
        """UUIDs of version 1 differ in their first half only, and those of version 7 may do so in their last."""
        clock = [UUID(int=(n << 96) | 0x1234_11EE_8000_0242_AC12_0002) for n in range(1, 150)]
        plays = [play(event_id=EventId(str(each)), minute=4 * n) for n, each in enumerate(clock)]
        tables = MemoryTables()
        assert set(verdicts(judged(plays, tables))) == {"accepted"}
        assert len(tables[FRAUD_IDS].values) == BUCKETS[SourceType.PHONE]


def bucket_of(number: int, source_type: SourceType = SourceType.PHONE) -> int:
    return number % 65_521 % BUCKETS[source_type]


class TestForgetting:
    """Old days leave the state, and a play of one is held."""

    def test_a_new_day_takes_the_place_of_one_that_is_too_old(self) -> None:
        tables = MemoryTables()
        day = 24 * 60
        judged([play(1), play(2, minute=day), play(3, minute=9 * day)], tables)
        numbers = sorted(kept.day - NOON_DAY for kept in tables[FRAUD_DAYS].values.values())
        assert numbers == [0, 9]

    def test_a_source_that_paused_leaves_nothing_that_counts(self) -> None:
        tables = MemoryTables()
        day = 24 * 60
        plays = [play(n, minute=n * day) for n in range(8)]
        judged(plays, tables)
        assert len(tables[FRAUD_DAYS].values) == 8
        assert verdicts(judged([play(20, minute=30 * day), play(21, minute=7 * day)], tables)) == [
            "accepted",
            "held: long_past",
        ]

    @pytest.mark.parametrize("size", [1, 2])
    def test_a_play_more_than_a_week_behind_the_newest_is_held_and_not_remembered(self, size: int) -> None:
        tables = MemoryTables()
        day = 24 * 60
        plays = [play(1, minute=8 * day), play(2), play(3), play(4, minute=day)]
        outputs = judged(plays, tables, size=size)
        assert verdicts(outputs) == ["accepted", "held: long_past", "held: long_past", "accepted"]
        assert flags(outputs)[0].evidence == (
            "This phone reported the play after plays from 8 days later, too late to compare it with what was heard"
            " around it."
        )
        assert sorted(kept.day - NOON_DAY for kept in tables[FRAUD_DAYS].values.values()) == [1, 8]


class TestHonest:
    """What people really do."""

    def test_a_fan_loops_a_song_all_night(self) -> None:
        plays = [play(n, minute=n * 3, song_id=SongId("favourite")) for n in range(160)]
        assert set(verdicts(judged(plays))) == {"accepted"}

    def test_a_bus_from_musanze_to_kigali(self) -> None:
        def place(share: float) -> Location:
            return Location(
                lat=MUSANZE.lat + share * (KIGALI_TOWN.lat - MUSANZE.lat),
                lon=MUSANZE.lon + share * (KIGALI_TOWN.lon - MUSANZE.lon),
                accuracy_m=50.0,
            )

        plays = [play(n, minute=n * 4, location=place(n / 30)) for n in range(31)]
        assert set(verdicts(judged(plays))) == {"accepted"}

    def test_a_dj_mixes_for_a_minute_and_a_half(self) -> None:
        plays = [
            play(n, minute=n * 2.5, duration_ms=240_000, source_type=SourceType.DJ, location=KIGALI_TOWN)
            for n in range(100)
        ]
        assert set(verdicts(judged(plays))) == {"accepted"}

    def test_uploads_with_a_clock_a_zone_off(self) -> None:
        plays = [play(n, minute=n * 4, skew_ms=7_200_000 + n * 500) for n in range(50)]
        assert set(verdicts(judged(plays))) == {"accepted"}


@pytest.mark.parametrize("nonsense", ["nonsense", "00", ""])
def test_a_nonsense_id_raises_and_so_becomes_a_dead_letter(nonsense: str) -> None:
    with pytest.raises(ValueError, match=r"not a UUID|non-hexadecimal"):
        judged([play(event_id=EventId(nonsense))])
