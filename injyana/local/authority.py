"""A certificate authority of a local stack: it and what it issued stand in a folder, made where they are missing.

Keys are EC P-256, certificates X.509 (RFC 5280), all of them PEM. Nobody outside of this machine has a reason to trust
this authority: in production certificates come from your own.
"""

import os
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from injyana.local.certificates import Issued
from kernel.errors import Misconfigured

AUTHORITY: Final = "injyana-local"
LASTS: Final = timedelta(days=800)
RENEWED: Final = timedelta(days=30)
"""A certificate that lasts no longer is issued anew."""
BACK: Final = timedelta(hours=1)
"""A clock may be so far behind."""
HOSTS: Final = ("localhost",)
ADDRESSES: Final = ("127.0.0.1",)


def issue(folder: Path, name: str) -> Issued:
    """The name's files, made where they are missing or about to expire. Misconfigured where they cannot be made."""
    files = Issued.of(folder, name)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        authority = _authority(folder)
        if _lasts(files.certificate) and files.key.exists() and files.both.exists():
            return files
        key = ec.generate_private_key(ec.SECP256R1())
        alternatives = [*map(x509.DNSName, HOSTS), *(x509.IPAddress(ip_address(each)) for each in ADDRESSES)]
        certificate = (
            _builder(name, key)
            .issuer_name(_named(AUTHORITY))
            .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]),
                critical=False,
            )
            .sign(authority, hashes.SHA256())
        )
        pem = certificate.public_bytes(Encoding.PEM)
        _write(files.key, _pem(key))
        _write(files.both, _pem(key) + pem)
        _write(files.certificate, pem)
    except (OSError, ValueError) as error:
        raise Misconfigured(f"no certificate for {name} in {folder}: {error}") from error
    return files


def _authority(folder: Path) -> ec.EllipticCurvePrivateKey:
    """The authority's key; the first call makes it and its certificate."""
    path, ca = folder / "ca.key", folder / "ca.pem"
    if path.exists() and ca.exists():
        key = load_pem_private_key(path.read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{path} holds a key of another kind than EC")
        return key
    made = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(AUTHORITY, made)
        .issuer_name(_named(AUTHORITY))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(made, hashes.SHA256())
    )
    _write(path, _pem(made))
    _write(ca, certificate.public_bytes(Encoding.PEM))
    return made


def _builder(name: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACK)
        .not_valid_after(now + LASTS)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _lasts(certificate: Path) -> bool:
    if not certificate.exists():
        return False
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    return found.not_valid_after_utc - datetime.now(UTC) > RENEWED


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, data: bytes) -> None:
    """Readable by its owner alone, and never half there."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    fresh.replace(path)
