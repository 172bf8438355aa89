"""Asks a process of ours in the same container whether it is ready; exits 0 or 1. The port is the argument."""

import sys
import urllib.request

try:
    urllib.request.urlopen(f"http://127.0.0.1:{int(sys.argv[1])}/health/ready", timeout=4)  # nosec B310 # of this container
except OSError as error:
    sys.exit(f"not ready: {error}")
