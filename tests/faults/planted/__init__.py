"""The proof that the tests can fail: each guarantee broken on purpose, by replacing one function of one process.

Nothing in the product knows of it: the tests start programs of this package in the product's place. Each test runs
twice, without the defect, where it passes, and with it, where its check must fail. The table is in docs/reliability.md.
"""

from contextlib import AbstractContextManager, nullcontext

import pytest

DEFECT = "PLANTED_DEFECT"
"""The variable that names the defect to the program."""
MOMENT = "PLANTED_MOMENT"
"""A file: the program dies at its moment where the file is not there, and leaves it there."""


def caught(defect: str) -> AbstractContextManager[object]:
    """What surrounds a check: it passes without a defect and fails with one."""
    return pytest.raises(AssertionError) if defect else nullcontext()
