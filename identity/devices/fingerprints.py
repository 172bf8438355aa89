"""Fingerprints of devices: a salted hash of what hardware and app say they are, so that it can be compared only."""

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from kernel.possession.keys import base64url

BYTES: Final = 16
MOST: Final = 50
"""Of one device, which are remembered; who has had so many is known for it."""


class Fingerprints:
    """The salt is the same for ever: with another one, no device would be recognised again."""

    def __init__(self, salt: bytes) -> None:
        self._salt = salt

    def of(self, attributes: Mapping[str, str]) -> str | None:
        """The fingerprint of the attributes, in any order; None where there are none."""
        if not attributes:
            return None
        text = json.dumps(dict(attributes), sort_keys=True, separators=(",", ":"))
        return base64url(hmac.digest(self._salt, text.encode(), sha256)[:BYTES])
