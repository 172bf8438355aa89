"""One small country with everything in it, simulated once for all tests."""

import pytest

from simulation.attacks import ATTACKS
from simulation.country import STRENGTHS, AttackPlan, Simulated, simulate
from simulation.truth import Truth

PLANS = tuple(AttackPlan(attack.name, strength) for attack in ATTACKS for strength in STRENGTHS)
DAYS = 4


@pytest.fixture(scope="session")
def country() -> Simulated:
    return simulate(11, days=DAYS, sources=60, attacks=PLANS, fraud_share=0.1)


@pytest.fixture(scope="session")
def plays(country: Simulated) -> list[Truth]:
    return list(country.plays())
