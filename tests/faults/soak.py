"""Faults of the list back to back under load, in an order of chance that its seed repeats.

python -m tests.faults.soak --minutes 60 --seed 7. Every fault comes once, then those that are soon over more often.
After every few of them the load stops and every play is accounted for; the first thing that is wrong ends the run.
"""

import argparse
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from rich.console import Console

from benchmarks.report import report
from tests.faults import injectors
from tests.faults.harness.report import Tally
from tests.faults.harness.rig import Rig, rigged
from tests.faults.harness.strike import strike
from tests.faults.injectors.fault import Fault

USUAL_SECONDS = 5.0
"""What a fault takes beside its own length, about."""


def main() -> int:
    """Exit status 1 where a play or a total is wrong, or something never came back."""
    asked = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    asked.add_argument("--minutes", type=float, default=60.0)
    asked.add_argument("--seed", type=int, default=random.randrange(2**31))
    asked.add_argument("--every", type=int, default=10, help="account after so many faults")
    told = asked.parse_args()
    out, tally = Console(width=160), Tally()
    out.print(f"seed {told.seed}: `make soak MINUTES={told.minutes:g} SEED={told.seed}` runs the same again")
    try:
        with rigged(told.seed) as rig:
            exact = soak(rig, tally, order(told.seed), told.minutes * 60, told.every, out)
    finally:
        report("soak", tally.rows())
    return 0 if exact else 1


def order(seed: int) -> Iterator[Fault]:
    """All faults once, shuffled, and then any, the shorter the more often."""
    chance = random.Random(seed)
    yield from chance.sample(injectors.ALL, len(injectors.ALL))
    weights = [1 / (USUAL_SECONDS + fault.seconds[1]) for fault in injectors.ALL]
    while True:
        yield from chance.choices(injectors.ALL, weights)


def soak(rig: Rig, tally: Tally, faults: Iterator[Fault], seconds: float, every: int, out: Console) -> bool:
    """Strikes until the time is over; whether every account was exact."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        since = datetime.now(UTC)
        with rig.under_load(f"leg {len(tally.accounts)}") as context:
            for fault in (next(faults) for _ in range(every)):
                struck = strike(context, fault)
                tally.struck.append(struck)
                times = ", ".join(f"{name} {value:.1f}" for name, value in struck.back.items())
                out.print(f"{len(tally.struck):4} {struck.fault:<40} {struck.lasted:5.1f} s, back: {times}")
                if time.monotonic() > until:
                    break
        found = rig.account(context.fleet, since)
        tally.accounts.append(found)
        out.print(
            f"     {found.fates.acknowledged} plays, {found.figures} totals, wrong: {found.faults() or 'nothing'}"
        )
        if found.faults():
            return False
    return True


if __name__ == "__main__":
    raise SystemExit(main())
