"""Honest sources do nothing that people and their phones cannot do."""

from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from kernel.clock import KIGALI
from simulation.cohorts.choirs import CHOIRS
from simulation.cohorts.cohort import Cohort
from simulation.cohorts.new_records import NEW_RECORDS
from simulation.cohorts.phones import PHONES
from simulation.cohorts.shared_playlists import SHARED_PLAYLISTS
from simulation.cohorts.venues import VENUES
from simulation.cohorts.village_radios import VILLAGE_RADIOS
from simulation.cohorts.viral_hits import VIRAL_HITS
from simulation.cohorts.wedding_guests import WEDDING_GUESTS
from simulation.cohorts.wrong_clocks import WRONG_CLOCKS
from simulation.country import simulate
from simulation.device import FASTEST_KMH, HOUR_MS
from simulation.places import Place, apart_km
from simulation.truth import Label, Truth

from .conftest import DAYS

Past = dict[str, list[Truth]]


@pytest.fixture(scope="module")
def honest(plays: list[Truth]) -> Past:
    """Every honest source's plays by played_at, without resends."""
    found: Past = defaultdict(list)
    for each in plays:
        if each.label is Label.HONEST and not each.resend:
            found[each.play.source_id].append(each)
    for past in found.values():
        past.sort(key=lambda each: each.play.played_at)
    return found


def test_one_ear_hears_one_thing(honest: Past) -> None:
    for past in honest.values():
        if past[0].cohort == "wrong_clocks":
            continue
        tolerance = 100 if past[0].cohort == "djs" else 20
        for one, other in pairwise(past):
            ended = one.play.played_at.timestamp() + one.play.duration_ms / 1000
            assert ended - other.play.played_at.timestamp() < tolerance, past[0].cohort


def test_nobody_is_faster_than_a_bus(honest: Past) -> None:
    for past in honest.values():
        if past[0].cohort == "wrong_clocks":
            continue
        fixes = [each.play for each in past if each.play.location is not None]
        for one, other in pairwise(fixes):
            assert one.location is not None
            assert other.location is not None
            km = apart_km(
                Place(one.location.lat, one.location.lon, ""), Place(other.location.lat, other.location.lon, "")
            )
            unsure = ((one.location.accuracy_m or 0) + (other.location.accuracy_m or 0)) / 500
            hours = (other.played_at - one.played_at).total_seconds() / 3600
            assert km - unsure - 2 <= FASTEST_KMH * (hours + 0.02), past[0].cohort


def test_an_hour_holds_an_hour(honest: Past) -> None:
    for past in honest.values():
        hours = Counter(each.play.played_at.replace(minute=0, second=0, microsecond=0) for each in past)
        assert max(hours.values()) <= 150


def test_everything_lies_in_rwanda(honest: Past) -> None:
    for past in honest.values():
        for each in past:
            place = each.play.location
            if place is not None:
                assert -3.1 < place.lat < -0.9
                assert 28.6 < place.lon < 31.1


def test_cohorts_differ_as_their_names_say(honest: Past) -> None:
    shares: dict[str, list[float]] = defaultdict(list)
    nights: dict[str, list[float]] = defaultdict(list)
    daily: dict[str, list[float]] = defaultdict(list)
    for past in honest.values():
        cohort = past[0].cohort
        artists = Counter(each.play.artist_id for each in past)
        shares[cohort].append(artists.most_common(1)[0][1] / len(past))
        nights[cohort].append(sum(each.play.played_at.astimezone(KIGALI).hour < 5 for each in past) / len(past))
        daily[cohort].append(len(past) / DAYS)
    mean = {name: sum(each) / len(each) for name, each in shares.items()}
    assert mean["super_fans"] > 0.5 > mean["phones"]
    assert sum(nights["sleepers"]) / len(nights["sleepers"]) > 0.3
    assert sum(nights["shops"]) == 0
    assert min(daily["radios"]) > 150
    assert len({round(each, 3) for each in daily["phones"]}) > 0.8 * len(daily["phones"]), "habits are drawn per source"


