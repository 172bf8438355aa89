"""The identity service's process: its composition root."""

import uvloop

from http_api import serving
from http_api.app import application
from http_api.callers import Callers
from http_api.database import Database
from identity import limits
from identity.keys import signing_key
from identity.openapi import ABOUT
from identity.routers import ROUTERS
from identity.service import Service
from identity.settings import IdentitySettings
from kernel import logs
from kernel.clock import system_clock
from kernel.health import Progress
from kernel.tokens import Tokens


def main() -> None:
    """Runs the service until SIGTERM or SIGINT; returns when everything in flight is settled."""
    settings = IdentitySettings()
    logs.configure("identity", settings.log_level)
    uvloop.run(serve(settings))


async def serve(settings: IdentitySettings) -> None:
    """Makes the parts, serves, and closes them in the reverse order."""
    progress = Progress()
    signing_key(settings.state_dir)
    database = Database(settings.database.get_secret_value(), settings.connections)
    people = Tokens(settings.jwks_path, settings.issuer, settings.people_audience)
    sources = Tokens(settings.jwks_path, settings.issuer, settings.source_audience)
    service = Service(
        database=database,
        callers=Callers(database, people, sources, settings.source_audience),
        clock=system_clock,
        body_bytes=limits.BODY_BYTES,
        body_seconds=settings.body_seconds,
        jwks=settings.jwks_path,
    )
    app = application(service, ROUTERS, ABOUT, settings.max_requests)

    async def look(_beat: int) -> None:
        """There is nothing to do now and then."""

    await serving.serve(app, service, settings, settings.identity_host, settings.identity_port, progress, look)


if __name__ == "__main__":
    main()
