"""Attestation: chains of real devices, and chains of an own root in which one thing at a time is wrong."""

import base64
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from identity.devices.attestation.chain import DESCRIBES, PROVISIONED
from identity.devices.attestation.key_description import BadDescription, description
from identity.devices.attestation.verdict import Level
from identity.devices.attestation.verifying import Attestation
from kernel.errors import Misconfigured
from kernel.possession.keys import DeviceKey
from simulation.country import simulate
from tests.unit.possession.proofs import p256, public

CHAINS = Path(__file__).with_name("chains")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
CHALLENGE = b"challenge"

REAL = {
    "pixel3_unlocked": (NOW, b"challenge", Level.UNLOCKED, 201908),
    "xperia10_trusted_environment": (
        NOW,
        base64.b64decode("Pq/k1d0AkN5aQrQytCSBr1zimWNlayWExZpJLeFtAMk="),
        Level.TRUSTED_ENVIRONMENT,
        202307,
    ),
    "pixel9_strong_box": (
        datetime(2025, 9, 27, tzinfo=UTC),
        base64.b64decode("N2NjYWMxZWEtNDg0NS00ODJlLTg1OGQtZjZmYTlhYThjMjk1"),
        Level.STRONG_BOX,
        202511,
    ),
    "pixel9a_new_root": (
        datetime(2026, 2, 24, tzinfo=UTC),
        base64.b64decode("NjQxN2Y5MmMtZGFlZi00Y2MxLTg4MjgtNWJiMzkzMzhmZmQ1"),
        Level.TRUSTED_ENVIRONMENT,
        202602,
    ),
}


def texts(certificates: list[x509.Certificate]) -> list[str]:
    return [base64.b64encode(each.public_bytes(Encoding.DER)).decode() for each in certificates]


def real(name: str) -> tuple[list[str], DeviceKey]:
    chain = x509.load_pem_x509_certificates((CHAINS / f"{name}.pem").read_bytes())
    point = chain[0].public_key()
    assert hasattr(point, "public_numbers")
    return texts(chain), public(_Held(point))  # type: ignore[arg-type]


@dataclass
class _Held:
    """A key whose private half is in somebody's phone."""

    point: Any

    def public_key(self) -> Any:
        return self.point


@pytest.mark.parametrize("name", REAL)
def test_real_devices(name: str) -> None:
    at, challenge, level, patch = REAL[name]
    chain, key = real(name)
    found = Attestation().verdict(chain, challenge, key, at)
    assert found is not None
    assert (found.level, found.evidence.get("patch_level")) == (level, patch), found.evidence
    json.dumps(found.evidence)


@pytest.mark.parametrize("name", REAL)
def test_real_devices_with_something_wrong(name: str) -> None:
    at, challenge, _, _ = REAL[name]
    chain, key = real(name)
    checks = Attestation()
    assert _why(checks, chain, b"another", key, at) == "the challenge is another one"
    assert _why(checks, chain, challenge, public(p256()), at) == "the chain is of another key"
    assert "root" in _why(checks, chain[:-1], challenge, key, at) or "signed" in _why(
        checks, chain[:-1], challenge, key, at
    )
    assert "not signed" in _why(checks, chain[::-1], challenge, key, at)
    damaged = bytearray(base64.b64decode(chain[0]))
    damaged[-1] ^= 1
    assert "signed" in _why(checks, [base64.b64encode(damaged).decode(), *chain[1:]], challenge, key, at)


def test_keys_of_some_weeks_end(tmp_path: Path) -> None:
    at, challenge, _, _ = REAL["pixel9_strong_box"]
    chain, key = real("pixel9_strong_box")
    assert "out of date" in _why(Attestation(), chain, challenge, key, at + timedelta(days=90))
    serial = x509.load_der_x509_certificate(base64.b64decode(chain[2])).serial_number
    listed = tmp_path / "status.json"
    listed.write_text(json.dumps({"entries": {f"{serial:x}": {"status": "REVOKED", "reason": "KEY_COMPROMISE"}}}))
    assert "is revoked" in _why(Attestation(revoked=listed), chain, challenge, key, at)


def test_no_simulated_source_is_taken_for_an_attested_device() -> None:
    said = {source.attestation for source in simulate(3, days=1, sources=40).sources}
    assert said - {Level.NONE}
    assert not said & set(Level) - {Level.NONE}


def _why(checks: Attestation, chain: list[str], challenge: bytes, key: DeviceKey, at: datetime = NOW) -> str:
    found = checks.verdict(chain, challenge, key, at)
    assert found is not None
    assert found.level is Level.FAILED
    return str(found.evidence["why"])


@dataclass(frozen=True)
class Maker:
    """Makes chains of an own root."""

    root: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    batch: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    challenge: bytes = CHALLENGE
    level: int = 1
    locked: bool = True
    boot: int = 0
    extensions: tuple[tuple[x509.ObjectIdentifier, bytes], ...] = ()
    batch_extensions: tuple[tuple[x509.ObjectIdentifier, bytes], ...] = ()
    ended: bool = False

    def chain(self) -> list[str]:
        root = _issued("root", self.root, "root", self.root)
        batch = _issued("batch", self.batch, "root", self.root, self.batch_extensions, self.ended)
        told = self.extensions or ((DESCRIBES, self.described()),)
        return texts([_issued("key", self.key, "batch", self.batch, told), batch, root])

    def described(self) -> bytes:
        trust = _sequence(
            core.OctetString(b"boot").dump(),
            core.Boolean(self.locked).dump(),
            _enumerated(self.boot),
            core.OctetString(b"hash").dump(),
        )
        hardware = _sequence(_tagged(704, trust), _tagged(706, core.Integer(202611).dump()))
        return _sequence(
            core.Integer(300).dump(),
            _enumerated(self.level),
            core.Integer(300).dump(),
            _enumerated(self.level),
            core.OctetString(self.challenge).dump(),
            core.OctetString(b"").dump(),
            _sequence(),
            hardware,
        )

    def trusted(self, folder: Path) -> Path:
        path = folder / "roots.pem"
        path.write_bytes(_issued("root", self.root, "root", self.root).public_bytes(Encoding.PEM))
        return path


