"""docs/identity.md tells every call of people and programs, and every limit as it is."""

from pathlib import Path

from http_api.guard import GuardedRoute
from identity import limits, passwords, throttle
from identity.routes import clients, invitations, me, people, registrations, sign_in

TEXT = (Path(__file__).parents[3] / "docs" / "identity.md").read_text()


def test_every_call_is_told() -> None:
    for module in (clients, invitations, me, people, registrations, sign_in):
        for route in module.router.routes:
            assert isinstance(route, GuardedRoute)
            for method in route.methods or ():
                assert f"`{method} {route.path}`" in TEXT


def test_every_limit_is_told_as_it_is() -> None:
    for words in (
        f"good for {limits.CODE_GOOD.seconds // 60} minutes (an invitation for {limits.INVITATION_GOOD.days} days)",
        f"and {limits.CODE_TRIES} tries",
        f"{passwords.SHORTEST} to {passwords.LONGEST} characters",
        f"over {limits.SESSION_GOOD.days} days after signing in, or {limits.SESSION_IDLE.days} days after its last",
        f"after {throttle.SIGN_IN.free} wrong passwords of an account, or {throttle.ADDRESS.free} tries",
        f"up to {throttle.LONGEST.seconds // 60} minutes",
        f"argon2id ({passwords.MEMORY_KIB // 1024} MiB, {passwords.TIME_COST} passes)",
    ):
        assert words in " ".join(TEXT.split()), words
