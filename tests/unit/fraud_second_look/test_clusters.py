"""Devoted phones that are too much alike, sources that feed one artist, and audiences that look like them."""

from datetime import timedelta
from random import Random

import pytest

from kernel.events.findings import Sighting
from kernel.events.sources import SourceType
from kernel.ids import SourceId
from tests.unit.fraud_second_look.seen import NOON, findings_of, kinds_of, sighting

DAYS = 5


def audience(phones: int, seed: int = 1) -> list[Sighting]:
    """Independent listeners all over the country, who play the payee now and then."""
    random = Random(seed)
    seen = []
    for number in range(phones):
        fan = sighting(
            f"listener-{number}",
            lat=random.uniform(-2.8, -1.1),
            lon=random.uniform(28.9, 30.9),
            age_days=random.uniform(10, 900),
            share=random.uniform(0.01, 0.05),
            plays=random.lognormvariate(4, 0.7),
        )
        for _ in range(random.randint(1, 4)):
            at = NOON + timedelta(days=random.randrange(DAYS), hours=random.uniform(-5, 9))
            seen.append(moved(fan, at))
    return seen


def moved(seen: Sighting, at: object) -> Sighting:
    return seen.evolve(played_at=at, received_at=at)


def devoted(phones: int, seed: int = 2, **changes: object) -> list[Sighting]:
    """Fans, each of a kind of their own, unless something is the same for all of them."""
    random = Random(seed)
    seen = []
    for number in range(phones):
        fan = sighting(
            f"fan-{number:02}",
            lat=random.uniform(-2.8, -1.1),
            lon=random.uniform(28.9, 30.9),
            age_days=random.uniform(10, 900),
            share=min(random.lognormvariate(-1.6, 0.7) + 0.07, 0.9),
            plays=random.lognormvariate(4, 0.8),
            artists=random.lognormvariate(2.5, 0.6),
        ).evolve(**changes)
        daily = changes.get("plays", random.lognormvariate(4, 0.8))
        assert isinstance(daily, float)
        for day in range(DAYS):
            seen += [
                moved(fan, NOON + timedelta(days=day, hours=random.uniform(-4, 9)))
                for _ in range(max(round(daily / 15), 2))
            ]
    return seen


def test_a_room_of_phones_that_were_set_up_together_is_found() -> None:
    farm = devoted(12, lat=-1.95, lon=30.06, age_days=20.0, share=0.4, plays=90.0, artists=12.0)
    findings = findings_of([*audience(60), *farm])
    assert {finding.kind for finding in findings} == {"devoted_cluster"}
    last = findings[-1]
    assert last.sources == tuple(SourceId(f"phone-fan-{number:02}") for number in range(12))
    assert 0.8 < last.score <= 0.9
    assert last.evidence.startswith("12 phones that spend about 40 % of their plays on this artist made ")
    assert "were registered within 3 days of each other, are close to each other" in last.evidence
    assert (last.end - last.start) == timedelta(days=DAYS)


@pytest.mark.parametrize("seed", range(2, 10))
def test_fans_a_village_with_one_star_and_the_guests_of_a_concert_are_not_found(seed: int) -> None:
    around = audience(60, seed + 100)
    assert kinds_of([*around, *devoted(25, seed)]) == set()
    assert kinds_of([*around, *devoted(12, seed, lat=-1.95, lon=30.06)]) == set()
    assert kinds_of([*around, *devoted(12, seed, age_days=20.0)]) == set()


def test_a_family_and_an_audience_without_fans_are_not_found() -> None:
    family = devoted(4, lat=-1.95, lon=30.06, age_days=20.0, share=0.4, plays=90.0, artists=12.0)
    assert kinds_of([*audience(60), *family]) == set()
    assert kinds_of(audience(60)) == set()