def _issued(
    name: str,
    key: EllipticCurvePrivateKey,
    issuer: str,
    by: EllipticCurvePrivateKey,
    extensions: tuple[tuple[x509.ObjectIdentifier, bytes], ...] = (),
    ended: bool = False,
) -> x509.Certificate:
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=10))
        .not_valid_after(NOW + timedelta(days=-1 if ended else 10))
    )
    for oid, value in extensions:
        made = made.add_extension(x509.UnrecognizedExtension(oid, value), critical=False)
    return made.sign(by, SHA256())


def _length(size: int) -> bytes:
    return bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")


def _sequence(*parts: bytes) -> bytes:
    body = b"".join(parts)
    return b"\x30" + _length(len(body)) + body


def _enumerated(number: int) -> bytes:
    return bytes([10, 1, number])


def _tagged(number: int, value: bytes) -> bytes:
    return bytes([0xBF, 0x80 | number >> 7, number & 0x7F]) + _length(len(value)) + value


def test_an_own_root(tmp_path: Path) -> None:
    maker = Maker()
    checks = Attestation(maker.trusted(tmp_path))
    for changes, level in (
        ({"level": 2}, Level.STRONG_BOX),
        ({"level": 1}, Level.TRUSTED_ENVIRONMENT),
        ({"level": 0}, Level.SOFTWARE),
        ({"level": 9}, Level.SOFTWARE),
        ({"level": 2, "locked": False}, Level.UNLOCKED),
        ({"level": 2, "boot": 1}, Level.UNLOCKED),
    ):
        made = replace(maker, **changes)  # type: ignore[arg-type]
        found = checks.verdict(made.chain(), CHALLENGE, public(made.key), NOW)
        assert found is not None
        assert found.level is level


def test_what_does_not_hold_fails(tmp_path: Path) -> None:
    maker = Maker()
    checks, key = Attestation(maker.trusted(tmp_path)), public(maker.key)
    told = maker.described()
    assert "root" in _why(checks, Maker(key=maker.key).chain(), CHALLENGE, key)
    assert "describe" in _why(checks, replace(maker, extensions=((PROVISIONED, b""),)).chain(), CHALLENGE, key)
    assert "describe" in _why(checks, replace(maker, batch_extensions=((DESCRIBES, told),)).chain(), CHALLENGE, key)
    assert "out of date" in _why(
        checks, replace(maker, batch_extensions=((PROVISIONED, b"\xa0"),), ended=True).chain(), CHALLENGE, key
    )
    assert "description" in _why(checks, replace(maker, extensions=((DESCRIBES, told[:-3]),)).chain(), CHALLENGE, key)
    assert "certificate" in _why(checks, ["nonsense"], CHALLENGE, key)
    assert "certificate" in _why(checks, ["MAMBAf8="], CHALLENGE, key)


def test_nothing_shown_is_neutral() -> None:
    assert Attestation().verdict([], CHALLENGE, public(p256()), NOW) is None


def test_an_old_factory_key_counts_though_its_certificates_have_ended(tmp_path: Path) -> None:
    maker = Maker(ended=True)
    found = Attestation(maker.trusted(tmp_path)).verdict(maker.chain(), CHALLENGE, public(maker.key), NOW)
    assert found is not None
    assert found.level is Level.TRUSTED_ENVIRONMENT


def test_the_list_of_revoked_certificates_is_read_again(tmp_path: Path) -> None:
    maker, listed = Maker(), tmp_path / "status.json"
    listed.write_text('{"entries": {}}')
    checks = Attestation(maker.trusted(tmp_path), listed)
    chain, key = maker.chain(), public(maker.key)
    found = checks.verdict(chain, CHALLENGE, key, NOW)
    assert found is not None
    assert found.level is Level.TRUSTED_ENVIRONMENT
    serial = x509.load_der_x509_certificate(base64.b64decode(chain[1])).serial_number
    fresh = tmp_path / "new.json"
    fresh.write_text(json.dumps({"entries": {f"{serial:x}": {"status": "SUSPENDED"}, "ab": {"status": "OK"}}}))
    fresh.replace(listed)
    assert "revoked" in _why(checks, chain, CHALLENGE, key)
    listed.write_text("nonsense")
    with pytest.raises(Misconfigured, match="revoked certificates"):
        checks.verdict(chain, CHALLENGE, key, NOW)


def test_roots_are_needed(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="roots"):
        Attestation(tmp_path / "none.pem")


@given(st.binary(max_size=200))
def test_whatever_a_description_is_it_is_refused_in_words(der: bytes) -> None:
    with pytest.raises(BadDescription):
        description(der)


@given(st.data())
def test_a_damaged_description_never_breaks(data: st.DataObject) -> None:
    made = bytearray(Maker().described())
    place = data.draw(st.integers(0, len(made) - 1))
    made[place] = data.draw(st.integers(0, 255))
    try:
        description(bytes(made))
    except BadDescription:
        return
