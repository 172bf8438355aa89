"""Who does which part: whatever order three reviewers act in, nobody does both, and nothing is applied twice."""

from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from review.parts import Objection, State, may_decide, may_settle, takes_two

REVIEWERS = ("A", "B", "C")
LIMIT = 100


@pytest.mark.parametrize(
    ("rejects", "appealed", "disputed", "stake", "alone_before", "two"),
    [
        (True, False, False, 100, 0, False),
        (True, False, False, 101, 0, True),
        (True, False, False, 60, 41, True),
        (True, False, True, 0, 0, True),
        (False, False, True, 10**9, 10**9, False),
        (False, True, False, 0, 0, True),
        (True, True, False, 0, 0, True),
    ],
)
def test_when_two_people_are_needed(
    rejects: bool, appealed: bool, disputed: bool, stake: int, alone_before: int, two: bool
) -> None:
    found = takes_two(
        rejects=rejects, appealed=appealed, disputed=disputed, stake=stake, alone_before=alone_before, limit=LIMIT
    )
    assert found is two


@pytest.mark.parametrize("state", [State.APPLIED, State.CONFIRMED, State.DECLINED])
def test_only_what_is_proposed_is_settled(state: State) -> None:
    assert may_settle("B", state=state, had_part=(), interested=False) is Objection.NOT_PROPOSED


def test_nobody_with_an_interest_has_a_part() -> None:
    assert may_decide("A", appealed=False, had_part=(), interested=True) is Objection.OWN_INTEREST
    assert may_settle("A", state=State.PROPOSED, had_part=(), interested=True) is Objection.OWN_INTEREST


@dataclass
class Made:
    """A decision on the one play of the machine."""

    by: str
    rejects: bool
    appealed: bool
    two: bool
    settled_by: str | None = None
    confirmed: bool | None = None
    applied: int = 0

    @property
    def state(self) -> State:
        if not self.two:
            return State.APPLIED
        if self.confirmed is None:
            return State.PROPOSED
        return State.CONFIRMED if self.confirmed else State.DECLINED


@dataclass
class Play:
    """What the tables know of one play."""

    stake: int
    waits: bool = True
    appealed: bool = False
    decisions: list[Made] = field(default_factory=list)

    @property
    def had_part(self) -> set[str]:
        return {each.by for each in self.decisions} | {each.settled_by for each in self.decisions if each.settled_by}

    @property
    def proposed(self) -> Made | None:
        return next((each for each in self.decisions if each.state is State.PROPOSED), None)


class Reviewing(RuleBasedStateMachine):
    """A, B and C decide, confirm, decline and repeat themselves on one play; its owner appeals."""

    @initialize(stake=st.integers(0, 2 * LIMIT))
    def begin(self, stake: int) -> None:
        self.play = Play(stake)

    @rule(by=st.sampled_from(REVIEWERS), rejects=st.booleans())
    def decide(self, by: str, rejects: bool) -> None:
        play = self.play
        if not play.waits or play.proposed:
            return
        if may_decide(by, appealed=play.appealed, had_part=play.had_part, interested=False):
            return
        disputed = any(each.state is State.DECLINED for each in play.decisions)
        two = takes_two(
            rejects=rejects, appealed=play.appealed, disputed=disputed, stake=play.stake, alone_before=0, limit=LIMIT
        )
        made = Made(by, rejects, play.appealed, two)
        play.decisions.append(made)
        if not two:
            self._apply(made)

    @rule(by=st.sampled_from(REVIEWERS), confirmed=st.booleans(), which=st.integers(0, 2))
    def settle(self, by: str, confirmed: bool, which: int) -> None:
        if which >= len(self.play.decisions):
            return
        made = self.play.decisions[which]
        if may_settle(by, state=made.state, had_part=self.play.had_part, interested=False):
            return
        made.settled_by, made.confirmed = by, confirmed
        if confirmed:
            self._apply(made)

    @rule()
    def appeal(self) -> None:
        if not self.play.appealed and not self.play.proposed:
            self.play.appealed = self.play.waits = True

    def _apply(self, made: Made) -> None:
        made.applied += 1
        self.play.waits = False

    @invariant()
    def nobody_does_both_parts(self) -> None:
        assert all(each.by != each.settled_by for each in self.play.decisions)

    @invariant()
    def nothing_is_applied_twice_or_too_early(self) -> None:
        for each in self.play.decisions:
            assert each.applied == (each.state in (State.APPLIED, State.CONFIRMED))

    @invariant()
    def at_most_one_waits(self) -> None:
        assert sum(each.state is State.PROPOSED for each in self.play.decisions) <= 1

    @invariant()
    def an_appeal_is_for_people_who_had_no_part(self) -> None:
        before: set[str | None] = set()
        for each in self.play.decisions:
            if each.appealed:
                assert each.two
                assert each.by not in before
                assert each.settled_by is None or each.settled_by not in before | {each.by}
            before |= {each.by, each.settled_by} - {None}

    @invariant()
    def what_was_declined_is_rejected_by_two(self) -> None:
        declined = False
        for each in self.play.decisions:
            assert not (declined and each.rejects and not each.two)
            declined = declined or each.state is State.DECLINED


TestReviewing = Reviewing.TestCase
TestReviewing.settings = settings(
    max_examples=100, stateful_step_count=30, deadline=None, derandomize=True, database=None
)
