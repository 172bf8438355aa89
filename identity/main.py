"""The identity service's process: its composition root."""

import asyncio
import contextlib

import uvloop

from http_api import serving
from http_api.app import application
from http_api.callers import Callers
from http_api.database import Database
from identity import limits
from identity.caretaking import keep_sending, look
from identity.desk import Desk
from identity.devices.parts import Devices
from identity.master_keys import master_keys
from identity.messages.sending import Sending
from identity.messages.settings import ports
from identity.openapi import ABOUT
from identity.passwords import Passwords
from identity.routers import ROUTERS
from identity.service import Service
from identity.settings import IdentitySettings
from identity.signing import Signer
from identity.throttle import Throttle
from kernel import logs
from kernel.clock import system_clock
from kernel.codec import Codecs
from kernel.health import Progress
from kernel.registry import Registry
from kernel.retry import outlast
from kernel.tokens import OWN, Tokens
from kernel.topics import SOURCES


def main() -> None:
    """Runs the service until SIGTERM or SIGINT; returns when everything in flight is settled."""
    settings = IdentitySettings()
    logs.configure("identity", settings.log_level)
    uvloop.run(serve(settings))


async def serve(settings: IdentitySettings) -> None:
    """Makes the parts, serves, and closes them in the reverse order."""
    progress = Progress()
    database = Database(settings.database.get_secret_value(), settings.connections)
    codecs = Codecs(Registry(settings.registry))
    await asyncio.to_thread(outlast, lambda: codecs.get(SOURCES), progress)
    keys = master_keys(settings)
    ways = ports(settings)
    origins = settings.origins(settings.identity_origins, settings.identity_port)
    desk = Desk(
        database=database,
        keys=keys,
        passwords=Passwords(),
        throttle=Throttle(database, keys),
        signer=Signer(settings.state_dir),
        clock=system_clock,
    )
    people = Tokens(settings.jwks_path, settings.issuer, settings.people_audience)
    sources = Tokens(settings.jwks_path, settings.issuer, settings.source_audience, scope=OWN)
    devices = Devices.of(settings, settings.identity_port, desk, codecs.get(SOURCES))
    service = Service(
        database=database,
        callers=Callers(database, people, sources, settings.source_audience, devices.proofs),
        clock=system_clock,
        body_bytes=limits.BODY_BYTES,
        body_seconds=settings.body_seconds,
        desk=desk,
        devices=devices,
        jwks=settings.jwks_path,
        channels=ways.keys(),
        audiences=(settings.issuer, *(f"{origin}/oauth/token" for origin in origins)),
        client_address_header=settings.client_address_header,
    )
    app = application(service, ROUTERS, ABOUT, settings.max_requests)
    sending = Sending(database, keys, ways, system_clock)
    posting = asyncio.create_task(keep_sending(sending))

    async def take_care(beat: int) -> None:
        await look(desk, sending, beat)

    try:
        host, port = settings.identity_host, settings.identity_port
        await serving.serve(app, service, settings, host, port, progress, take_care)
    finally:
        posting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await posting
        await asyncio.to_thread(desk.passwords.close)


if __name__ == "__main__":
    main()
