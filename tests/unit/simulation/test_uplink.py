"""How notes travel: batches, delays, failures, resends, clocks, order."""

from collections import defaultdict
from datetime import timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kernel.events.detections import Kind
from simulation.chance import generator
from simulation.device import HOUR_MS, Draft
from simulation.truth import Truth
from simulation.uplink import BATCH, Uplink, send

START = 1_772_402_400_000
LINKS = st.builds(
    Uplink,
    every_h=st.sampled_from([0.0, 0.5, 3.0, 6.0]),
    jitter=st.floats(0, 0.5),
    fails=st.floats(0, 0.9),
    unanswered=st.floats(0, 0.9),
    held_back=st.floats(0, 0.5),
    shuffles=st.booleans(),
    latency_s=st.floats(0, 5),
    clock_ms=st.integers(-86_400_000, 86_400_000),
)


def notes(count: int, gap_ms: int = 240_000) -> list[Draft]:
    return [Draft(START + n * gap_ms, 200_000, n, Kind.FINGERPRINT, 0.8) for n in range(count)]


@given(LINKS, st.integers(0, 120), st.integers(0, 1000))
def test_every_note_arrives_once_and_again_only_under_its_own_id(link: Uplink, count: int, seed: int) -> None:
    sent = send(generator(seed, "test"), link, notes(count), START, 7)
    first = [each for each in sent if not each.resend]
    assert sorted(each.note for each in first) == list(range(count))
    assert len({each.event_id for each in first}) == count
    of = {each.note: each for each in first}
    for each in sent:
        original = of[each.note]
        assert (each.event_id, each.said, each.sequence) == (original.event_id, original.said, original.sequence)
        assert each.received > START + each.note * 240_000 + 200_000, "nothing is sent before it has ended"
        if each.resend:
            assert each.received > original.received - 20_000
            assert each.batch_id != original.batch_id


def test_a_good_link_sends_every_few_hours_and_in_order() -> None:
    link = Uplink(every_h=3.0, jitter=0.1, fails=0, unanswered=0, held_back=0)
    sent = send(generator(1, "test"), link, notes(300), START, 0)
    assert [each.note for each in sent] == list(range(300))
    assert [each.sequence for each in sent] == list(range(300))
    assert 5 <= len({each.batch_id for each in sent}) <= 9
    waits = [each.received - (START + each.note * 240_000 + 200_000) for each in sent]
    assert max(waits) < 4.5 * HOUR_MS
    assert np.mean(waits) > HOUR_MS


def test_a_live_link_sends_at_once() -> None:
    sent = send(generator(1, "test"), Uplink(every_h=0, fails=0, held_back=0, unanswered=0), notes(50), START, 0)
    assert len({each.batch_id for each in sent}) == 50
    assert max(each.received - (START + each.note * 240_000 + 200_000) for each in sent) < 60_000


def test_batches_are_bounded() -> None:
    link = Uplink(every_h=24, fails=0, unanswered=0)
    sent = send(generator(1, "test"), link, notes(1300, 1000), START, 0)
    sizes: dict[str, int] = defaultdict(int)
    for each in sent:
        sizes[each.batch_id] += 1
    assert max(sizes.values()) == BATCH


def test_what_the_gateway_would_refuse_is_not_sent() -> None:
    jumps = Uplink(every_h=6, clock_ms=-40 * 86_400_000, right_at=START + 100 * 240_000)
    sent = send(generator(1, "test"), jumps, notes(200), START, 0)
    assert len(sent) < 200
    assert all(-300_000 < each.sent - each.said < 30 * 86_400_000 for each in sent)


def test_resends_keep_id_and_content(plays: list[Truth]) -> None:
    first: dict[str, Truth] = {}
    resends = 0
    for each in plays:
        play = each.play
        if each.resend:
            resends += 1
        original = first.setdefault(play.event_id, each)
        if original is not each:
            before = original.play
            assert play.content_hash == before.content_hash
            assert (play.song_id, play.source_id, play.fingerprint_hash) == (
                before.song_id,
                before.source_id,
                before.fingerprint_hash,
            )
            assert abs(play.played_at - before.played_at) < timedelta(hours=1) or original.cohort == "wrong_clocks"
    assert resends > 50
    assert len({each.play.content_hash for each in first.values()}) == len(first)


def test_times_are_sane(plays: list[Truth]) -> None:
    for each in plays:
        play = each.play
        assert play.sent_at is not None
        assert play.received_at - play.sent_at == timedelta(milliseconds=play.skew_ms)
        assert timedelta(minutes=-5) < play.received_at - play.played_at < timedelta(days=30)
        assert 1_000 <= play.duration_ms <= 14_400_000


def test_some_plays_wait_for_hours_and_some_come_out_of_order(plays: list[Truth]) -> None:
    waits = [each.play.received_at - each.play.played_at for each in plays if each.cohort == "phones"]
    assert sum(wait > timedelta(hours=2) for wait in waits) > 0.2 * len(waits)
    last: dict[str, Truth] = {}
    back = 0
    for each in plays:
        before = last.get(each.play.source_id)
        back += before is not None and not each.resend and before.play.played_at > each.play.played_at
        last[each.play.source_id] = each
    assert back > 50
