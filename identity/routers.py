"""Every call of the service, each thin over a use case."""

from identity.devices import routes as devices
from identity.privacy import routes as privacy
from identity.routes import clients, invitations, keys, me, people, registrations, sign_in

ROUTERS = (
    sign_in.router,
    registrations.router,
    invitations.router,
    me.router,
    people.router,
    devices.router,
    privacy.router,
    clients.router,
    keys.router,
)
