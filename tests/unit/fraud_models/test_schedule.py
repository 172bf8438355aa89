"""Which model judges a play depends on when it was received, and on nothing else."""

from datetime import datetime, timedelta

import pytest

from kernel.errors import ModelAway
from kernel.events.models import FraudModel, ModelSchedule, ScheduledModel
from kernel.events.sources import SourceType
from stream_processors.fraud.models.bundle import Bundle
from stream_processors.fraud.models.schedule import DECODED, KEY, FixedModels, ScheduledModels, in_order, model_key
from tests.unit.fraud_models.made import NOON, models

HOUR = timedelta(hours=1)
PHONE = SourceType.PHONE


class Topics:
    """Both topics in memory."""

    def __init__(self) -> None:
        self.schedules: dict[str, ModelSchedule] = {}
        self.models: dict[str, FraudModel] = {}

    def publish(self, *seeds: int) -> list[str]:
        versions = []
        for seed in seeds:
            (model,) = models(seed=seed)
            self.models[model_key(model.version, model.source_type)] = model
            versions.append(model.version)
        return versions

    def schedule(self, *entries: ScheduledModel) -> None:
        self.schedules[KEY] = ModelSchedule(models=entries)

    def reader(self) -> ScheduledModels:
        return ScheduledModels(self.schedules, self.models)


def entry(at: datetime, live: str | None, shadow: str | None = None) -> ScheduledModel:
    return ScheduledModel(since=at, live=live, shadow=shadow)


def live(found: ScheduledModels, at: datetime) -> str | None:
    scorer = found.live(PHONE, at)
    return scorer.version if scorer else None


def test_nothing_judges_before_the_first_promotion() -> None:
    topics = Topics()
    assert topics.reader().live(PHONE, NOON) is None
    assert topics.reader().shadow(PHONE, NOON) is None
    (first,) = topics.publish(1)
    topics.schedule(entry(NOON, first))
    assert topics.reader().live(PHONE, NOON - timedelta(milliseconds=1)) is None


def test_the_last_one_promoted_by_then_judges() -> None:
    topics = Topics()
    first, second = topics.publish(1, 2)
    topics.schedule(entry(NOON, first), entry(NOON + HOUR, second, first), entry(NOON + 2 * HOUR, None))
    found = topics.reader()
    assert live(found, NOON) == first
    assert live(found, NOON + HOUR - timedelta(milliseconds=1)) == first
    assert live(found, NOON + HOUR) == second
    assert live(found, NOON + 2 * HOUR) is None
    shadow = found.shadow(PHONE, NOON + HOUR)
    assert shadow is not None
    assert shadow.version == first
    assert found.shadow(PHONE, NOON) is None
    assert found.live(SourceType.RADIO, NOON) is None


def test_a_replay_is_judged_by_what_judged_then() -> None:
    """Whatever was promoted since, and however the plays are mixed."""
    topics = Topics()
    first, second = topics.publish(1, 2)
    topics.schedule(entry(NOON, first))
    found = topics.reader()
    moments = [NOON + number * HOUR / 4 for number in range(4)]
    before = [live(found, at) for at in moments]
    topics.schedule(entry(NOON, first), entry(NOON + HOUR, second))
    assert [live(found, at) for at in moments] == before
    assert live(found, NOON + HOUR) == second
    assert [live(topics.reader(), at) for at in reversed(moments)] == before


def test_a_model_that_is_not_here_stops_what_it_would_judge() -> None:
    topics = Topics()
    (first,) = topics.publish(1)
    topics.schedule(entry(NOON, first), entry(NOON + HOUR, "20261102-missing"))
    found = topics.reader()
    assert live(found, NOON) == first
    with pytest.raises(ModelAway, match="20261102-missing"):
        found.live(PHONE, NOON + HOUR)
    with pytest.raises(ModelAway, match="20261102-missing"):
        found.live(SourceType.RADIO, NOON + HOUR)
    (model,) = models(seed=2)
    topics.models[model_key("20261102-missing", PHONE)] = model
    with pytest.raises(ModelAway, match="cannot be used"):
        found.live(PHONE, NOON + HOUR)


def test_it_judges_once_it_has_come() -> None:
    topics = Topics()
    (model,) = models(seed=2)
    topics.schedule(entry(NOON, model.version))
    found = topics.reader()
    with pytest.raises(ModelAway):
        found.live(PHONE, NOON)
    topics.publish(2)
    assert live(found, NOON) == model.version


def test_decoded_versions_are_kept_and_bounded() -> None:
    topics = Topics()
    versions = topics.publish(*range(DECODED + 2))
    topics.schedule(*(entry(NOON + number * HOUR, version) for number, version in enumerate(versions)))
    found = topics.reader()
    assert found.live(PHONE, NOON) is found.live(PHONE, NOON)
    for _ in range(2):
        assert [live(found, NOON + number * HOUR) for number in range(len(versions))] == versions


def test_a_later_decision_replaces_what_was_to_begin_then_or_after() -> None:
    decided = [entry(NOON, "a"), entry(NOON + 2 * HOUR, "b"), entry(NOON + HOUR, "c"), entry(NOON + HOUR, "d")]
    assert [each.live for each in in_order(decided).models] == ["a", "d"]


def test_fixed_models_judge_at_any_time() -> None:
    bundle = Bundle.read(models())
    fixed = FixedModels(bundle)
    assert fixed.live(PHONE, NOON) is bundle.scorer(PHONE)
    assert fixed.shadow(PHONE, NOON) is None
    assert FixedModels().live(PHONE, NOON) is None
    assert FixedModels(shadow=bundle).shadow(PHONE, NOON) is bundle.scorer(PHONE)
