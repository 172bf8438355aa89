"""Rotation of the key that tokens are signed with, with overlap: verifiers know a key before and after it signs.

A new key is published first. Once everybody must have read it, it signs. The former key stays public until the last
token that it signed has expired; its private half is gone at once.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from identity.keys import PRIVATE, PUBLIC, make, public_jwk, publish, read, signing_key, write_public
from kernel.errors import Misconfigured

NEXT: Final = Path("keys/next.pem")
RETIRED: Final = Path("keys/retired.json")
"""When each former key signed last, by its id."""
LOCK: Final = Path("keys/lock")
EVERY: Final = timedelta(days=30)
AHEAD: Final = timedelta(minutes=10)
"""Between a key's publication and its first signature: twice what the answer with the keys may be kept."""
KEPT: Final = timedelta(days=31)
"""The longest that a token of ours lasts: a source's that an operator printed, 30 days."""


def turn(state: Path, now: datetime, *, at_once: bool = False) -> str | None:
    """Does the next step of the rotation that is due, and says which; None where none is. Misconfigured.

    `at_once` begins a rotation however young the key is; its other steps are due as ever.
    """
    signing_key(state)
    with _alone(state):
        gone = _prune(state, now)
        if (state / NEXT).exists():
            if _age(state / NEXT, now) < AHEAD:
                return gone
            return _switch(state, now)
        if at_once or _age(state / PRIVATE, now) >= EVERY:
            return _announce(state)
        return gone


def replace(state: Path) -> str:
    """Replaces a key that was stolen: nothing that it or any other key signed is good any more. Its successor's id."""
    signing_key(state)
    with _alone(state):
        (state / NEXT).unlink(missing_ok=True)
        make(state / NEXT)
        jwk = public_jwk(read(state / NEXT))
        write_public(state / PUBLIC, [jwk])
        (state / NEXT).replace(state / PRIVATE)
        (state / RETIRED).unlink(missing_ok=True)
        return jwk["kid"]


def _announce(state: Path) -> str:
    make(state / NEXT)
    jwk = public_jwk(read(state / NEXT))
    publish(state / PUBLIC, jwk)
    return f"published the key {jwk['kid']}, which signs in {AHEAD.seconds // 60} minutes"


def _switch(state: Path, now: datetime) -> str:
    former = public_jwk(read(state / PRIVATE))["kid"]
    jwk = public_jwk(read(state / NEXT))
    publish(state / PUBLIC, jwk)
    _write(state, _retired(state) | {former: now.isoformat()})
    (state / NEXT).replace(state / PRIVATE)
    return f"the key {jwk['kid']} signs; {former} verifies for {KEPT.days} days more"


def _prune(state: Path, now: datetime) -> str | None:
    """Takes keys out of the public set that signed nothing which is still good."""
    retired = _retired(state)
    gone = {kid for kid, at in retired.items() if datetime.fromisoformat(at) + KEPT <= now}
    if not gone:
        return None
    keys = [key for key in json.loads((state / PUBLIC).read_bytes())["keys"] if key["kid"] not in gone]
    write_public(state / PUBLIC, keys)
    _write(state, {kid: at for kid, at in retired.items() if kid not in gone})
    return f"{', '.join(sorted(gone))} verifies no more"


def _retired(state: Path) -> dict[str, str]:
    path = state / RETIRED
    found: dict[str, str] = json.loads(path.read_bytes()) if path.exists() else {}
    return found


def _write(state: Path, retired: dict[str, Any]) -> None:
    fresh = (state / RETIRED).with_suffix(".fresh")
    fresh.write_text(json.dumps(retired, indent=2) + "\n")
    fresh.replace(state / RETIRED)


def _age(path: Path, now: datetime) -> timedelta:
    return now - datetime.fromtimestamp(path.stat().st_mtime, UTC)


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    """Several services of one folder take turns."""
    try:
        with (state / LOCK).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
    except (OSError, ValueError) as error:
        raise Misconfigured(f"the keys in {state} cannot be rotated: {error}") from error
