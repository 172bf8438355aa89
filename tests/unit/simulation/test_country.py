"""What is in a country: everybody, with truthful labels, in order."""

import re
from collections import Counter, defaultdict
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import Refused
from kernel.events.detections import Kind
from kernel.events.sources import SourceType
from simulation.attacks import ATTACKS
from simulation.cohorts import COHORTS
from simulation.country import STRENGTHS, AttackPlan, Simulated, allotted, simulate
from simulation.truth import Label, Truth


def test_every_cohort_and_every_attack_at_every_strength_plays(plays: list[Truth]) -> None:
    honest = {each.cohort for each in plays if each.label is Label.HONEST}
    assert honest == {cohort.name for cohort in COHORTS}
    frauds = {(each.attack, each.strength) for each in plays if each.label is Label.FRAUD}
    assert frauds == {(attack.name, strength) for attack in ATTACKS for strength in STRENGTHS}
    assert len(ATTACKS) >= 9
    assert len(COHORTS) >= 11


def test_labels_tell_one_story(plays: list[Truth], country: Simulated) -> None:
    artist_of = {song.song_id: song.artist_id for song in country.songs}
    attacks: dict[str, set[str | None]] = defaultdict(set)
    for each in plays:
        play = each.play
        attacks[play.source_id].add(each.attack)
        assert play.artist_id == artist_of[play.song_id]
        assert (each.attack is None) == (each.label is Label.HONEST) == (each.ring is None)
        assert (each.strength > 0) == (each.attack is not None)
        if each.label is not Label.FRAUD:
            assert each.payee == play.artist_id
        elif each.attack != "replay":
            assert each.payee == play.artist_id, each.attack
    assert all(len(names) == 1 for names in attacks.values()), "a source is honest or of one attack"


def test_one_ring_works_for_one_payee_but_for_circles(plays: list[Truth]) -> None:
    payees = defaultdict(set)
    for each in plays:
        if each.label is Label.FRAUD and each.attack != "lending_circle":
            payees[each.ring].add(each.payee)
    assert {len(found) for found in payees.values()} == {1}


def test_plays_arrive_in_order_with_growing_offsets(plays: list[Truth]) -> None:
    received = [each.play.received_at for each in plays]
    assert received == sorted(received)
    partitions: dict[int, list[int]] = defaultdict(list)
    of_source: dict[str, set[int]] = defaultdict(set)
    for each in plays:
        origin = each.play.origin
        partitions[origin.partition].append(origin.offset)
        of_source[each.play.source_id].add(origin.partition)
    assert all(offsets == list(range(len(offsets))) for offsets in partitions.values())
    assert {len(found) for found in of_source.values()} == {1}, "one source lies in one partition"


def test_sources_are_registered_before_they_report(plays: list[Truth], country: Simulated) -> None:
    sources = {source.source_id: source for source in country.sources}
    assert len(sources) == len(country.sources)
    for each in plays:
        source = sources[each.play.source_id]
        assert source.source_type is each.play.source_type
        assert source.registered_at is not None
        assert source.registered_at < each.play.received_at
        assert each.play.venue_id is None or each.play.venue_id in source.venues
        assert each.play.station_id is None or each.play.station_id in source.stations


def test_opening_hours_are_of_the_sources_own_venue(country: Simulated) -> None:
    known = [source for source in country.sources if source.opening_hours]
    assert known
    for source in known:
        assert source.source_type is SourceType.VENUE
        (hours,) = source.opening_hours
        assert hours.venue_id in source.venues
        assert 0 <= hours.opens < 1440
        assert 0 <= hours.closes <= 1440


def test_ids_tell_only_the_type(country: Simulated) -> None:
    for source in country.sources:
        assert re.fullmatch(rf"{source.source_type.value}-[0-9a-f]{{12}}", source.source_id)
        assert source.name == source.source_id


def test_attacks_make_about_the_share_that_was_asked_for() -> None:
    plans = [AttackPlan("slow_ramp"), AttackPlan("replay", 0.3)]
    for share in (0.03, 0.15):
        country = simulate(6, days=4, sources=120, attacks=plans, fraud_share=share)
        counts = Counter(arrival.draft.label for arrival in country.arrivals if not arrival.sent.resend)
        assert counts[Label.FRAUD] / (counts[Label.FRAUD] + counts[Label.HONEST]) == pytest.approx(share, rel=0.3)


def test_a_share_of_nothing_is_a_clean_country() -> None:
    country = simulate(1, days=1, sources=12, attacks=[AttackPlan("loop")], fraud_share=0)
    assert {each.label for each in country.plays()} == {Label.HONEST}


def test_a_few_payees_take_most_plays(plays: list[Truth]) -> None:
    honest = Counter(each.play.artist_id for each in plays if each.label is Label.HONEST)
    top = sum(count for _, count in honest.most_common(len(honest) // 10))
    assert top / honest.total() > 0.4
    assert len(honest) > 100


def test_kinds_are_told_by_what_was_heard(plays: list[Truth]) -> None:
    for each in plays:
        play = each.play
        assert (play.kind is Kind.FINGERPRINT) == (play.fingerprint_hash is not None) == (play.method == "fingerprint")
        assert 0 < play.confidence <= 1


@given(st.integers(1, 3000))
@settings(max_examples=50)
def test_every_source_belongs_to_a_cohort(sources: int) -> None:
    counts = allotted(sources)
    assert sum(counts.values()) == sources
    assert min(counts.values()) >= (1 if sources >= len(COHORTS) else 0)


@given(seed=st.integers(0, 2**40), days=st.integers(1, 3), sources=st.integers(1, 12), variant=st.integers(0, 9))
@settings(max_examples=8, deadline=None)
def test_any_small_country_can_be_simulated(seed: int, days: int, sources: int, variant: int) -> None:
    name = ATTACKS[seed % len(ATTACKS)].name
    country = simulate(seed, days=days, sources=sources, attacks=[AttackPlan(name, 0.3)], variant=variant)
    plays = list(country.plays())
    assert any(each.label is Label.FRAUD for each in plays) or sum(each.label is Label.HONEST for each in plays) < 60


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"attacks": [AttackPlan("magic")]}, "there is no attack 'magic'"),
        ({"attacks": [AttackPlan("loop", 1.5)]}, "above 0, up to 1"),
        ({"attacks": [AttackPlan("loop", 0.0)]}, "above 0, up to 1"),
        ({"seed": -1}, "from 0"),
        ({"days": 0}, "at least 1 day"),
        ({"fraud_share": 1.0}, "share of all plays"),
        ({"start": datetime(2026, 3, 2)}, "time zone"),  # noqa: DTZ001
    ],
)
def test_what_cannot_be_is_refused(arguments: dict[str, object], says: str) -> None:
    with pytest.raises(Refused, match=says):
        simulate(**({"seed": 1, "days": 1, "sources": 3} | arguments))  # type: ignore[arg-type]
