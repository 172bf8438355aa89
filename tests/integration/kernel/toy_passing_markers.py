"""The toy stage, moving its position over markers all the time instead of every ten minutes."""

import sys

from kernel import faust_app
from tests.integration.kernel.toy_stage import main

if __name__ == "__main__":
    vars(faust_app)["MARKERS_EVERY_SECONDS"] = 0.2
    vars(faust_app)["LOOK_SECONDS"] = 0.5
    main(*sys.argv[1:])