def test_a_fan_beside_the_farm_is_not_named() -> None:
    farm = devoted(12, lat=-1.95, lon=30.06, age_days=20.0, share=0.4, plays=90.0, artists=12.0)
    fan = [each.evolve(source_id=SourceId("phone-honest")) for each in devoted(1, seed=7)]
    last = findings_of([*audience(60), *farm, *fan])[-1]
    assert "phone-honest" not in last.sources
    assert len(last.sources) == 12


def test_a_fan_who_is_as_new_as_the_farm_is_not_named() -> None:
    random = Random(3)
    ages = {f"phone-fan-{number:02}": random.uniform(0, 28) for number in range(12)}
    farm = [each.evolve(age_days=ages[each.source_id]) for each in devoted(12, lat=-1.95, lon=30.06)]
    fan = [each.evolve(source_id=SourceId("phone-honest")) for each in devoted(1, seed=7, age_days=20.0)]
    last = findings_of([*audience(60), *farm, *fan])[-1]
    assert last.sources == tuple(map(SourceId, ages))
    assert "were registered within 30 days of each other, are close to each other" in last.evidence


def test_a_room_of_phones_that_nobody_else_listens_with_is_found() -> None:
    assert kinds_of(devoted(12, lat=-1.95, lon=30.06, age_days=20.0, share=0.4, plays=90.0, artists=12.0)) == {
        "devoted_cluster"
    }


def of_a_kind(phones: int, share: float, seed: int) -> list[Sighting]:
    """Everybody in a country where all play as much as each other, by as many artists, this one among them."""
    random = Random(seed)
    seen = []
    for number in range(phones):
        plays = sum(random.random() < share for _ in range(80))
        one = sighting(
            f"phone-{number}",
            age_days=random.uniform(0, 900),
            share=plays / 80,
            plays=80.0,
            artists=random.lognormvariate(2.8, 0.05),
        )
        seen += [moved(one, NOON + timedelta(hours=random.uniform(-8, 9))) for _ in range(plays)]
    return seen


@pytest.mark.parametrize("share", [0.04, 0.08, 0.12])
def test_a_country_of_people_of_one_kind_is_not_found(share: float) -> None:
    for phones in (30, 250):
        assert kinds_of(of_a_kind(phones, share, seed=phones)) == set()


@pytest.mark.parametrize("seed", range(2, 10))
def test_the_first_listeners_of_a_town_are_not_found(seed: int) -> None:
    random = Random(seed)
    ages: dict[str, float] = {}
    town = [
        each.evolve(
            lat=random.gauss(-1.95, 0.003),
            lon=random.gauss(30.06, 0.003),
            age_days=ages.setdefault(each.source_id, random.uniform(0, 20)),
        )
        for each in [*audience(12, seed), *devoted(20, seed)]
    ]
    assert kinds_of(town) == set()


def fed(kind: SourceType, plays: int, share: float) -> list[Sighting]:
    return [
        sighting("bar", NOON + timedelta(minutes=5 * number), source_type=kind, share=share) for number in range(plays)
    ]


@pytest.mark.parametrize("kind", [SourceType.VENUE, SourceType.DJ])
def test_a_venue_or_dj_that_feeds_one_artist_is_found(kind: SourceType) -> None:
    finding = findings_of([*audience(20), *fed(kind, 60, 0.5)])[0]
    assert finding.kind == "few_sources"
    assert finding.sources == ("phone-bar",)
    assert finding.evidence.startswith("A venue or DJ gives 50 % of all plays to this artist, who gets ")


def test_a_bar_that_loves_a_star_a_house_band_and_a_fan_are_not_found() -> None:
    assert kinds_of([*audience(1000), *fed(SourceType.VENUE, 60, 0.5)]) == set()
    assert kinds_of([*audience(20), *fed(SourceType.VENUE, 60, 0.1)]) == set()
    assert kinds_of([*audience(20), *fed(SourceType.PHONE, 60, 0.9)]) == set()
    assert kinds_of([*audience(20), *fed(SourceType.RADIO, 60, 0.5)]) == set()