def test_people_in_a_taxi_hear_the_same_at_the_same_time(honest: Past) -> None:
    heard: dict[tuple[str, int], set[str]] = defaultdict(set)
    for past in honest.values():
        if past[0].cohort == "taxis":
            for each in past:
                heard[each.play.song_id, round(each.play.played_at.timestamp() / 60)].add(each.play.source_id)
    assert sum(len(sources) > 1 for sources in heard.values()) > 20


def gathering(cohort: Cohort) -> list[Truth]:
    return [each for each in simulate(3, days=7, sources=30, cohorts=(cohort,)).plays() if not each.resend]


@pytest.mark.parametrize("cohort", [CHOIRS, WEDDING_GUESTS])
def test_who_meets_hears_the_same_songs_at_the_same_moments(cohort: Cohort) -> None:
    heard: dict[tuple[str, int], set[str]] = defaultdict(set)
    for each in gathering(cohort):
        heard[each.play.song_id, round(each.play.played_at.timestamp() / 60)].add(each.play.source_id)
    assert sum(len(sources) > 2 for sources in heard.values()) > 5


def test_a_new_record_comes_out_on_one_day_and_is_played_less_and_less() -> None:
    days: dict[str, Counter[int]] = defaultdict(Counter)
    for each in gathering(NEW_RECORDS):
        days[each.play.artist_id][each.play.played_at.astimezone(KIGALI).day] += 1
    released = max(days.values(), key=Counter.total)
    assert max(released.values()) > 2 * sorted(released.values())[0]


def test_a_viral_hit_is_one_song_of_many_people_more_each_day() -> None:
    plays = gathering(VIRAL_HITS)
    (song, count), _ = Counter(each.play.song_id for each in plays).most_common(2)
    assert len({each.play.source_id for each in plays if each.play.song_id == song}) > 10
    days = Counter(each.play.played_at.astimezone(KIGALI).day for each in plays if each.play.song_id == song)
    assert days[max(days)] + days[max(days) - 1] > days[min(days)]
    assert count < 0.5 * len(plays)


def test_friends_share_a_playlist_at_times_of_their_own() -> None:
    by_source: dict[str, Counter[str]] = defaultdict(Counter)
    for each in gathering(SHARED_PLAYLISTS):
        by_source[each.play.source_id][each.play.song_id] += 1
    often = [{song for song, count in songs.items() if count > 2} for songs in by_source.values()]
    assert max(len(one & other) for one, other in pairwise(often)) > 5


def test_a_village_radio_is_heard_by_no_phone() -> None:
    country = simulate(4, days=2, sources=40, cohorts=(VILLAGE_RADIOS, PHONES))
    aired: set[tuple[str, int]] = set()
    heard: Counter[bool] = Counter()
    plays = [each.play for each in country.plays()]
    for play in plays:
        if play.station_id:
            aired.add((play.song_id, round(play.played_at.timestamp() / 20)))
    for play in plays:
        heard[not play.station_id and (play.song_id, round(play.played_at.timestamp() / 20)) in aired] += 1
    assert heard[True] < 0.01 * heard[False]


def test_venues_are_full_at_weekends_and_mostly_keep_their_hours() -> None:
    country = simulate(2, days=7, sources=24, cohorts=(VENUES,))
    hours = {source.source_id: source.opening_hours for source in country.sources}
    days: Counter[int] = Counter()
    closed = known = 0
    for each in country.plays():
        at = each.play.played_at.astimezone(KIGALI)
        days[at.weekday()] += 1
        for opening in hours[each.play.source_id]:
            minute = at.hour * 60 + at.minute
            known += 1
            closed += (minute - opening.opens) % 1440 > (opening.closes - opening.opens) % 1440
    assert days[4] > 1.3 * days[0]
    assert 0 < closed < 0.15 * known


def test_wrong_clocks_are_wrong_and_others_are_not(honest: Past) -> None:
    country = simulate(2, days=2, sources=24, cohorts=(WRONG_CLOCKS,))
    wrong = {each.play.source_id for each in country.plays() if abs(each.play.skew_ms) > HOUR_MS / 2}
    assert len(wrong) > 8
    for past in honest.values():
        if past[0].cohort == "phones":
            assert sorted(abs(each.play.skew_ms) for each in past)[len(past) // 2] < 60_000
