"""Each attack does what its name says when it is blatant, and hides when it is weak."""

from collections import Counter, defaultdict
from functools import lru_cache
from itertools import pairwise

import pytest

from kernel.clock import KIGALI
from kernel.events.sources import SourceType
from simulation.attacks import ATTACKS
from simulation.chance import Ways, generator
from simulation.country import AttackPlan, Simulated, simulate
from simulation.places import Place, apart_km
from simulation.truth import Label, Truth

DAYS = 5
Past = dict[str, list[Truth]]


def country(name: str, strength: float, seed: int = 5) -> Simulated:
    return simulate(seed, days=DAYS, sources=6, attacks=[AttackPlan(name, strength)], fraud_share=0.2)


@lru_cache
def attackers(name: str, strength: float = 1.0, seed: int = 5) -> Past:
    """The attacking sources' plays by played_at, without resends."""
    found: Past = defaultdict(list)
    for each in country(name, strength, seed).plays():
        if each.attack is not None and not each.resend:
            found[each.play.source_id].append(each)
    for past in found.values():
        past.sort(key=lambda each: each.play.played_at)
    return found


def frauds(past: Past) -> list[Truth]:
    return [each for plays in past.values() for each in plays if each.label is Label.FRAUD]


def test_a_loop_is_one_song_for_most_of_the_day() -> None:
    for past in attackers("loop").values():
        assert len({each.play.song_id for each in past}) == 1
        assert len(past) > 80 * DAYS


def test_a_night_farm_plays_at_night_in_one_room() -> None:
    past = attackers("night_farm")
    assert len(past) >= 5
    hours = [each.play.played_at.astimezone(KIGALI).hour for each in frauds(past)]
    assert sum(hour < 8 or hour >= 22 for hour in hours) == len(hours)
    fixes = [each.play.location for each in frauds(past) if each.play.location is not None]
    first = Place(fixes[0].lat, fixes[0].lon, "")
    assert max(apart_km(first, Place(fix.lat, fix.lon, "")) for fix in fixes) < 1


def test_emulators_share_sequences_and_sounds() -> None:
    past = attackers("emulator_farm")
    assert len(past) >= 5
    sounds = Counter(each.play.fingerprint_hash for each in frauds(past))
    assert sum(count >= len(past) for count in sounds.values()) > 0.9 * len(sounds)
    orders = {tuple(each.play.song_id for each in plays[:10]) for plays in past.values()}
    assert len(orders) == 1


def test_a_thin_spread_is_a_little_of_many() -> None:
    past = attackers("spread_thin")
    assert len(past) >= 15
    for plays in past.values():
        assert sum(each.label is Label.FRAUD for each in plays) < 0.7 * len(plays)
    assert len({each.payee for each in frauds(past) if each.ring == frauds(past)[0].ring}) == 1


def test_replays_are_the_same_sounds_under_new_ids() -> None:
    past = attackers("replay")
    for plays in past.values():
        heard = {each.play.fingerprint_hash for each in plays if each.label is Label.COVER}
        again = [each for each in plays if each.label is Label.FRAUD]
        assert again
        assert sum(each.play.fingerprint_hash in heard for each in again) > 0.9 * len(again)
    ids = [each.play.event_id for plays in past.values() for each in plays]
    assert len(set(ids)) == len(ids)


def test_some_replays_claim_earlier_times_and_come_late() -> None:
    late = 0
    for seed in range(6):
        for plays in attackers("replay", 0.5, seed).values():
            counted = [each.play.sequence for each in plays]
            late += any(one is not None and other is not None and one > other for one, other in pairwise(counted))
    assert late > 0


def test_teleporting_is_faster_than_any_road() -> None:
    for plays in attackers("teleport").values():
        fixes = [each.play for each in plays if each.play.location is not None]
        jumps = 0
        for one, other in pairwise(fixes):
            assert one.location is not None
            assert other.location is not None
            km = apart_km(
                Place(one.location.lat, one.location.lon, ""), Place(other.location.lat, other.location.lon, "")
            )
            jumps += km > 20 and km > 150 * (other.played_at - one.played_at).total_seconds() / 3600
        assert jumps > 0.3 * len(fixes)


