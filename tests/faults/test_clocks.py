"""Sources whose clocks are a day off, told with every upload: their plays count when they were heard."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.harness.report import Tally
from tests.faults.harness.rig import Rig

DAY = timedelta(days=1)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_clock_that_is_a_day_off_changes_nothing(rig: Rig, tally: Tally) -> None:
    since = datetime.now(UTC)
    with rig.under_load("clocks", rig.fleet("clocks", clocks=(DAY, -DAY, timedelta()))) as context:
        context.fleet.until_acknowledged(600)
    found = rig.account(context.fleet, since)
    tally.accounts.append(found)
    assert found.faults() == {}
