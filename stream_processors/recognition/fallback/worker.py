"""Asks one service, question by question."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from kernel import metrics
from kernel.errors import RedisAway
from stream_processors.recognition.fallback.answers import Answer, Away, KeyRefused, TooMany, Unreadable
from stream_processors.recognition.fallback.asks import Ask, Asks
from stream_processors.recognition.fallback.breaker import Breaker, State
from stream_processors.recognition.fallback.choice import Outcome
from stream_processors.recognition.fallback.pace import Pace
from stream_processors.recognition.fallback.questions import Question

LOG = logging.getLogger(__name__)

FIRST_RETRY_S = 30.0
LONGEST_RETRY_S = 6 * 3600.0
"""Between two attempts at one question the wait doubles up to this."""
MOST_ATTEMPTS = 12
"""About a day and a half; a question that fails as often is at fault itself."""
NO_BUDGET_S = 60.0
"""Until a question that found the budget used up is looked at again."""
LOOK_S = 30.0
"""Between two looks at how much waits, and at hints that are songs of ours now."""
STATES: Final = {State.CLOSED: 0, State.HALF_OPEN: 1, State.OPEN: 2}


class Service(Protocol):
    """An outside service. `ask` raises ServiceError; `key` Unreadable."""

    @property
    def name(self) -> str: ...
    def key(self, question: Question) -> bytes: ...
    def ask(self, question: Question) -> Answer: ...


@dataclass
class Worker:
    """Works through the questions of one service. `budget` is how many a day all workers may ask together.

    Outlives the connection of its `Asks`: what the service was like is remembered when PostgreSQL was away.
    """

    service: Service
    pace: Pace
    budget: int
    breaker: Breaker = field(default_factory=Breaker)
    monotonic: Callable[[], float] = time.monotonic
    refused: str | None = field(default=None, init=False)
    _looked: float | None = field(default=None, init=False)

    def turn(self, asks: Asks, stopping: threading.Event) -> bool:
        """One question, if one is due and may be asked; whether there was one. psycopg.Error, RedisAway."""
        name = self.service.name
        metrics.FALLBACK_BREAKER.labels(name).set(STATES[self.breaker.state])
        self._look(asks)
        left = self.budget - asks.spent()
        metrics.FALLBACK_BUDGET_LEFT.labels(name).set(max(left, 0))
        if self.refused is not None or self.breaker.wait_s() or left <= 0:
            return False
        ask = asks.claim()
        if ask is None:
            return False
        self._treat(asks, ask, stopping)
        return True

    def _treat(self, asks: Asks, ask: Ask, stopping: threading.Event) -> None:
        try:
            if asks.recovered(ask):
                self._count(Outcome.RECOVERED)
                return
            key = self.service.key(ask.question)
            answer = asks.cached(key)
            if answer is not None:
                self._count(asks.settle(ask, key, answer, new=False))
                return
            if not self._may_ask(asks, ask, stopping):
                return
            answer = self.service.ask(ask.question)
            self.breaker.succeeded()
            self._count(asks.settle(ask, key, answer, new=True))
        except Unreadable as error:
            self.breaker.succeeded()
            LOG.warning("question %d cannot be asked: %s", ask.ask_id, error)
            asks.end(ask, Outcome.REFUSED, str(error))
            self._count(Outcome.REFUSED)
        except TooMany as error:
            LOG.warning("%s; leaving it alone for %.0f s", error, error.after_s)
            self.breaker.rest(error.after_s)
            metrics.FALLBACK_FAILURES.labels(self.service.name, "too_many").inc()
            asks.later(ask, error.after_s, str(error), counts=False)
        except KeyRefused as error:
            self.refused = str(error)
            LOG.error("%s: it is asked nothing more until it is started with another key", error)
            metrics.FALLBACK_FAILURES.labels(self.service.name, "key").inc()
            asks.later(ask, 0, str(error), counts=False)
        except Away as error:
            self._failed(asks, ask, error)

    def _may_ask(self, asks: Asks, ask: Ask, stopping: threading.Event) -> bool:
        """Waits for its turn, then counts it against the budget; where it may not be asked, it is put off."""
        try:
            while wait_s := self.pace.wait_s():
                if stopping.wait(wait_s):
                    asks.later(ask, 0, None, counts=False)
                    return False
        except RedisAway:
            asks.later(ask, 0, None, counts=False)
            raise
        if asks.spend(self.budget):
            metrics.FALLBACK_QUESTIONS.labels(self.service.name).inc()
            return True
        asks.later(ask, NO_BUDGET_S, "the day's budget is used up", counts=False)
        return False

    def _failed(self, asks: Asks, ask: Ask, error: Away) -> None:
        self.breaker.failed()
        metrics.FALLBACK_FAILURES.labels(self.service.name, "away").inc()
        if ask.attempts >= MOST_ATTEMPTS:
            LOG.error("question %d is given up after %d attempts: %s", ask.ask_id, ask.attempts, error)
            asks.end(ask, Outcome.GIVEN_UP, str(error))
            self._count(Outcome.GIVEN_UP)
            return
        wait_s = min(FIRST_RETRY_S * 2 ** (ask.attempts - 1), LONGEST_RETRY_S)
        LOG.warning("%s; question %d again in %.0f s", error, ask.ask_id, wait_s)
        asks.later(ask, wait_s, str(error))

    def _look(self, asks: Asks) -> None:
        now = self.monotonic()
        if self._looked is None or now - self._looked >= LOOK_S:
            self._looked = now
            asks.reopen()
            metrics.FALLBACK_WAITING.labels(self.service.name).set(asks.waiting())

    def _count(self, outcome: Outcome | None) -> None:
        if outcome is not None:
            metrics.FALLBACK_OUTCOMES.labels(self.service.name, outcome.value).inc()
