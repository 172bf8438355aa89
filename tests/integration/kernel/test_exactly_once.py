"""Each event once in effect, whatever happens to the workers: outputs, totals and dead letters by id."""

import signal
from collections import Counter

from kernel.process import CANNOT_GO_ON
from tests.integration.kernel.toy import NOW, Toy, events
from tests.integration.kernel.toy_stage import BAD_ID, BIG_ID
from tests.integration.topics import Reader

KILLS = 5
EVENTS = 15_000
POISON_EVERY = 200
STOP_SECONDS = 10


def keyed(ids: range) -> Counter[str]:
    """The totals that the events must come to."""
    return Counter(event.id for event in events(ids))


def once(ids: range) -> dict[str, int]:
    return {str(number): 1 for number in ids}


def test_workers_killed_under_load(stage: Toy) -> None:
    """Two workers, SIGKILLs, and poison of every kind among the events."""
    good = stage.codec.encode(next(events(range(1))))
    template = next(events(range(1)))
    bad = [
        b"no header",
        b"\x00" + (999_999).to_bytes(4, "big") + good[5:],
        good[:-5],
        good + b"more",
        None,
        stage.codec.encode(template.evolve(id=BAD_ID)),
        stage.codec.encode(template.evolve(id=BIG_ID)),
    ]
    poison = 0
    for number, event in enumerate(events(range(EVENTS))):
        stage.put(event.id.encode(), stage.codec.encode(event), [("n", str(number).encode())])
        if number % POISON_EVERY == 0:
            stage.put(None if poison % 2 else b"key", bad[poison % len(bad)], [("dlq.topic", b"forged"), ("of", b"me")])
            poison += 1
    assert stage.producer.flush(30) == 0

    stage.start("a", "b")
    for kill in range(KILLS):
        stage.until_seen(EVENTS * (kill + 1) // (KILLS + 2))
        stage.kill("ab"[kill % 2])
    stage.until_seen(EVENTS)

    assert stage.causes() == once(range(EVENTS))
    assert stage.totals() == keyed(range(EVENTS))
    _dead_letters_are_the_poison(stage, poison)


def _dead_letters_are_the_poison(stage: Toy, count: int) -> None:
    source, dead = Reader(stage.stack.kafka, stage.source.name), Reader(stage.stack.kafka, stage.source.dlq)
    source.read_to_end()
    dead.until(count)
    sent = {(r.partition, r.offset): (r.key, r.value) for r in source.records if ("of", b"me") in r.headers}
    assert len(sent) == count
    found = {}
    for record in dead.records:
        headers = dict(record.headers)
        assert len(headers) == len(record.headers)
        assert headers["of"] == b"me"
        assert headers["dlq.topic"].decode() == stage.source.name
        assert headers["dlq.stage"].decode() == stage.name
        assert headers["dlq.error"] in (b"Undecodable", b"Unprocessable")
        found[int(headers["dlq.partition"]), int(headers["dlq.offset"])] = (record.key, record.value)
    assert found == sent
    assert len(dead.records) == count
    errors = Counter(dict(record.headers)["dlq.error"] for record in dead.records)
    assert errors[b"Unprocessable"] == sum(number % 7 >= 5 for number in range(count))
    source.close()
    dead.close()


def test_a_zombie_is_fenced(stage: Toy) -> None:
    """A worker stopped in the middle of its work wakes up after the other one took over its partitions."""
    stage.send(events(range(12_000)))
    stage.start("a", "b")
    stage.until_seen(2_000)
    stage.signal("a", signal.SIGSTOP)
    stage.until_seen(12_000)
    zombie = stage.workers["a"]
    stage.signal("a", signal.SIGCONT)
    stage.send(events(range(12_000, 14_000)))
    stage.until_seen(14_000)
    assert zombie.poll() in (None, CANNOT_GO_ON)
    assert stage.causes() == once(range(14_000))
    assert stage.totals() == keyed(range(14_000))


def test_workers_come_and_go(stage: Toy) -> None:
    """SIGTERM in the middle of a batch; a further worker joins under load and leaves again."""
    sent = 8_000
    stage.send(events(range(sent)))
    stage.start("a")
    stage.until_seen(2_000)
    stage.start("b")
    stage.until_joined("b")
    for leaver in ("a", "b"):
        stage.send(events(range(sent, sent + 6_000)))
        sent += 6_000
        stage.signal(leaver, signal.SIGTERM)
        assert stage.workers.pop(leaver).wait(STOP_SECONDS) == 0
        stage.start(leaver)
    stage.until_seen(sent)
    assert stage.causes() == once(range(sent))
    assert stage.totals() == keyed(range(sent))


def test_a_trace_goes_through_and_state_survives(stage: Toy) -> None:
    """The traceparent of the input is the output's; a fresh worker goes on from the totals in the topic."""
    trace = ("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    stage.send([*events(range(5), keys=1)], [("other", b"x"), trace])
    stage.start("a")
    stage.until_seen(5)
    stage.kill("a")
    stage.send([*events(range(5, 7), keys=1)])
    stage.until_seen(7)
    assert [record.headers for record in stage.output.records] == [[trace]] * 5 + [[]] * 2
    assert [stage.output_codec.decode(record.value).made_at for record in stage.output.records] == [NOW] * 7
    assert stage.totals() == {"song-0": 7}
