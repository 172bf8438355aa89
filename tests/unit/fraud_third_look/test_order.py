"""The same plays give the same findings, in whatever order they come; and their number does not matter where there are
none."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.events.sources import SourceType
from stream_processors.fraud.third_look.heard import listener
from stream_processors.fraud.third_look.kinds import LOOKS
from stream_processors.fraud.third_look.look import look
from tests.unit.fraud_third_look.people import LAST, found, people, phone, seen, station
from tests.unit.fraud_third_look.test_kinds import HIRED, asleep, programme, ring

ALL = [
    *people(60),
    *HIRED,
    *(ring(20 + n) for n in range(4)),
    *(asleep(30 + n) for n in range(4)),
    station("fm", programme(padded=True)[1]),
    *(phone(40 + n, programme(padded=True)[0][200 * n : 200 * n + 60]) for n in range(3)),
]
ONCE = list(look(seen(ALL), LAST))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**9))
def test_no_order_of_sources_or_plays_changes_anything(seed: int) -> None:
    random = Random(seed)
    shuffled = [
        listener(each.source_id, each.source_type, random.sample(each.plays, len(each.plays)))
        for each in random.sample(ALL, len(ALL))
    ]
    assert list(look(seen(shuffled), LAST)) == ONCE
    assert {each.kind for each in ONCE} >= {"hired_crowd", "lending_ring", "played_asleep", "unheard_log"}


def test_nobody_and_nothing() -> None:
    assert found([]) == {}
    assert found([phone(1), station("mute", [])]) == {}
    assert found([phone(1, [ALL[0].plays[0]])]) == {}


def test_a_payee_has_one_answer_of_each_kind() -> None:
    answers = [(each.artist_id, each.kind) for each in ONCE]
    assert len(set(answers)) == len(answers) == len({each.finding_id for each in ONCE})
    assert all(0 < each.score < 1 and each.evidence and tuple(sorted(each.sources)) == each.sources for each in ONCE)


def test_every_kind_has_a_file_of_its_own() -> None:
    assert all(kind.__module__.rsplit(".", 1)[1] == kind.__name__ for kind in LOOKS)
    assert all(each.source_type in SourceType for each in ALL)
