"""Whatever the order and the batches, the same is remembered and found."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.events.sources import SourceType
from kernel.ids import ArtistId
from kernel.topics import FRAUD_FINDINGS, FRAUD_PAYEES
from stream_processors.fraud.second_look import bucket
from tests.unit.fraud_second_look.seen import NOON, PAYEE, Seen, found, run, sighting

OTHER = ArtistId("artist-2")


@st.composite
def audiences(draw: st.DrawFn) -> list[Seen]:
    """Plays of a few days, among them copies: enough of them, or nearly so."""
    seen: list[Seen] = []
    devices = draw(st.integers(2, 6))
    copies = draw(st.integers(2, 5))
    for device in range(devices):
        for copy in range(copies):
            at = NOON + timedelta(days=draw(st.integers(-1, 1)), minutes=20 * copy + 45 * device)
            shared = draw(st.booleans())
            seen.append(
                (
                    draw(st.sampled_from([PAYEE, PAYEE, PAYEE, OTHER])),
                    sighting(
                        device,
                        at,
                        song=copy,
                        sequence_hash=copy + 1 if shared else 100 * device + copy + 50,
                        sequence_artists=draw(st.sampled_from([1, 3, 4])),
                        fingerprint_hash=draw(st.sampled_from([None, 7, 8, 1000 + device])),
                        source_type=draw(st.sampled_from([SourceType.PHONE, SourceType.PHONE, SourceType.DJ])),
                        share=draw(st.floats(0, 1)),
                        received_at=at + timedelta(days=draw(st.sampled_from([0, 1, 3, 9]))),
                    ),
                )
            )
    return seen


@settings(max_examples=40, deadline=None)
@given(audiences(), st.randoms(use_true_random=False), st.sampled_from([1, 3, 7, 1000]))
def test_order_and_batches_change_nothing(seen: list[Seen], random: Random, size: int) -> None:
    shuffled = list(seen)
    random.shuffle(shuffled)
    once, other = run(seen, len(seen)), run(shuffled, size)
    assert found(other) == found(once)
    assert other[FRAUD_PAYEES].values == once[FRAUD_PAYEES].values


@settings(max_examples=40, deadline=None)
@given(audiences(), st.randoms(use_true_random=False))
def test_a_full_sample_is_the_same_whatever_the_order(seen: list[Seen], random: Random) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bucket, "SOURCES", 1)
        patch.setattr(bucket, "PLAYS", 2)
        shuffled = list(seen)
        random.shuffle(shuffled)
        assert run(shuffled, 2)[FRAUD_PAYEES].values == run(seen, 1000)[FRAUD_PAYEES].values


def test_a_finding_is_replaced_by_the_next_and_withdrawn_when_nothing_is_left_of_it() -> None:
    copied = [
        (PAYEE, sighting(n, NOON + timedelta(minutes=40 * n + r), sequence_hash=r)) for n in range(8) for r in (1, 2, 3)
    ]
    tables = run(copied, 1)
    (before,) = found(tables)
    assert len(before.sources) == 8
    more = [
        (PAYEE, sighting(n, NOON + timedelta(minutes=r), sequence_hash=100 * n + r))
        for n in range(8)
        for r in range(20, 30)
    ]
    run(more, 7, tables)
    assert found(tables) == []
    (withdrawn,) = tables[FRAUD_FINDINGS].values.values()
    assert (withdrawn.finding_id, withdrawn.sources, withdrawn.score) == (before.finding_id, (), 0.0)


def test_what_is_found_again_is_not_written_again() -> None:
    copied = [
        (PAYEE, sighting(n, NOON + timedelta(minutes=40 * n + r), sequence_hash=r)) for n in range(8) for r in (1, 2, 3)
    ]
    tables = run(copied, 100)
    before = dict(tables[FRAUD_FINDINGS].values)
    run([(PAYEE, sighting(99, NOON))], 1, tables)
    assert all(tables[FRAUD_FINDINGS].values[name] is finding for name, finding in before.items())


def test_a_play_that_comes_more_than_eight_days_late_is_left_out() -> None:
    late = sighting(1, NOON, received_at=NOON + timedelta(days=9))
    assert run([(PAYEE, late)], 1)[FRAUD_PAYEES].values == {}
    in_time = late.evolve(received_at=NOON + timedelta(days=8))
    assert run([(PAYEE, in_time)], 1)[FRAUD_PAYEES].values != {}


def test_old_days_are_forgotten_when_new_ones_begin() -> None:
    seen = [(PAYEE, sighting(1, NOON + timedelta(days=day))) for day in range(40)]
    tables = run(seen, 10)
    assert 14 < len(tables[FRAUD_PAYEES].values) < 19
