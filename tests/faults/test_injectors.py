"""Every fault of the list, one at a time under load: afterwards every acknowledged play is where it belongs, once."""

from datetime import UTC, datetime

import pytest

from tests.faults import injectors
from tests.faults.harness.report import Tally
from tests.faults.harness.rig import Rig
from tests.faults.harness.strike import strike
from tests.faults.injectors.fault import Fault

CASES = [
    pytest.param(fault, id=fault.name, marks=() if fault.name in injectors.QUICK else (pytest.mark.long,))
    for fault in injectors.ALL
]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("fault", CASES)
def test_after_the_fault_every_play_is_where_it_belongs(rig: Rig, tally: Tally, fault: Fault) -> None:
    print(f"seed {rig.seed}")
    since = datetime.now(UTC)
    with rig.under_load(fault.name) as context:
        struck = strike(context, fault)
        context.fleet.until_acknowledged(50)
    found = rig.account(context.fleet, since)
    print(struck)
    tally.struck.append(struck)
    tally.accounts.append(found)
    assert found.faults() == {}
    assert found.fates.acknowledged > 100
