"""The same plays uploaded again and again: as they were, overlapping, at one moment, and after Redis forgot them."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from redis import Redis

from tests.faults.harness.report import Tally
from tests.faults.harness.rig import Rig

COPIES = 3


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_each_play_counts_once_however_often_it_is_uploaded(rig: Rig, tally: Tally) -> None:
    since = datetime.now(UTC)
    with rig.under_load("uploads", rig.fleet("uploads", copies=COPIES)) as context:
        context.fleet.until_acknowledged(300)
    known = Counter(answer for item in context.fleet.items.values() for answer in item.answers)
    assert known["accepted"] + known["duplicate"] >= COPIES * len(context.fleet.items)

    with Redis.from_url(rig.stack.local.redis) as redis:
        redis.flushall()
    again = rig.again(context.fleet, COPIES)
    again.start()
    again.until_over()
    forgotten = Counter(answer for item in context.fleet.items.values() for answer in item.answers) - known
    assert forgotten["accepted"] > 0, "nothing was taken twice: Redis had not forgotten anything"

    found = rig.account(context.fleet, since)
    tally.accounts.append(found)
    assert found.faults() == {}