def test_an_impossible_rate_is_more_than_an_hour_holds() -> None:
    for strength in (1.0, 0.5, 0.3):
        for plays in attackers("impossible_rate", strength).values():
            heard: Counter[object] = Counter()
            for each in plays:
                if each.label is Label.FRAUD:
                    heard[each.play.played_at.replace(minute=0, second=0, microsecond=0)] += each.play.duration_ms
            assert max(heard.values()) > 1.05 * 3_600_000, strength


def test_forged_metadata_differ_or_fit_badly() -> None:
    past = attackers("forged_metadata")
    forged = frauds(past)
    differ = [each for each in forged if each.play.declared_song_id not in (None, each.play.song_id)]
    assert len(differ) > 0.25 * len(forged)
    real = [each.play.confidence for plays in past.values() for each in plays if each.label is Label.COVER]
    assert sum(each.play.confidence for each in forged) / len(forged) < sum(real) / len(real) - 0.1


def test_a_colluding_venue_plays_when_it_is_closed() -> None:
    closed = 0
    simulated = country("colluding_venue", 1.0)
    hours = {source.source_id: source.opening_hours for source in simulated.sources}
    for each in simulated.plays():
        opening = hours[each.play.source_id]
        if each.label is Label.FRAUD and opening:
            at = each.play.played_at.astimezone(KIGALI)
            minute = at.hour * 60 + at.minute
            opens, closes = opening[0].opens, opening[0].closes
            open_now = opens <= minute < closes if opens < closes else minute >= opens or minute < closes
            closed += not open_now
            assert each.play.source_type is SourceType.VENUE
    assert closed > 50


def test_a_bought_dj_is_a_dj_with_one_artist_too_often() -> None:
    past = attackers("bought_dj")
    for plays in past.values():
        assert plays[0].play.source_type is SourceType.DJ
        assert sum(each.label is Label.FRAUD for each in plays) > 0.25 * len(plays)


def test_a_slow_ramp_creeps_up() -> None:
    early, late = Counter[Label](), Counter[Label]()
    for seed in range(3):
        for plays in attackers("slow_ramp", 1.0, seed).values():
            middle = len(plays) // 2
            early.update(each.label for each in plays[:middle])
            late.update(each.label for each in plays[middle:])
    assert late[Label.FRAUD] / late.total() > early[Label.FRAUD] / early.total() + 0.15


def test_hired_listeners_are_people_who_also_listen_for_themselves() -> None:
    past = attackers("hired_listeners", 0.5)
    assert len(past) >= 8
    assert sum(any(each.label is Label.COVER for each in plays) for plays in past.values()) > 0.7 * len(past)
    assert max(Counter(each.ring for each in frauds(past)).values()) > 50


def test_a_lending_circle_plays_several_artists_on_the_same_phones() -> None:
    past = attackers("lending_circle")
    assert len(past) >= 4
    artists = [{each.play.artist_id for each in plays if each.label is Label.FRAUD} for plays in past.values()]
    assert sum(len(each) >= 3 for each in artists) > 0.5 * len(past)


def test_a_hidden_player_plays_in_the_small_hours_only() -> None:
    hours = [each.play.played_at.astimezone(KIGALI).hour for each in frauds(attackers("hidden_player"))]
    assert hours
    assert all(hour < 8 or hour == 23 for hour in hours)


def test_a_padded_log_names_songs_that_the_station_did_not_play() -> None:
    (past,) = attackers("padded_log").values()
    assert past[0].play.source_type is SourceType.RADIO
    assert len({each.play.artist_id for each in past if each.label is Label.FRAUD}) == 1
    assert 0.05 < sum(each.label is Label.FRAUD for each in past) / len(past) < 0.5


@pytest.mark.parametrize("name", [attack.name for attack in ATTACKS])
def test_weaker_attacks_hide_more(name: str) -> None:
    def share(strength: float) -> float:
        labels = Counter(
            each.label for seed in (5,) for plays in attackers(name, strength, seed).values() for each in plays
        )
        return labels[Label.FRAUD] / labels.total()

    assert share(0.3) < share(1.0)


def test_variants_draw_from_other_parts_of_the_range() -> None:
    drawn = {
        variant: [Ways(generator(seed, "test"), "loop", variant).between("hours", 0, 1) for seed in range(200)]
        for variant in range(4)
    }
    for values in drawn.values():
        assert min(values) >= 0
        assert max(values) <= 1
        assert max(values) - min(values) <= 0.5
    assert len({round(min(values), 2) for values in drawn.values()}) == 4
