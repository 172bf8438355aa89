"""All dead letters replayed, twice, by two people at once: each is refused again, and is still one dead id."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.faults.harness.command import injyana
from tests.faults.harness.items import Content
from tests.faults.harness.quiet import until_quiet
from tests.faults.harness.report import Tally
from tests.faults.harness.rig import Rig

PEOPLE = 2


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_letters_that_are_replayed_twice_count_once(rig: Rig, tally: Tally) -> None:
    since = datetime.now(UTC)
    with rig.under_load("dead letters") as context:
        context.fleet.until_acknowledged(600)
    until_quiet(rig.stack.local)
    poison = {item.event_id for item in context.fleet.items.values() if item.content is Content.POISON}
    before = waiting(rig, since)
    assert poison <= {letter["event_id"] for letter in before}

    with ThreadPoolExecutor(PEOPLE) as people:
        list(people.map(lambda _: dlq(rig, "replay", "--since", moment(since), "--apply"), range(PEOPLE)))
    until_quiet(rig.stack.local)
    dlq(rig, "replay", "--since", moment(since), "--apply")

    found = rig.account(context.fleet, since)
    tally.accounts.append(found)
    assert found.faults() == {}
    after = waiting(rig, since)
    assert len(after) == len(before)
    assert min(letter["attempts"] for letter in after) >= 3, "each was refused at first and after two replays"


def waiting(rig: Rig, since: datetime) -> list[dict[str, Any]]:
    letters: list[dict[str, Any]] = json.loads(
        dlq(rig, "list", "--since", moment(since), "--limit", "100000", "--json")
    )
    return letters


def moment(at: datetime) -> str:
    """As the command takes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S")


def dlq(rig: Rig, *arguments: str) -> str:
    """What `injyana dlq` prints."""
    done = injyana(rig.stack.local, "dlq", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout
