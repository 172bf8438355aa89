"""What is found, and what looks like it and is not."""

from datetime import timedelta
from random import Random

from kernel.events.findings import Sighting
from kernel.events.sources import SourceType
from kernel.ids import SourceId
from tests.unit.fraud_second_look.seen import NOON, PAYEE, findings_of, kinds_of, sighting

HOUR = timedelta(hours=1)


def copies(devices: int, runs: int, apart: timedelta, **changes: object) -> list[Sighting]:
    """Phones that play the same runs, `apart` from each other, each up to ten seconds before or after its time."""
    random = Random(5)
    seen = []
    for device in range(devices):
        for run in range(runs):
            at = NOON + device * apart + run * HOUR / 3 + timedelta(seconds=random.uniform(-10, 10))
            seen.append(sighting(device, at, song=run, sequence_hash=run + 1, sequence_artists=4).evolve(**changes))
    return seen


def test_copies_of_one_list_are_found() -> None:
    (finding,) = findings_of(copies(6, 4, HOUR))
    assert finding.kind == "shared_sequence"
    assert finding.artist_id == PAYEE
    assert finding.sources == tuple(f"phone-{device}" for device in range(6))
    assert finding.evidence.startswith("6 phones played the same songs by several artists in the same order at")


def test_the_ears_of_one_loudspeaker_are_not_found() -> None:
    assert kinds_of(copies(30, 6, timedelta(seconds=2))) == set()


def test_an_album_in_its_order_is_not_found() -> None:
    assert kinds_of(copies(30, 8, HOUR, sequence_artists=1)) == set()


def test_stations_of_one_network_are_not_found() -> None:
    assert kinds_of(copies(12, 8, HOUR, source_type=SourceType.RADIO)) == set()


def test_one_recording_from_many_phones_is_found() -> None:
    fed = [sighting(n, NOON + n * HOUR / 2, fingerprint_hash=5) for n in range(4)]
    (finding,) = findings_of(fed)
    assert (finding.kind, len(finding.sources)) == ("shared_fingerprint", 4)
    assert finding.evidence == (
        "4 phones sent recordings that are the same to the last bit, 1 of them different. Two "
        "microphones never hear exactly the same, so these plays were fed to the phones from a file"
    )


def test_two_phones_are_found_by_two_recordings_only() -> None:
    twice = [sighting(n, NOON + HOUR * r, fingerprint_hash=r) for n in (1, 2) for r in (5, 6)]
    assert kinds_of(twice) == {"shared_fingerprint"}
    assert kinds_of(twice[::2]) == set()


def test_files_that_computers_and_stations_play_may_be_the_same() -> None:
    fed = [sighting(n, NOON + n * HOUR / 2, fingerprint_hash=5, source_type=SourceType.DJ) for n in range(9)]
    assert kinds_of(fed) == set()


def test_a_phone_may_be_heard_twice_by_itself() -> None:
    assert kinds_of([sighting(1, NOON + n * HOUR, fingerprint_hash=5) for n in range(9)]) == set()


def driven(devices: int, apart: timedelta, jitter: float, seed: int = 3) -> list[Sighting]:
    """Phones that play eight songs of the payee at the same intervals of a script."""
    random = Random(seed)
    script = [timedelta(minutes=random.uniform(10, 40) + 45 * step) for step in range(8)]
    return [
        sighting(device, NOON + device * apart + wait + timedelta(seconds=random.uniform(0, jitter)), song=song)
        for device in range(devices)
        for song, wait in enumerate(script)
    ]


def test_a_script_is_found_by_its_waits() -> None:
    finding = findings_of(driven(6, timedelta(minutes=7), 0.01))[-1]
    assert (finding.kind, len(finding.sources)) == ("shared_rhythm", 6)
    assert finding.evidence.startswith("6 phones waited equally long, to a quarter of a second, between the same songs")


def test_people_who_keep_time_to_some_seconds_and_a_programme_with_its_repetition_are_not_found() -> None:
    assert kinds_of(driven(6, timedelta(minutes=7), 30)) == set()
    assert kinds_of(driven(20, timedelta(seconds=1), 0.01)) == set()
    repeated = driven(10, timedelta(seconds=1), 0.01)
    again = [
        each.evolve(played_at=each.played_at + 8 * HOUR, source_id=SourceId(f"{each.source_id}-later"))
        for each in repeated
    ]
    assert kinds_of([*repeated, *again]) == set()


def test_an_album_that_is_played_without_a_break_is_not_found() -> None:
    album = [
        sighting(device, NOON + device * HOUR / 2 + song * timedelta(seconds=180), song=song)
        for device in range(12)
        for song in range(10)
    ]
    assert kinds_of(album) == set()
