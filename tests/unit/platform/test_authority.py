"""The local authority, and what follows from it."""

import ssl
import threading
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen
from wsgiref.simple_server import make_server

import pytest
from cryptography import x509

from injyana.local import authority, tls
from injyana.local.authority import issue
from injyana.local.certificates import OPERATOR, Issued, password_file
from injyana.local.settings import LocalSettings
from kernel.errors import Misconfigured


def test_what_is_issued_is_of_the_authority_and_private(tmp_path: Path) -> None:
    files = issue(tmp_path / "tls", "gateway")
    made = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    ca = x509.load_pem_x509_certificate(files.ca.read_bytes())
    made.verify_directly_issued_by(ca)
    assert made.subject.rfc4514_string() == "CN=gateway"
    assert files.both.read_bytes() == files.key.read_bytes() + files.certificate.read_bytes()
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "tls").iterdir()} == {0o600}
    assert (tmp_path / "tls").stat().st_mode & 0o777 == 0o700


def test_what_lasts_stays_and_what_expires_is_issued_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authority, "LASTS", timedelta(days=20))
    short = issue(tmp_path, "gateway").certificate.read_bytes()
    monkeypatch.undo()
    long = issue(tmp_path, "gateway").certificate.read_bytes()
    assert long != short
    assert issue(tmp_path, "gateway").certificate.read_bytes() == long


def test_a_damaged_certificate_is_said(tmp_path: Path) -> None:
    issue(tmp_path, "gateway").certificate.write_text("nothing")
    with pytest.raises(Misconfigured, match="no certificate for gateway"):
        issue(tmp_path, "gateway")


def test_a_server_with_it_is_trusted_by_who_trusts_the_authority_alone(tmp_path: Path) -> None:
    files = issue(tmp_path, "gateway")
    server = make_server("127.0.0.1", 0, lambda _environ, start: (start("204 No Content", []), [])[1])
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.certificate, files.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"https://127.0.0.1:{server.server_port}/"
    with urlopen(url, timeout=10, context=ssl.create_default_context(cafile=files.ca)) as answer:
        assert answer.status == 204
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        urlopen(url, timeout=10, context=ssl.create_default_context())
    server.shutdown()
    server.server_close()


def test_passwords_of_processes_stay(tmp_path: Path) -> None:
    tls.prepare(tmp_path, ["fraud"])
    password = password_file(tmp_path, "fraud").read_text()
    assert len(password) >= 32
    tls.prepare(tmp_path, ["fraud"])
    assert password_file(tmp_path, "fraud").read_text() == password
    assert all(Issued.of(tmp_path, name).both.exists() for name in (*tls.SERVERS, "fraud"))


def test_every_address_of_a_stack_with_tls_is_encrypted() -> None:
    local = LocalSettings(tls=True)
    told = local.environment("fraud")
    assert told["INJYANA_KAFKA"].startswith("kafka+ssl://fraud@")
    assert told["INJYANA_REGISTRY"].startswith("https://")
    assert "sslmode=verify-full" in told["INJYANA_DATABASE"]
    assert told["INJYANA_REDIS"].startswith("rediss://")
    assert {local.gateway[:8], local.review[:8], local.identity[:8], local.prometheus[:8]} == {"https://"}
    assert local.kafka.startswith("kafka+ssl://127.0.0.1"), "the operator has no user"
    assert str(local.issued(OPERATOR).key) in local.kafka


def test_without_tls_nothing_of_it_is_told() -> None:
    assert not [value for value in LocalSettings(tls=False).environment("fraud").values() if "ssl" in value]
