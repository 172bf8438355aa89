"""The simulated countries that the fraud engine is trained on, tuned on, and evaluated on, and how each is judged."""

import gc
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.fraud_metrics import Vector
from benchmarks.strangers import attacks, honest, newcomers
from kernel.events.plays import RecognizedPlay, Verdict
from simulation.attacks import ATTACKS, LISTENERS
from simulation.attacks.attack import Attack
from simulation.cohorts import COHORTS
from simulation.cohorts.cohort import Cohort
from simulation.country import STRENGTHS, AttackPlan, Simulated, simulate
from simulation.truth import Label, Truth
from stream_processors.fraud.features.names import WIDTH
from stream_processors.fraud.models.schedule import FixedModels, Models
from stream_processors.fraud.scoring import make_step
from stream_processors.fraud.second_look.step import step as second_look
from stream_processors.fraud.third_look.look import looks
from training.offline import Judged, judge

ATTACK_NAMES: Final = tuple(attack.name for attack in ATTACKS if attack not in LISTENERS)
PER_STRENGTH: Final = 0.02
"""Fraud of each strength among its own and the honest plays."""

Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Place:
    """A country by its seed, and the variant of the attacks in it."""

    seed: int
    variant: int


TRAINING: Final = tuple(Place(100 + number, number) for number in range(1, 4))
TUNING: Final = tuple(Place(200 + number, 10 + number) for number in range(1, 6))
EVALUATION: Final = tuple(Place(400 + number, 40 + number) for number in range(1, 6))
"""No seed and no variant is in two of them."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a country is: days, honest sources, and artists."""

    days: int
    sources: int
    artists: int


@dataclass(frozen=True, slots=True)
class People:
    """Who lives in a country: its attacks, each in every strength, and its honest cohorts."""

    attacks: tuple[Attack, ...]
    cohorts: tuple[Cohort, ...]


KNOWN: Final = People(tuple(attack for attack in ATTACKS if attack not in LISTENERS), COHORTS)
"""Those of the simulator, which thresholds were chosen on and models learn from, by other seeds."""
CROWDS: Final = People(LISTENERS, COHORTS)
"""The simulator's other attacks, which the third look's thresholds were chosen on, by other seeds. They are judged in
countries of their own, so that each has as many plays as a stranger, and KNOWN's figures compare with earlier ones."""
STRANGERS: Final = People(attacks.ATTACKS, (*COHORTS, *honest.COHORTS))
"""Attacks that nothing was tuned on or learned from, and among the known honest people others of the kind. They have
been seen by now: the third look was made because of what they hid."""
NEWCOMERS: Final = People(newcomers.ATTACKS, (*COHORTS, *honest.COHORTS))
"""Attacks that were written after the third look."""


class Stream:
    """The plays of a country as they arrive, and the truth about them, play by play."""

    def __init__(self, place: Place, size: Size, share: float, people: People = KNOWN) -> None:
        self.attack_names = tuple(attack.name for attack in people.attacks)
        self.cohort_names = tuple(cohort.name for cohort in people.cohorts)
        plans = [AttackPlan(name, strength) for strength in STRENGTHS for name in self.attack_names]
        country = simulate(
            place.seed,
            days=size.days,
            sources=size.sources,
            attacks=plans,
            fraud_share=share,
            variant=place.variant,
            artists=size.artists,
            cohorts=people.cohorts,
            known=people.attacks,
        )
        self._sources = {source.source_id: source for source in country.sources}
        self._take(country)

    def _take(self, country: Simulated) -> None:
        truths: list[Truth] = list(country.plays())
        self.plays: list[RecognizedPlay] = [truth.play for truth in truths]
        self.cohorts = np.array([truth.cohort for truth in truths])
        self.attacks = np.array([truth.attack or "" for truth in truths])
        self.strengths = np.array([truth.strength for truth in truths])
        self.types = np.array([truth.play.source_type.value for truth in truths])
        self.rings = np.array([truth.ring or "" for truth in truths])
        counted = np.array([not truth.resend for truth in truths])
        self.honest = counted & np.array([truth.label is Label.HONEST for truth in truths])
        self.fraud = counted & np.array([truth.label is Label.FRAUD for truth in truths])
        numbers = {source_id: number for number, source_id in enumerate(self._sources)}
        self.source_numbers = np.array([numbers[play.source_id] for play in self.plays], dtype=np.int64)

    def judged(self, models: Models, *, later: bool = True) -> Judged:
        """All plays by all looks, or by the first alone."""
        gc.collect()
        gc.disable()
        try:
            return judge(
                self.plays,
                lambda told: make_step(self._sources.get, models, told),
                second_look if later else None,
                third=looks if later else None,
            )
        finally:
            gc.enable()


def no_models() -> Models:
    """The rules alone."""
    return FixedModels()


def suspicion(judged: Judged) -> Vector:
    """The scores by which plays are ranked. What was recognised as a repeated id counts nowhere, whoever sent it."""
    return np.where(stopped(judged, Verdict.DUPLICATE), 1.0, judged.scores)


def stopped(judged: Judged, *verdicts: Verdict) -> Mask:
    """Which plays have one of these verdicts."""
    return np.isin(np.array([verdict.value for verdict in judged.verdicts]), [verdict.value for verdict in verdicts])


def known_rows(features: Matrix) -> Mask:
    """Which plays have features."""
    if features.shape[1] != WIDTH:
        raise ValueError(f"{WIDTH} features are wanted, not {features.shape[1]}")
    return np.asarray(np.isfinite(features).all(axis=1))
