"""The limits of what the identity service takes and gives, each with its unit and reason."""

from typing import Final

BODY_BYTES: Final = 256 * 1024
"""One request: passwords, names and public keys take some kilobytes, a chain of attestation certificates some tens."""
