"""The toy stage with a defect, and with a moment at which it dies: before a batch's position is committed.

python -m tests.faults.planted.stage_program INPUT OUTPUT TOTALS GROUP
"""

import os
import sys
from typing import Any

from kernel.transaction import OwnedPartition
from tests.faults.planted import DEFECT
from tests.faults.planted.moment import die_once
from tests.faults.planted.stage_defects import ALL
from tests.integration.kernel.toy_stage import main

THIRD = 3
"""The batch at which it dies: the ones before it are committed."""


def dying() -> None:
    """Lets the process die when all of a batch is written and its position is not."""
    end = OwnedPartition._end
    batches = 0

    def planted(self: Any, reached: int) -> None:
        nonlocal batches
        batches += 1
        if batches >= THIRD:
            self._producer.flush(10)
            die_once()
        end(self, reached)

    OwnedPartition._end = planted  # type: ignore[method-assign]


if __name__ == "__main__":
    if os.environ[DEFECT]:
        ALL[os.environ[DEFECT]]()
    dying()
    main(*sys.argv[1:])
