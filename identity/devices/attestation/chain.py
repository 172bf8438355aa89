"""Chains of certificates that vouch for a key, verified without asking anybody."""

import base64
import binascii
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import (
    Certificate,
    ExtensionNotFound,
    ObjectIdentifier,
    UnrecognizedExtension,
    load_der_x509_certificate,
    load_pem_x509_certificates,
)

from identity.devices.attestation.key_description import OID
from identity.devices.attestation.revoked import Revoked
from kernel.errors import Misconfigured

DESCRIBES: Final = ObjectIdentifier(OID)
PROVISIONED: Final = ObjectIdentifier("1.3.6.1.4.1.11129.2.1.30")
"""Marks the certificate of a key that was provisioned remotely, for some weeks. Keys from the factory count for ever:
their certificates' dates were never meant to be kept."""


class BadChain(Exception):
    """The chain vouches for nothing."""


def roots(path: Path) -> frozenset[bytes]:
    """The public keys of the certificates in a PEM file. Misconfigured."""
    try:
        return frozenset(_public(each) for each in load_pem_x509_certificates(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise Misconfigured(f"{path} holds no certificates of roots: {error}") from error


def verified(texts: Sequence[str], trusted: Collection[bytes], revoked: Revoked, now: datetime) -> Certificate:
    """The certificate of the key, the first of the chain. BadChain.

    Each certificate is signed by the next, and the last has the key of a root that is trusted, whatever its dates. Only
    the first may describe a key: otherwise a key that is vouched for could sign the description of another.
    """
    chain = [_certificate(text) for text in texts]
    try:
        for issued, issuer in pairwise(chain):
            issued.verify_directly_issued_by(issuer)
        chain[-1].verify_directly_issued_by(chain[-1])
    except (InvalidSignature, ValueError, TypeError) as error:
        raise BadChain(f"a certificate is not signed by the next one: {error!r}"[:200]) from None
    if _public(chain[-1]) not in trusted:
        raise BadChain("the last certificate is no root that is trusted")
    for place, certificate in enumerate(chain):
        if certificate.serial_number in revoked:
            raise BadChain(f"the certificate {certificate.serial_number:x} is revoked")
        if (_extension(certificate, DESCRIBES) is not None) is not (place == 0):
            raise BadChain("the first certificate, and no other, is to describe a key")
    provisioned = any(_extension(each, PROVISIONED) is not None for each in chain)
    for each in chain[1:-1] if provisioned else ():
        if not each.not_valid_before_utc <= now <= each.not_valid_after_utc:
            raise BadChain("a certificate of a key that was provisioned remotely is out of date")
    return chain[0]


def described(certificate: Certificate) -> bytes:
    """The value of the extension that describes the key."""
    return _extension(certificate, DESCRIBES) or b""


def _certificate(text: str) -> Certificate:
    try:
        made = load_der_x509_certificate(base64.b64decode(text, validate=True))
        made.extensions  # noqa: B018 - read now, since a malformed one would raise later
    except (binascii.Error, ValueError, TypeError) as error:
        raise BadChain(f"not a certificate: {error}"[:200]) from None
    return made


def _extension(certificate: Certificate, oid: ObjectIdentifier) -> bytes | None:
    try:
        found = certificate.extensions.get_extension_for_oid(oid).value
    except ExtensionNotFound:
        return None
    return found.value if isinstance(found, UnrecognizedExtension) else b""


def _public(certificate: Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
