"""The gateway's speed, against a minimal Go server on the same broker, and librdkafka alone producing the records.

    python -m benchmarks.gateway [--seconds 10]

Needs a running stack with topics and schemas, and wrk. Everything is of its own: topics, a Redis database, a source.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from confluent_kafka import Producer

from benchmarks import gateway_heads, go_peer
from benchmarks.gateway_served import (
    BATCH,
    BATCHES,
    LASTS,
    PORT,
    UPLOADS,
    Load,
    a_play,
    own_source,
    own_topics,
    served,
    until_known,
    wrk,
)
from benchmarks.report import Row, report
from client.keys import Key
from identity.keys import signing_key
from identity.tokens import token_for_client, token_for_device
from ingest_gateway.codes import Rejected
from ingest_gateway.judge import Context
from ingest_gateway.settings import GatewaySettings
from ingest_gateway.uploads import single
from kernel.clock import system_clock
from kernel.codec import Codec
from kernel.events.sources import Source
from kernel.ids import BatchId
from kernel.kafka import producer_config
from kernel.possession.nonces import Nonces
from kernel.registry import Registry
from kernel.topics import DETECTIONS_RAW

SINGLES = 64
WARM_UP_SECONDS = 6
"""A broker that has just been started compiles itself for so long, on the processors that are measured."""
SIGNED = 0.75
"""What signed, DPoP-bound batches are to reach of unsigned ones in the same run."""
MARGIN = 1.3
"""So many more requests are signed beforehand than unsigned ones were taken."""
OF_GO = 0.4
"""What the gateway is to reach of the Go server's plays a second in batches."""
TARGET = 2_500
"""Single plays a second that a process is to take; latency is measured at half of it."""
SAMPLES = 20_000
"""Records of the raw produce: each of its own bytes, as the gateway's are."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    seconds = parser.parse_args().seconds
    run = secrets.token_hex(4)
    settings = GatewaySettings(gateway_port=PORT)
    with (
        tempfile.TemporaryDirectory() as folder,
        own_topics(settings, run) as topics,
        own_source(settings, run) as source,
    ):
        token = Path(folder) / "token"
        token.write_text(token_for_client(source.source_id, signing_key(settings.state_dir), LASTS)[0])
        play = Path(folder) / "play"
        play.write_text(json.dumps(a_play()))
        with served(topics, token.read_text()) as process:
            files = (str(token), str(play))
            wrk(BATCHES, files, BATCH, f"{run[:7]}0", UPLOADS, WARM_UP_SECONDS)
            batch = wrk(BATCHES, files, BATCH, f"{run[:7]}1", UPLOADS, seconds)
            signed = {
                name: _signed(settings, Path(folder), key, files[1], f"{run[:6]}{place}a", batch, seconds)
                for place, (name, key) in enumerate({"P-256": Key.p256(), "Ed25519": Key.ed25519()}.items())
            }
            alone = wrk("/api/v1/plays", files, 0, f"{run[:7]}2", SINGLES, seconds)
            os.sync()  # what the loads before wrote is on the disc: its writing would stall the broker in this one
            half, lag_ms = _paced(token.read_text(), TARGET / 2, seconds)
            memory = _memory_mb(process.pid)
            with served(topics, token.read_text(), PORT + 1):
                ports = (PORT, PORT + 1)
                _both(BATCHES, files, BATCH, f"{run[:6]}4", ports, WARM_UP_SECONDS)
                twice = _both(BATCHES, files, BATCH, f"{run[:6]}5", ports, seconds)
        peers = _peers(settings, topics[0], files, f"{run[:6]}3", seconds)
        raw = _raw(settings, source, topics[0])
    plays = batch.requests_per_s * BATCH
    failed = batch.failed + alone.failed + half.failed + sum(load.failed for load in signed.values())
    rate = alone.requests_per_s
    rows = [
        Row("raw librdkafka", raw, "records/s"),
        *_beside(peers, plays, twice.requests_per_s * BATCH),
        Row("batches of 200", plays, "plays/s", "raw librdkafka", plays / raw, ">= 20,000", plays >= 20_000),
        *(_row_of_signed(name, load.requests_per_s * BATCH, plays) for name, load in signed.items()),
        Row("batches of 200, p99", batch.p99_ms, "ms"),
        Row("single plays", rate, "requests/s", "raw librdkafka", rate / raw, ">= 2,500", rate >= TARGET),
        Row("single plays at half that load", half.requests_per_s, "requests/s"),
        Row("single plays at half that load, p50", half.p50_ms, "ms"),
        Row("single plays at half that load, p99", half.p99_ms, "ms", None, None, "< 60", half.p99_ms < 60),
        Row("the sender's own lag, p99", lag_ms, "ms"),
        Row("failed requests", failed, "requests", None, None, "none", failed == 0),
        Row("memory", memory, "MB"),
    ]
    return 0 if report("gateway", rows) else 1


def _signed(
    settings: GatewaySettings, folder: Path, key: Key, play: str, run: str, unsigned: Load, seconds: int
) -> Load:
    """The same batches as a device with a key sends them: with a bound token, a proof and a signature, all verified."""
    nonces = Nonces(settings.nonce_secret.get_secret_value().encode())
    with own_source(settings, f"{run}-{key.algorithm}", key.thumbprint) as source:
        token = token_for_device(source.source_id, key.thumbprint, signing_key(settings.state_dir))[0]
        sender = gateway_heads.Sender(key, token, f"http://127.0.0.1:{PORT}{BATCHES}", nonces.current())
        (folder / "signer").write_text(token)
        until_known(f"DPoP {token}", PORT)
        count = int(unsigned.requests_per_s * seconds * MARGIN) + UPLOADS
        gateway_heads.write(folder / "heads", sender, Path(play).read_text(), run, BATCH, count)
        return wrk(BATCHES, (str(folder / "signer"), play), BATCH, run, UPLOADS, seconds, heads=folder / "heads")


def _row_of_signed(name: str, plays: float, unsigned: float) -> Row:
    share = plays / unsigned
    wanted = f">= {SIGNED:g}x"
    return Row(f"the same signed, DPoP-bound, {name}", plays, "plays/s", "unsigned", share, wanted, share >= SIGNED)


def _peers(settings: GatewaySettings, topic: str, files: tuple[str, str], run: str, seconds: int) -> dict[str, float]:
    """Plays a second that the Go server's two fronts take in batches, warmed up as the gateway is."""
    program = go_peer.built()
    if program is None:
        raise SystemExit("the peer needs Go 1.26 or newer: install it and put `go` on the PATH")
    token = Path(files[0]).read_text()
    taken = {}
    for front in go_peer.FRONTS:
        with go_peer.serving(program, front, PORT, settings.kafka, topic, token):
            _both(BATCHES, files, BATCH, run, (PORT, PORT), WARM_UP_SECONDS)
            load = _both(BATCHES, files, BATCH, run, (PORT, PORT), seconds)
        if load.failed:
            raise SystemExit(f"the Go server failed {load.failed} requests")
        taken[front] = load.requests_per_s * BATCH
    return taken


