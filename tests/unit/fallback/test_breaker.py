"""The breaker: whatever happens, a failing service is asked ever more rarely, and one good answer ends that."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from stream_processors.recognition.fallback.breaker import FAILURES, FIRST_S, LONGEST_S, Breaker, State


class BreakerMachine(RuleBasedStateMachine):
    """Compared with a plain account of what happened."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.breaker = Breaker(lambda: self.now)
        self.in_a_row = 0
        self.trials = 0
        self.opened: float | None = None

    def pause(self) -> float:
        return float(min(FIRST_S * 2 ** max(self.trials, 0), LONGEST_S))

    @rule(seconds=st.floats(0, 2 * LONGEST_S))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @precondition(lambda self: self.breaker.wait_s() == 0)
    @rule()
    def a_question_fails(self) -> None:
        if self.opened is not None:
            self.trials += 1
            self.opened = self.now
        else:
            self.in_a_row += 1
            if self.in_a_row >= FAILURES:
                self.opened = self.now
        self.breaker.failed()

    @precondition(lambda self: self.breaker.wait_s() == 0)
    @rule()
    def a_question_is_answered(self) -> None:
        self.in_a_row, self.trials, self.opened = 0, 0, None
        self.breaker.succeeded()

    @invariant()
    def it_is_as_accounted(self) -> None:
        if self.opened is None:
            assert self.breaker.state is State.CLOSED
            assert self.breaker.wait_s() == 0
        elif self.now < self.opened + self.pause():
            assert self.breaker.state is State.OPEN
            assert self.breaker.wait_s() == self.opened + self.pause() - self.now
        else:
            assert self.breaker.state is State.HALF_OPEN
            assert self.breaker.wait_s() == 0


TestBreaker = BreakerMachine.TestCase


def test_a_service_that_asks_for_rest_gets_it() -> None:
    now = 0.0
    breaker = Breaker(lambda: now)
    breaker.rest(120)
    assert (breaker.state, breaker.wait_s()) == (State.OPEN, 120)
    breaker.rest(10)
    assert breaker.wait_s() == 120
    now = 121.0
    assert breaker.wait_s() == 0
    breaker.failed()
    assert breaker.wait_s() == 2 * FIRST_S
