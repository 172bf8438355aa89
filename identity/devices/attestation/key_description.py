"""Android's description of a key, which its certificate carries.

The schema: https://source.android.com/docs/security/features/keystore/attestation#schema. Its lists of authorisations
grow with every version, so they are read as what they are: values under numbers.
"""

from dataclasses import dataclass
from typing import Any, Final

from asn1crypto import core, parser

OID: Final = "1.3.6.1.4.1.11129.2.1.17"
ROOT_OF_TRUST: Final = 704
OS_PATCH_LEVEL: Final = 706
VERIFIED: Final = 0
"""The verified boot state of a system that its maker signed."""


class BadDescription(Exception):
    """Not a description of a key."""


@dataclass(frozen=True, slots=True)
class KeyDescription:
    """What is read of it. Security levels: 0 software, 1 trusted environment, 2 StrongBox.

    Boot and patch level are what the hardware vouches for; None where it does not say.
    """

    version: int
    security_level: int
    challenge: bytes
    device_locked: bool | None
    boot_state: int | None
    patch_level: int | None


class _Enumerated(core.Integer):  # type: ignore[misc]
    """An ENUMERATED whose numbers suffice."""

    tag = 10


class _RootOfTrust(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012 - as asn1crypto wants it
        ("verified_boot_key", core.OctetString),
        ("device_locked", core.Boolean),
        ("verified_boot_state", _Enumerated),
        ("verified_boot_hash", core.OctetString, {"optional": True}),
    ]


class _KeyDescription(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012
        ("version", core.Integer),
        ("security_level", _Enumerated),
        ("keymint_version", core.Integer),
        ("keymint_security_level", _Enumerated),
        ("challenge", core.OctetString),
        ("unique_id", core.OctetString),
        ("software_enforced", core.Any),
        ("hardware_enforced", core.Any),
    ]


def description(der: bytes) -> KeyDescription:
    """The description of an extension's value. BadDescription."""
    try:
        said = _KeyDescription.load(der, strict=True)
        enforced = _values(said["hardware_enforced"].dump())
        root = enforced.get(ROOT_OF_TRUST)
        trust = None if root is None else _RootOfTrust.load(root, strict=True).native
        patch = enforced.get(OS_PATCH_LEVEL)
        return KeyDescription(
            version=said["version"].native,
            security_level=said["security_level"].native,
            challenge=said["challenge"].native,
            device_locked=None if trust is None else trust["device_locked"],
            boot_state=None if trust is None else trust["verified_boot_state"],
            patch_level=None if patch is None else core.Integer.load(patch, strict=True).native,
        )
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadDescription(f"not a description of a key: {error}"[:200]) from None


def _values(authorisations: bytes) -> dict[int, bytes]:
    """The values of a list of authorisations by their numbers. ValueError."""
    content: Any = parser.parse(authorisations, strict=True)[4]
    found: dict[int, bytes] = {}
    while content:
        _, _, number, header, value, trailer = parser.parse(content)
        if number in found:
            raise ValueError(f"authorisation {number} comes twice")
        found[number] = value
        content = content[len(header) + len(value) + len(trailer) :]
    return found
