"""The ledger's sink with a defect, fed without Kafka: every id comes again, an hour later by its source's clock.

python -m tests.faults.planted.ledger_program DATABASE
"""

import os
import sys
from datetime import timedelta
from typing import Any

from sinks.timescale.fresh import Fresh
from tests.faults.planted import DEFECT
from tests.integration.timescale.ledger import Ledger, play

PLAYS = 20


def claims_unasked() -> None:
    """Plays are stored and counted without asking for their ids."""

    def planted(self: Any, cursor: Any) -> set[str]:  # noqa: ARG001 - the signature of what it replaces
        return set()

    Fresh.claim = planted  # type: ignore[method-assign]


def main(database: str) -> None:
    ledger = Ledger(database)
    plays = [play(f"planted {number}") for number in range(PLAYS)]
    ledger.write(*plays)
    ledger.write(*(each.evolve(played_at=each.played_at + timedelta(hours=1)) for each in plays))
    ledger.close()


if __name__ == "__main__":
    if os.environ[DEFECT]:
        claims_unasked()
    main(*sys.argv[1:])
