"""Every call of the service, each thin over a use case."""

from identity.routes import keys

ROUTERS = (keys.router,)
