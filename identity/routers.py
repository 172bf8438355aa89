"""Every call of the service, each thin over a use case."""

from identity.routes import invitations, keys, me, people, registrations, sign_in

ROUTERS = (
    sign_in.router,
    registrations.router,
    invitations.router,
    me.router,
    people.router,
    keys.router,
)
