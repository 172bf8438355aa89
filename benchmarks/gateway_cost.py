"""Processor time a play in batches, of the gateway by thread and of the Go server: it holds on a busy machine too.

    python -m benchmarks.gateway_cost [--seconds 5]

Needs what benchmarks/gateway.py needs.
"""

import argparse
import json
import secrets
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks import go_peer
from benchmarks.gateway_served import BATCH, BATCHES, LASTS, PORT, UPLOADS, a_play, own_source, own_topics, served, wrk
from benchmarks.processor_time import TICKS
from benchmarks.report import Row, report
from identity.keys import signing_key
from identity.tokens import token_for_client
from ingest_gateway.settings import GatewaySettings

WARM_UP_SECONDS = 2
LOOP = "event loop"
"""The thread that runs Python; the others are librdkafka's."""
LEAST_US = 0.05
"""Threads that take less are not shown."""

Files = tuple[str, str]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5)
    seconds = parser.parse_args().seconds
    run = secrets.token_hex(3)
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
            spent = _spent(process.pid, files, f"{run}0", seconds)
        peers = {}
        if program := go_peer.built():
            for place, front in enumerate(go_peer.FRONTS):
                with go_peer.serving(program, front, PORT, settings.kafka, topics[0], token.read_text()) as process:
                    peers[front] = sum(_spent(process.pid, files, f"{run}{place + 1}", seconds).values())
    whole = sum(spent.values())
    rows = [
        *(Row(name, us, "us a play") for name, us in spent.most_common() if us >= LEAST_US),
        Row("gateway", whole, "us a play"),
        *(Row(f"Go server, {front}", us, "us a play", "gateway", us / whole) for front, us in peers.items()),
    ]
    return 0 if report("gateway_cost", rows) else 1


def _spent(pid: int, files: Files, run: str, seconds: int) -> Counter[str]:
    """Microseconds of processor time a play that the threads of a server take, by name, while it is under load."""
    wrk(BATCHES, files, BATCH, f"{run}0", UPLOADS, WARM_UP_SECONDS)
    before = _threads(pid)
    load = wrk(BATCHES, files, BATCH, f"{run}1", UPLOADS, seconds)
    after = _threads(pid)
    if load.failed:
        raise SystemExit(f"{load.failed} requests failed")
    plays = load.requests_per_s * seconds * BATCH
    return Counter({name: 1e6 * (taken - before.get(name, 0)) / plays for name, taken in after.items()})


def _threads(pid: int) -> dict[str, float]:
    """Seconds of processor time so far of a process's threads, by name (proc(5): comm, utime and stime)."""
    taken: Counter[str] = Counter()
    for task in Path(f"/proc/{pid}/task").iterdir():
        fields = (task / "stat").read_text().rpartition(")")[2].split()
        name = LOOP if int(task.name) == pid else (task / "comm").read_text().strip()
        taken[name] += int(fields[11]) + int(fields[12])
    return {name: ticks / TICKS for name, ticks in taken.items()}


if __name__ == "__main__":
    raise SystemExit(main())
