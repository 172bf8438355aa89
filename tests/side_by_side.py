"""All tests, in two runs beside each other: most of what they do is wait for servers, and each half has its own.

python -m tests.side_by_side: what has whole stacks of its own (demonstrations, faults) runs beside the rest, which
shares one. The rest tells as it goes, the others when both are over.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

WHOLE_STACKS: Final = ("tests/e2e", "tests/faults")
SLOWEST: Final = "--durations=15"


def main() -> int:
    """Exit status 1 where either run failed."""
    pytest = [sys.executable, "-m", "pytest", SLOWEST]
    with tempfile.TemporaryFile("w+") as told:
        beside = subprocess.Popen([*pytest, *WHOLE_STACKS], stdout=told, stderr=subprocess.STDOUT)
        try:
            first = subprocess.run([*pytest, *rest()], check=False).returncode
            second = beside.wait()
        finally:
            beside.terminate()
            beside.wait()
        told.seek(0)
        sys.stdout.writelines(told)
    return 1 if first or second else 0


def rest() -> list[str]:
    """The other folders of tests."""
    folders = sorted(str(path) for path in Path("tests").glob("[!_]*/"))
    return [name for name in folders if name not in WHOLE_STACKS]


if __name__ == "__main__":
    raise SystemExit(main())
