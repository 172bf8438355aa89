"""The breaker opens on a flood of poison, and on nothing less."""

import pytest

from kernel.dead_letters import Breaker
from kernel.errors import TooManyDeadLetters


def test_a_handful_of_bad_records_after_a_start_is_let_pass() -> None:
    breaker = Breaker()
    breaker.saw(150, 150)


def test_a_stage_whose_input_turned_to_poison_is_stopped() -> None:
    breaker = Breaker()
    breaker.saw(1000, 0)
    breaker.saw(500, 400)
    with pytest.raises(TooManyDeadLetters, match="of the last 1000"):
        breaker.saw(500, 400)


def test_old_records_do_not_count() -> None:
    breaker = Breaker()
    breaker.saw(199, 199)
    breaker.saw(1000, 10)
    breaker.saw(1000, 499)
