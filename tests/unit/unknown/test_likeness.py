"""Hearings of one recording are put together, those of two are not, whatever the order."""

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerprinting.compressed import Items
from kernel.events.detections import Profile
from kernel.ids import SongId
from stream_processors.recognition.unknown.assembly import assembled
from stream_processors.recognition.unknown.grouping import Standing
from stream_processors.recognition.unknown.likeness import needed
from stream_processors.recognition.unknown.memory import Hearing, Memory
from tests.unit.recognition.made import items, noisy

CLIP = 121


class Group:
    """A memory, and the recording of each hearing so far."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.of: dict[SongId, SongId] = {}
        self.named: dict[SongId, str] = {}

    def _standings(self, recordings: Collection[SongId]) -> Mapping[SongId, Standing]:
        counts = Counter(self.of.values())
        return {each: Standing(counts[each], self.named.get(each)) for each in recordings}

    def hear(self, *batch: Hearing) -> None:
        result = self.memory.compare(batch, self._standings)
        self.memory.take(batch, result)
        self.of |= {placed.hearing: placed.recording for placed in result.placed}
        self.of = {hearing: result.merged.get(recording, recording) for hearing, recording in self.of.items()}

    def groups(self) -> set[frozenset[str]]:
        found = defaultdict(set)
        for hearing, recording in self.of.items():
            found[recording].add(hearing)
        return {frozenset(members) for members in found.values()}


def hearing(name: str, clip: Items, profile: Profile = Profile.LINE) -> Hearing:
    return Hearing(SongId(name), profile, clip)


def cut(song: int, begin: int, length: int = CLIP) -> Items:
    return items(song, 1500)[begin : begin + length]


def groups(*hearings: Hearing, batch: int = 1) -> set[frozenset[str]]:
    group = Group()
    for begin in range(0, len(hearings), batch):
        group.hear(*hearings[begin : begin + batch])
    return group.groups()


def test_forty_hearings_of_a_song_are_one_recording() -> None:
    heard = [hearing(f"{n:02}", noisy(cut(1, 37 * n % 480), 0.08, n)) for n in range(40)]
    random.Random(3).shuffle(heard)
    assert groups(*heard, batch=7) == {frozenset(each.event for each in heard)}


def test_a_chain_whose_ends_do_not_meet() -> None:
    a, b, c = (hearing(name, cut(1, begin)) for name, begin in (("a", 0), ("b", 45), ("c", 90)))
    for order in ((a, b, c), (a, c, b), (c, a, b)):
        assert groups(*order) == {frozenset("abc")}
        assert groups(*order, batch=3) == {frozenset("abc")}


def test_little_in_common_is_not_enough() -> None:
    assert groups(hearing("a", cut(1, 0)), hearing("b", cut(1, 70))) == {frozenset("a"), frozenset("b")}


@pytest.mark.parametrize("share", [0.5, 0.55, 0.7])
def test_a_hearing_of_two_songs_does_not_tie_them_together(share: float) -> None:
    mine = round(CLIP * share)
    both = np.concatenate((cut(1, 400, mine), cut(2, 0, CLIP - mine)))
    ends = [hearing(f"end {n}", cut(1, 400 + mine - CLIP - 3 * n)) for n in range(3)]
    begins = [hearing(f"begin {n}", cut(2, 3 * n)) for n in range(3)]
    for group in groups(*ends, hearing("both", both), *begins, batch=2):
        assert not any("end" in each for each in group) or not any("begin" in each for each in group)


def test_two_hearings_of_two_songs_each_that_share_the_second() -> None:
    one = np.concatenate((cut(1, 400, 61), cut(3, 0, 60)))
    other = np.concatenate((cut(2, 700, 61), cut(3, 0, 60)))
    assert len(groups(hearing("a", one), hearing("b", other))) == 2


def test_clips_of_a_broadcast_and_broadcasts_of_one_song() -> None:
    whole = hearing("whole", cut(1, 0, 1400))
    clips = [hearing(f"clip {n}", cut(1, 300 * n + 50)) for n in range(4)]
    again = hearing("again", noisy(cut(1, 60, 1300), 0.1))
    assert groups(whole, *clips, again) == {frozenset(("whole", "again", *(each.event for each in clips)))}
    assert groups(*clips, again, whole, batch=3) == {frozenset(("whole", "again", *(each.event for each in clips)))}


def test_profiles_are_kept_apart() -> None:
    assert len(groups(hearing("a", cut(1, 0)), hearing("b", cut(1, 0), Profile.MIC))) == 2


def test_the_same_hearing_again_and_again_is_kept_once_to_compare_with() -> None:
    group = Group()
    for n in range(6):
        group.hear(hearing(f"{n:02}", cut(1, 0)), hearing(f"x{n:02}", cut(1, 1)))
    assert len(group.groups()) == 1
    assert len(group.memory) <= 2


@pytest.mark.parametrize("clip", [np.empty(0, np.uint32), items(1, 1), np.zeros(CLIP, np.uint32)])
def test_what_says_nothing_stays_alone(clip: Items) -> None:
    assert len(groups(hearing("a", clip), hearing("b", clip), hearing("c", cut(1, 0)))) == 3


def test_what_is_forgotten_is_compared_with_no_more() -> None:
    group = Group()
    group.hear(hearing("a", cut(1, 0)))
    group.memory.forget([SongId("a"), SongId("unknown")])
    group.hear(hearing("b", cut(1, 0)))
    assert len(group.groups()) == 2


def test_recordings_that_were_named_differently_stay_apart() -> None:
    group = Group()
    group.hear(hearing("a", cut(1, 0)), hearing("c", cut(1, 90)))
    group.named = {SongId("a"): "song a", SongId("c"): "song c"}
    group.hear(hearing("b", cut(1, 40)))
    assert group.groups() == {frozenset("ab"), frozenset("c")}
    group.named = {SongId("c"): "song c"}
    group.hear(hearing("d", cut(1, 45)))
    assert group.groups() == {frozenset("abcd")}
    assert set(group.of.values()) == {"c"}


@settings(max_examples=5, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 9))
def test_the_order_and_the_batches_change_nothing(chosen: random.Random, batch: int) -> None:
    heard = [hearing(f"{s}/{n:02}", cut(s, 43 * n)) for s in (1, 2) for n in range(4)]
    wanted = {frozenset(each.event for each in heard if each.event.startswith(f"{s}/")) for s in (1, 2)}
    shuffled: Sequence[Hearing] = chosen.sample(heard, len(heard))
    assert groups(*shuffled, batch=batch) == wanted


@given(st.integers(40, 3000), st.integers(40, 3000))
def test_what_is_needed_is_the_same_both_ways(one: int, other: int) -> None:
    assert needed(one, other) == needed(other, one)
    assert needed(one, one) > one // 2


def test_a_recording_is_put_together_from_its_parts() -> None:
    whole = items(1, 600)
    parts = [whole[begin : begin + CLIP] for begin in range(0, 480, 40)]
    random.Random(5).shuffle(parts)
    made = assembled(parts, Profile.LINE)
    assert (made == whole[: len(made)]).all()
    assert len(made) == 440 + CLIP


def test_parts_that_nothing_ties_together_stand_one_after_the_other() -> None:
    one, other = cut(1, 0, 200), cut(2, 0, 150)
    assert (assembled([other, one, one[20:180]], Profile.LINE) == np.concatenate((one, other))).all()
    assert len(assembled([], Profile.LINE)) == 0


def test_rows_that_overlap_are_one_once_each_was_heard_twice() -> None:
    """Which of the hearings comes last, and whoever was alone when they overlapped."""
    heard = [hearing(name, noisy(cut(1, begin), 0.05, begin)) for name, begin in (("a", 0), ("b", 20), ("c", 76))]
    heard.append(hearing("d", noisy(cut(1, 100), 0.05, 9)))
    whole = {frozenset("abcd")}
    for order in permutations(heard):
        assert groups(*order) == whole
        assert groups(*order, batch=2) == whole
    assert groups(*heard, batch=4) == whole
    assert groups(*heard[:3]) == {frozenset("ab"), frozenset("c")}
    assert groups(*heard[1:]) == {frozenset("b"), frozenset("cd")}


def test_a_cut_from_song_to_song_ties_nothing_however_often_either_was_heard() -> None:
    party = np.concatenate((cut(1, 100, 61), cut(2, 0, 60)))
    one = [hearing(f"one {begin}", cut(1, begin)) for begin in (60, 80, 95)]
    two = [hearing(f"two {begin}", cut(2, begin)) for begin in (0, 15, 30)]
    for mixed in (party, np.concatenate((party, cut(2, 60, 10)))[10:]):
        found = groups(*one, *two, hearing("party", mixed))
        assert not any({"one 60", "two 0"} <= members for members in found)


def test_what_agrees_in_the_middle_alone_does_not_overlap() -> None:
    """A chorus, or a sample, that two recordings have in common."""
    shared = cut(9, 0, 60)
    one = [hearing(f"one {n}", np.concatenate((cut(1, n, 40), shared, cut(1, 200, 21 + n)))) for n in (0, 5)]
    two = [hearing(f"two {n}", np.concatenate((cut(2, n, 30), shared, cut(2, 300, 31 + n)))) for n in (0, 5)]
    assert not any({"one 0", "two 0"} <= members for members in groups(*one, *two))
