"""The rules over sequences of plays: what the source's past tells them."""

from collections import Counter

import pytest

from kernel.events.plays import RecognizedPlay
from kernel.events.sources import SourceType
from kernel.ids import ArtistId, SongId, VenueId
from stream_processors.fraud.scoring import scored_by
from tests.unit.fraud.plays import KIGALI_TOWN, MUSANZE, flags, judged, play, source, verdicts

HOUR = 60
DAY = 24 * HOUR


def evening(first: int, minute: float, copied: bool = False) -> list[RecognizedPlay]:
    """Eight plays of different songs, the durations and gaps always the same; `copied` ones have their sound, too."""
    return [
        play(
            first + n,
            minute + 4 * n + 0.01 * n * n,
            song_id=SongId(f"evening-{n}"),
            duration_ms=180_000 + 317 * n,
            fingerprint_hash=1000 + n if copied else None,
        )
        for n in range(8)
    ]


def test_an_evening_reported_as_two() -> None:
    found = verdicts(judged([*evening(1, 0), *evening(101, 2 * DAY)]))
    assert found[:13] == ["accepted"] * 13
    assert found[13:] == ["held: replayed_run"] * 3


def test_an_evening_reported_again_for_an_earlier_day() -> None:
    assert verdicts(judged([*evening(1, 2 * DAY), *evening(101, 0)]))[13:] == ["held: replayed_run"] * 3


def test_the_same_programme_as_people_play_it_is_no_copy() -> None:
    again = [each.evolve(duration_ms=each.duration_ms + 40 * n) for n, each in enumerate(evening(101, 2 * DAY))]
    assert set(verdicts(judged([*evening(1, 0), *again]))) == {"accepted"}


def test_a_sound_that_was_heard_before() -> None:
    outputs = judged([*evening(1, 0, copied=True), *evening(101, 2 * DAY + 300, copied=True)[:2]])
    assert verdicts(outputs)[8:] == ["held: copied_sound"] * 2
    assert flags(outputs)[0].evidence == ("This phone reported exactly the same recording for a play 2 days earlier.")


def test_one_song_from_morning_to_night() -> None:
    plays = [play(n, 3.1 * n, song_id=SongId("hit"), duration_ms=150_000) for n in range(300)]
    found = Counter(verdicts(judged(plays)))
    assert found["accepted"] == 180
    assert found["held: same_song"] + found["held: same_song: caught_often"] == 120


def test_one_song_a_little_every_day_is_a_favourite() -> None:
    plays = [play(n, DAY * (n // 100) + 4 * (n % 100), song_id=SongId("hit")) for n in range(700)]
    assert set(verdicts(judged(plays))) == {"accepted"}


@pytest.mark.parametrize("size", [1, 1000])
def test_music_by_day_and_by_night(size: int) -> None:
    plays = [play(n, 4 * n) for n in range(400)]
    found = verdicts(judged(plays, size=size))
    first = next(n for n, verdict in enumerate(found) if "unbroken" in verdict)
    assert 20 * HOUR <= 4 * first + 3 <= 20 * HOUR + 20


def test_reported_backwards_it_is_found_as_well() -> None:
    plays = [play(n, 4 * n) for n in range(399, -1, -1)]
    found = verdicts(judged(plays))
    assert sum("unbroken" in verdict for verdict in found) > 50


def test_who_sleeps_with_music_and_rises_without_is_no_machine() -> None:
    plays = [play(n, 4 * n + 25 * (n // 150)) for n in range(900)]
    assert set(verdicts(judged(plays))) == {"accepted"}


def test_a_clock_that_goes_to_and_fro() -> None:
    plays = [play(n, 4 * HOUR * n, skew_ms=600_000 * (n % 2)) for n in range(10)]
    assert verdicts(judged(plays)) == [
        *["accepted"] * 6,
        *["held: clock_variance"] * 3,
        "held: clock_variance: caught_often",
    ]


def test_an_artist_s_own_phone() -> None:
    own = source(owner_artist_id=ArtistId("artist"))
    plays = [play(n, 5 * n + DAY * (n // 60), artist_id=ArtistId("artist")) for n in range(150)]
    found = verdicts(judged(plays, source_of=lambda _id: own))
    assert found[:99] == ["accepted"] * 99
    assert "self_play" in found[99]
    others = [each.evolve(artist_id=ArtistId(f"other-{n}")) if n % 2 else each for n, each in enumerate(plays)]
    assert set(verdicts(judged(others, source_of=lambda _id: own))) == {"accepted"}


def test_files_with_wrong_titles_are_accidents_until_they_are_a_habit() -> None:
    wrong = {7, 60, 140}
    plays = [
        play(n, 5 * n, source_type=SourceType.DJ, declared_song_id=SongId("named") if n in wrong else None)
        for n in range(200)
    ]
    assert set(verdicts(judged(plays))) == {"accepted"}
    habit = [
        play(n, 5 * n, source_type=SourceType.DJ, declared_song_id=SongId("named") if n % 3 == 0 else None)
        for n in range(20)
    ]
    found = verdicts(judged(habit))
    assert found[:6] == ["accepted"] * 6
    assert found[6] == found[9] == "held: declared_differs"
    assert found[15:] == ["held: declared_differs: caught_often"] + ["held: caught_often"] * 2 + [
        "held: declared_differs: caught_often",
        "held: caught_often",
    ]


def test_who_is_caught_often_is_not_caught_for_ever() -> None:
    teleporting = [play(n, 8 * n, location=(KIGALI_TOWN, MUSANZE)[n % 2]) for n in range(8)]
    later = [play(100 + n, 2 * DAY + 8 * n, location=MUSANZE) for n in range(5)]
    found = verdicts(judged([*teleporting, *later]))
    assert sum("impossible_travel" in verdict for verdict in found) >= 3
    assert found[8:] == ["accepted"] * 5


def test_plays_that_their_numbers_contradict() -> None:
    numbered = [play(n, 5 * n, sequence=500 + n) for n in range(10)]
    late = play(50, 23.5, sequence=700, duration_ms=60_000)
    again = play(51, 1000, sequence=503)
    assert verdicts(judged([*numbered, late, again])) == ["accepted"] * 10 + ["held: out_of_order"] * 2


def test_outlets_of_one_venue_chain_have_pasts_of_their_own() -> None:
    plays = [
        play(n, 0.5 * n, source_type=SourceType.VENUE, venue_id=VenueId(f"venue-{n % 8}"), duration_ms=200_000)
        for n in range(160)
    ]
    assert set(verdicts(judged(plays))) == {"accepted"}


def test_the_scorer_s_name_says_rules_and_model() -> None:
    assert scored_by("model-3").startswith("rules-2+")
    assert scored_by("model-3").endswith(" model-3")
