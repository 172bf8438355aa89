"""What each kind of the third look finds, and what honest people do that comes near."""

from stream_processors.fraud.third_look.heard import Heard, Listener
from stream_processors.fraud.third_look.look import look
from tests.unit.fraud_third_look.people import LAST, PAYEE, found, heard, people, phone, runs, seen, station, usual

HIRED = [phone(n, usual(n), runs(PAYEE, range(8), 15 + n % 5)) for n in range(10)]


def names(listeners: list[Listener]) -> set[str]:
    return {each.source_id for each in listeners}


def test_a_crowd_of_devoted_phones_without_an_audience_is_found() -> None:
    assert found(people() + HIRED)["hired_crowd"] == names(HIRED)


def test_an_audience_around_its_devotees_is_none() -> None:
    many = [phone(200 + n, usual(n), [heard(PAYEE, n % 8, 20.0)]) for n in range(300)]
    assert "hired_crowd" not in found(people() + HIRED[:6] + many)


def test_three_fans_of_one_unknown_singer_are_none() -> None:
    assert "hired_crowd" not in found(people() + HIRED[:3])


def test_a_release_is_over_after_two_days() -> None:
    fans = [phone(n, usual(n), runs(PAYEE, [3, 4], 18, plays=12)) for n in range(15)]
    assert found(people() + fans) == {}


def test_a_choir_in_one_church_counts_as_one() -> None:
    choir = [phone(n, usual(n), runs(PAYEE, range(8), 17.5, lat=-1.95)) for n in range(12)]
    assert found(people() + choir) == {}


def test_a_star_to_whom_everybody_is_devoted_is_none() -> None:
    everybody = [phone(n, usual(n), runs("star", range(8), 15)) for n in range(120)]
    assert found(everybody) == {}


def test_one_crowd_does_not_hide_another() -> None:
    second = [phone(50 + n, usual(n), runs("second", range(8), 12)) for n in range(10)]
    assert found(people() + HIRED + second)["hired_crowd"] == names(HIRED + second)


def test_fans_of_a_payee_that_people_are_hired_for_are_none() -> None:
    hired = [phone(n, usual(n), runs(PAYEE, range(8), 15, plays=1)) for n in range(20)]
    fans = [phone(30 + n, usual(n), runs(PAYEE, range(8), 10, plays=40)) for n in range(2)]
    assert found(people() + hired + fans)["hired_crowd"] == names(hired)


def test_fans_that_are_too_many_as_well_are_of_the_crowd() -> None:
    hired = [phone(n, usual(n), runs(PAYEE, range(8), 15, plays=1)) for n in range(20)]
    fans = [phone(30 + n, usual(n), runs(PAYEE, range(8), 10, plays=40)) for n in range(8)]
    assert found(people() + hired + fans)["hired_crowd"] == names(hired + fans)


def test_the_evidence_tells_what_an_artist_can_check() -> None:
    (finding,) = look(seen(people() + HIRED), LAST)
    assert finding.evidence.startswith("10 phones gave this artist about 31 % of their plays, on 8 days, and only 10 ")
    assert finding.artist_id == PAYEE
    assert finding.score <= 0.85


def ring(number: int, payees: int = 4, days: int = 8) -> Listener:
    return phone(number, usual(number), *[runs(f"member-{m}", range(days), 12 + 2 * m, plays=2) for m in range(payees)])


def test_phones_that_serve_the_same_artists_are_a_ring() -> None:
    ringed = [ring(n) for n in range(4)]
    assert found(people() + ringed)["lending_ring"] == names(ringed)


def test_two_artists_who_share_listeners_are_none() -> None:
    assert "lending_ring" not in found(people() + [ring(n, payees=2) for n in range(4)])


def test_a_family_under_one_roof_is_none() -> None:
    family = [
        phone(n, usual(n), *[runs(f"member-{m}", range(8), 12 + 2 * m, plays=2, lat=-1.9) for m in range(4)])
        for n in range(5)
    ]
    assert "lending_ring" not in found(people() + family)


def test_artists_with_an_audience_are_no_ring() -> None:
    audience = [
        phone(200 + n, usual(n), [heard(f"member-{m}", n % 8, 20.0 + m / 2) for m in range(4)] * 2) for n in range(90)
    ]
    assert "lending_ring" not in found(people() + [ring(n) for n in range(4)] + audience)


def asleep(number: int, hour: float = 2.0) -> Listener:
    return phone(number, usual(number), runs(PAYEE, range(0, 8, 2), hour + number % 10 / 10, plays=3))


def test_phones_that_wake_by_themselves_are_found() -> None:
    woken = [asleep(n) for n in range(4)]
    assert found(people() + woken)["played_asleep"] == names(woken)


def test_who_falls_asleep_to_music_began_while_awake() -> None:
    sleepers = [asleep(n, hour=23.2) for n in range(4)]
    assert "played_asleep" not in found(people() + sleepers)


def test_who_works_at_night_plays_other_music_then_too() -> None:
    guards = [
        phone(n, runs(PAYEE, range(8), 1.0, plays=3), *[runs(f"other-{n}-{m}", range(8), 2 + m) for m in range(2)])
        for n in range(5)
    ]
    assert "played_asleep" not in found(people() + guards)


def programme(padded: bool) -> tuple[list[Heard], list[Heard]]:
    """What a station plays by day, and what its log says."""
    aired = [heard(f"aired-{n % 30}", day, 8 + n / 15, song=f"song-{n}") for day in range(8) for n in range(150)]
    log = [
        heard(PAYEE, n // 150, 8 + n % 150 / 15, song="own") if padded and n % 10 == 4 else play
        for n, play in enumerate(aired)
    ]
    return aired, log


def test_a_log_that_tuned_phones_contradict_is_found() -> None:
    aired, log = programme(padded=True)
    tuned = [phone(n, aired[200 * n : 200 * n + 60]) for n in range(3)]
    assert found([*people(), station("fm", log), *tuned]) == {"unheard_log": {"fm"}}


def test_one_phone_beside_a_loudspeaker_is_no_witness() -> None:
    aired, log = programme(padded=True)
    assert "unheard_log" not in found([*people(), station("fm", log), phone(1, aired[:90])])


def test_what_a_phone_misses_contradicts_nothing() -> None:
    aired, log = programme(padded=False)
    tuned = [phone(n, [play for place, play in enumerate(aired[:300]) if place % 4 != n]) for n in range(3)]
    assert found([*people(), station("fm", log), *tuned]) == {}


def test_a_station_that_nobody_hears_with_an_artist_of_its_own_is_found() -> None:
    aired, log = programme(padded=False)
    tuned = [phone(n, aired[100 * n : 100 * n + 60]) for n in range(10)]
    silent = [
        heard(PAYEE if n % 5 == 0 else f"other-{n % 60}", n // 100, 6 + n % 100 / 8, song=f"x{n}") for n in range(800)
    ]
    assert found([*people(), station("fm", log), station("silent", silent), *tuned]) == {"lone_rotation": {"silent"}}


def test_where_no_phone_hears_any_radio_silence_says_nothing() -> None:
    silent = [
        heard(PAYEE if n % 5 == 0 else f"other-{n % 60}", n // 100, 6 + n % 100 / 8, song=f"x{n}") for n in range(800)
    ]
    assert found([*people(), station("silent", silent)]) == {}
