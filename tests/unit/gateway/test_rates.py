"""Buckets in this process's memory, and what is told of them."""

from ingest_gateway.rates import BURST, LocalBuckets, Rate, rate_of
from kernel.events.sources import SourceType
from tests.unit.gateway.world import source


def test_a_bucket_empties_and_fills() -> None:
    time = [0.0]
    buckets = LocalBuckets(lambda: time[0])
    rate = Rate(60, 2000)
    assert buckets.take("a", rate, 1500).passed
    second = buckets.take("a", rate, 600)
    assert (second.passed, second.remaining) == (False, 500)
    assert second.refusal().headers["Retry-After"] == "100"
    assert second.headers() == {"RateLimit-Limit": "2000", "RateLimit-Remaining": "500", "RateLimit-Reset": "1500"}
    time[0] = 100.0
    assert buckets.take("a", rate, 600).passed
    assert buckets.take("b", rate, 2000).passed
    time[0] = 1e6
    assert buckets.take("a", rate, 0).remaining == 2000


def test_rates_are_the_registrations_or_the_types() -> None:
    assert rate_of(source(plays_per_minute=7)) == Rate(7, BURST)
    assert rate_of(source(plays_per_minute=90_000)) == Rate(90_000, 90_000)
    assert {rate_of(source(source_type=kind)).burst for kind in SourceType} == {BURST, 6000}
