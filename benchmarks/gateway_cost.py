"""Processor time a play in batches, by thread of a gateway that serves: a figure that holds on a busy machine too.

    python -m benchmarks.gateway_cost [--seconds 5]

Needs what benchmarks/gateway.py needs.
"""

import argparse
import json
import secrets
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.gateway_served import BATCH, BATCHES, LASTS, UPLOADS, a_play, own_source, own_topics, served, wrk
from benchmarks.processor_time import TICKS
from benchmarks.report import Row, report
from identity.keys import signing_key
from identity.tokens import token_for_client
from ingest_gateway.settings import GatewaySettings

WARM_UP_SECONDS = 2
LOOP = "event loop"
"""The thread that runs Python; the others are librdkafka's."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5)
    seconds = parser.parse_args().seconds
    run = secrets.token_hex(4)
    settings = GatewaySettings()
    with (
        tempfile.TemporaryDirectory() as folder,
        own_topics(settings, run) as topics,
        own_source(settings, run) as source,
    ):
        token, play = Path(folder) / "token", Path(folder) / "play"
        token.write_text(token_for_client(source.source_id, signing_key(settings.state_dir), LASTS)[0])
        play.write_text(json.dumps(a_play()))
        files = (str(token), str(play))
        with served(topics, token.read_text()) as process:
            wrk(BATCHES, files, BATCH, f"{run[:7]}0", UPLOADS, WARM_UP_SECONDS)
            before = _threads(process.pid)
            load = wrk(BATCHES, files, BATCH, f"{run[:7]}1", UPLOADS, seconds)
            after = _threads(process.pid)
    plays = load.requests_per_s * seconds * BATCH
    spent = {name: 1e6 * (seconds - before[name]) / plays for name, seconds in after.items()}
    rows = [
        *(Row(name, us, "us a play") for name, us in sorted(spent.items(), key=lambda each: -each[1])),
        Row("whole process", sum(spent.values()), "us a play"),
        Row("plays", load.requests_per_s * BATCH, "plays/s"),
        Row("failed requests", load.failed, "requests", None, None, "none", load.failed == 0),
    ]
    return 0 if report("gateway_cost", rows) else 1


def _threads(pid: int) -> Counter[str]:
    """Seconds of processor time so far of the process's threads, by name (proc(5): comm, utime, stime)."""
    taken: Counter[str] = Counter()
    for task in Path(f"/proc/{pid}/task").iterdir():
        fields = (task / "stat").read_text().rpartition(")")[2].split()
        name = LOOP if int(task.name) == pid else (task / "comm").read_text().strip()
        taken[name] += (int(fields[11]) + int(fields[12])) / TICKS  # type: ignore[assignment]
    return taken


if __name__ == "__main__":
    raise SystemExit(main())
