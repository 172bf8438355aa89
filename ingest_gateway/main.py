"""The gateway's process: its composition root."""

import asyncio
import contextlib
import logging

import uvloop

from ingest_gateway.app import application
from ingest_gateway.batches import PostgresLedger
from ingest_gateway.gateway import Gateway
from ingest_gateway.intake import Intake
from ingest_gateway.memory import Memory, connect
from ingest_gateway.publisher import Publisher
from ingest_gateway.settings import GatewaySettings
from ingest_gateway.sources import Senders
from kernel import logs
from kernel.clock import system_clock
from kernel.codec import Codec
from kernel.compacted import CompactedReader
from kernel.garbage import rarely_collect
from kernel.health import Progress
from kernel.http_server import Server, config
from kernel.possession.dpop import Proofs
from kernel.possession.nonces import Nonces
from kernel.registry import Registry
from kernel.retry import outlast
from kernel.tokens import REPORT, Tokens
from kernel.topics import DETECTIONS_BACKFILL, DETECTIONS_RAW, SOURCES

LOG = logging.getLogger(__name__)

WATCH_SECONDS = 1.0
"""How often Kafka is asked whether it is there, and how long it may take to say so."""
BEAT_SECONDS = 1.0


def main() -> None:
    """Runs the gateway until SIGTERM or SIGINT; returns when everything in flight is settled."""
    settings = GatewaySettings()
    logs.configure("gateway", settings.log_level)
    uvloop.run(serve(settings))


async def serve(settings: GatewaySettings) -> None:
    """Makes the parts, serves, and closes them in the reverse order."""
    progress = Progress()
    registry = Registry(settings.registry)
    sources, raw, backfill = await asyncio.to_thread(
        outlast,
        lambda: (Codec(SOURCES, registry), Codec(DETECTIONS_RAW, registry), Codec(DETECTIONS_BACKFILL, registry)),
        progress,
    )
    reader = CompactedReader(settings.kafka, SOURCES, sources)
    reader.start()
    publisher = Publisher(
        settings.kafka,
        raw,
        backfill,
        settings.delivery_seconds,
        settings.max_in_flight,
        (settings.live_topic, settings.late_topic),
    )
    memory = Memory(connect(settings.redis.get_secret_value(), settings.redis_seconds), settings.remember_days)
    ledger = PostgresLedger(settings.database.get_secret_value())
    proofs = Proofs(
        settings.origins(settings.gateway_origins, settings.gateway_port),
        Nonces(settings.nonce_secret.get_secret_value().encode()),
    )
    gateway = Gateway(
        senders=Senders(
            Tokens(settings.jwks_path, settings.issuer, settings.audience, scope=REPORT), reader, proofs, memory.first
        ),
        publisher=publisher,
        memory=memory,
        remembered=memory,
        ledger=ledger,
        intake=Intake(publisher, memory),
        clock=system_clock,
        body_seconds=settings.body_seconds,
        max_requests=settings.max_requests,
    )
    serving = config(
        application(gateway), settings.gateway_host, settings.gateway_port, settings.header_seconds, settings.tls
    )
    rarely_collect()
    around = [
        asyncio.create_task(publisher.watch(WATCH_SECONDS)),
        asyncio.create_task(_beat(gateway, progress)),
    ]
    try:
        await Server(serving, gateway, settings.drain_seconds).serve()
    finally:
        for task in around:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await publisher.close()
        await memory.close()
        await ledger.close()
        await asyncio.to_thread(reader.stop)
        LOG.info("ended: nothing is in flight")


async def _beat(gateway: Gateway, progress: Progress) -> None:
    """Tells the process's health: that the loop turns, and what it waits for."""
    while True:
        progress.turned(gateway.waits_for())
        await asyncio.sleep(BEAT_SECONDS)


if __name__ == "__main__":
    main()
