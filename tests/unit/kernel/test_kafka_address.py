"""Kafka's address in its two forms."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Misconfigured
from kernel.faust_credentials import credentials
from kernel.kafka_address import MECHANISM, KafkaAddress

FILES = "ca=/c/ca.pem&certificate=/c/own.pem&key=/c/own.key"
HOSTS = st.lists(st.from_regex(r"[a-z][a-z0-9.-]{0,20}:[1-9][0-9]{0,4}", fullmatch=True), min_size=1, max_size=3)


@given(HOSTS)
def test_hosts_alone_are_not_encrypted(hosts: list[str]) -> None:
    address = KafkaAddress.of(",".join(hosts))
    assert address.client() == {"bootstrap.servers": ",".join(hosts)}
    assert credentials(address) is None
    assert address.aiokafka() == {}


@given(HOSTS)
def test_a_certificate_alone_proves_an_operator(hosts: list[str]) -> None:
    assert KafkaAddress.of(f"kafka+ssl://{','.join(hosts)}?{FILES}").client() == {
        "bootstrap.servers": ",".join(hosts),
        "security.protocol": "ssl",
        "ssl.ca.location": "/c/ca.pem",
        "ssl.certificate.location": "/c/own.pem",
        "ssl.key.location": "/c/own.key",
    }


def test_a_user_proves_itself_by_a_password_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "fraud.password"
    file.write_text("a secret\n")
    address = KafkaAddress.of(f"kafka+ssl://fraud@a:1,b:2?{FILES}&password={file}")
    told = address.client()
    assert told["bootstrap.servers"] == "a:1,b:2"
    assert told["security.protocol"] == "sasl_ssl"
    assert (told["sasl.mechanism"], told["sasl.username"], told["sasl.password"]) == (MECHANISM, "fraud", "a secret")


def test_a_password_that_is_not_there_is_said(tmp_path: Path) -> None:
    address = KafkaAddress.of(f"kafka+ssl://fraud@a:1?{FILES}&password={tmp_path / 'none'}")
    with pytest.raises(Misconfigured, match="no password for Kafka"):
        address.client()


def test_certificates_that_are_not_there_are_said() -> None:
    with pytest.raises(Misconfigured, match="certificate for Kafka"):
        credentials(KafkaAddress.of(f"kafka+ssl://a:1?{FILES}"))
    with pytest.raises(Misconfigured, match="certificate for Kafka"):
        KafkaAddress.of(f"kafka+ssl://a:1?{FILES}").aiokafka()


@pytest.mark.parametrize(
    "text",
    [
        "kafka://a:1",
        f"kafka+ssl://?{FILES}",
        "kafka+ssl://a:1",
        "kafka+ssl://a:1?ca=/c/ca.pem",
        f"kafka+ssl://fraud@a:1?{FILES}",
        f"kafka+ssl://a:1?{FILES}&password=/c/p",
        f"kafka+ssl://a:1?{FILES}&more=1",
    ],
)
def test_what_is_neither_form_is_said_with_what_is_wanted(text: str) -> None:
    with pytest.raises(Misconfigured, match=r"neither HOST:PORT nor kafka\+ssl://"):
        KafkaAddress.of(text)