def _beside(peers: dict[str, float], once: float, twice: float) -> list[Row]:
    best = max(once, twice)
    share, goal = best / peers["plain"], f">= {OF_GO:g}x"
    names = {"plain": "Go server, net/http and encoding/json", "fast": "Go server, fasthttp and sonic"}
    return [
        *(Row(names[front], peers[front], "plays/s") for front in go_peer.FRONTS),
        Row("one gateway", once, "plays/s", names["plain"], once / peers["plain"]),
        Row("two gateways", twice, "plays/s", names["plain"], twice / peers["plain"]),
        Row("as many gateways as are best", best, "plays/s", names["plain"], share, goal, share >= OF_GO),
        Row("as many gateways as are best", best, "plays/s", names["fast"], best / peers["fast"]),
    ]


def _both(path: str, files: tuple[str, str], size: int, run: str, ports: tuple[int, int], seconds: int) -> Load:
    """Two loads at once, of half the connections each: to two processes, or twice to one."""
    connections = (UPLOADS if size else SINGLES) // 2
    with ThreadPoolExecutor() as pool:
        one, other = pool.map(
            lambda each: wrk(path, files, size, f"{run}{each[0]}", connections, seconds, each[1]), enumerate(ports)
        )
    slower = max(one, other, key=lambda load: load.p99_ms)
    return replace(slower, requests_per_s=one.requests_per_s + other.requests_per_s, failed=one.failed + other.failed)


def _paced(token: str, rate: float, seconds: int) -> tuple[Load, float]:
    """Single plays at an even pace whether or not answers come; and the 99th percentile of the sender's own lag, ms."""
    command = [sys.executable, "-m", "benchmarks.gateway_pace", str(PORT), str(rate), str(seconds)]
    out = subprocess.run(command, check=True, capture_output=True, text=True, input=token + "\n" + json.dumps(a_play()))
    *load, lag_ms = json.loads(out.stdout)
    return Load(*load), lag_ms


def _raw(settings: GatewaySettings, source: Source, topic: str) -> float:
    """Records a second of a producer of the gateway's configuration that only produces: the best of three."""
    codec = Codec(DETECTIONS_RAW, Registry(settings.registry))
    context = Context(source, BatchId("0" * 36), system_clock())
    values = []
    for number in range(SAMPLES):
        text = json.dumps(a_play() | {"event_id": f"00000000-0000-7000-8000-{number:012x}"})
        record = single(text.encode(), context)[0][1]
        if isinstance(record, Rejected):
            raise record
        values.append(codec.header + record.body)
    producer = Producer(producer_config(settings.kafka) | {"queue.buffering.max.messages": 1_000_000})
    best = 0.0
    for _ in range(3):
        started = time.perf_counter()
        for _ in range(5):
            for value in values:
                producer.produce(topic, value, source.source_id)
            producer.poll(0)
        producer.flush()
        best = max(best, 5 * SAMPLES / (time.perf_counter() - started))
    return best


def _memory_mb(pid: int) -> float:
    fields = Path(f"/proc/{pid}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
