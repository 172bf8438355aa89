"""Keys of the devices that are simulated on this machine: thousands of them, none of which is kept in a file."""

from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from client.keys import Key
from identity.keys import make, read
from kernel.errors import Misconfigured

SECRET: Final = Path("keys/simulated.pem")
"""Under the state folder, readable by its owner alone."""
KEY_BYTES: Final = 32


class Keys:
    """Derived (HKDF-SHA-256, RFC 5869) from one secret, so that a source has the same key the next time.

    A real device makes its own key and never tells it.
    """

    def __init__(self, state: Path) -> None:
        """Makes the secret at the first time. Misconfigured where that cannot be, or the file holds something else."""
        path = state / SECRET
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            make(path)
            self._secret = read(path).private_bytes_raw()
        except (OSError, ValueError, TypeError) as error:
            raise Misconfigured(f"no secret of simulated devices in {path}: {error}") from error

    def of(self, source_id: str) -> Key:
        """The source's Ed25519 key."""
        derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=f"injyana device {source_id}".encode())
        return Key(Ed25519PrivateKey.from_private_bytes(derived.derive(self._secret)))
