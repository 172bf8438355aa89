"""Who comes without TLS, without a certificate of the authority, or without a right, is turned away."""

from typing import Any

import psycopg
import pytest
import redis
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from injyana.local.http import probe_http
from injyana.local.settings import LocalSettings
from kernel.kafka import admin_client, client_config, consumer_config, producer_config, transactional_producer
from kernel.kafka_address import KafkaAddress
from kernel.topics import CATALOGUE_SONGS, DETECTIONS_RAW, PLAYS_RECOGNIZED, PLAYS_SCORED

pytestmark = pytest.mark.timeout(300)
QUIET = {"log_level": 0, "socket.timeout.ms": 3_000}


def refused(configuration: dict[str, Any]) -> None:
    """A client of Kafka with which nothing can be asked."""
    with pytest.raises(KafkaException):
        AdminClient(configuration | QUIET, logger=None).list_topics(timeout=4)


def produced(address: str, topic: str, transactional_id: str | None = None) -> KafkaError | None:
    """The broker's word on one record."""
    if transactional_id is not None:
        producer = transactional_producer(address, transactional_id)
        producer.init_transactions(20)
        producer.begin_transaction()
    else:
        producer = Producer(producer_config(address) | {"enable.idempotence": False})
    said: list[KafkaError | None] = []
    producer.produce(topic, b"value", b"key", on_delivery=lambda error, _message: said.append(error))
    producer.flush(20)
    if transactional_id is not None:
        producer.abort_transaction(20)
    return said[0]


def read(address: str, group: str, topic: str) -> KafkaError | None:
    """What keeps a client from reading a topic; None where nothing does."""
    client = Consumer(consumer_config(address, group))
    try:
        known = client.list_topics(topic, 20).topics[topic]
        unknown: KafkaError | None = known.error
        if unknown is not None:
            return unknown
        client.assign([TopicPartition(topic, 0, 0)])
        message: Message | None = client.poll(30)
        assert message is not None, "neither a record, nor an end, nor an error"
        error = message.error()
        return None if error is None or error.code() == KafkaError._PARTITION_EOF else error
    finally:
        client.close()


def test_a_process_reads_and_writes_its_own_topics_alone(encrypted: LocalSettings) -> None:
    address = encrypted.kafka_of("recognition")
    assert read(address, "recognition", DETECTIONS_RAW.name) is None
    assert read(address, "reads-catalogue.songs", CATALOGUE_SONGS.name) is None
    assert produced(address, PLAYS_RECOGNIZED.name, "recognition.detections.raw-0") is None
    for topic in (PLAYS_SCORED.name, DETECTIONS_RAW.name):
        error = produced(address, topic)
        assert error is not None
        assert error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED
    error = read(address, "recognition", PLAYS_SCORED.name)
    assert error is not None
    assert error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED


def test_a_process_stays_out_of_other_groups_and_transactions(encrypted: LocalSettings) -> None:
    address = encrypted.kafka_of("recognition")
    with pytest.raises(KafkaException) as other:
        transactional_producer(address, "fraud.plays.recognized-0").init_transactions(20)
    assert other.value.args[0].code() == KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
    client = Consumer(consumer_config(address, "fraud"))
    client.subscribe([DETECTIONS_RAW.name])
    try:
        message = client.poll(60)
        error = message.error() if message is not None else None
    finally:
        client.close()
    assert error is not None
    assert error.code() == KafkaError.GROUP_AUTHORIZATION_FAILED


def test_a_process_may_neither_make_nor_delete_topics(encrypted: LocalSettings) -> None:
    admin = admin_client(encrypted.kafka_of("relay"))
    with pytest.raises(KafkaException) as made:
        admin.delete_topics([PLAYS_SCORED.name])[PLAYS_SCORED.name].result(20)
    assert made.value.args[0].code() == KafkaError.TOPIC_AUTHORIZATION_FAILED


def test_kafka_takes_nobody_without_tls_certificate_or_password(encrypted: LocalSettings) -> None:
    refused({"bootstrap.servers": encrypted.address("kafka")})
    refused({"bootstrap.servers": encrypted.address("kafka_operator")})
    told = client_config(encrypted.kafka_of("fraud"))
    refused(told | {"sasl.password": "another"})
    refused(told | {"sasl.username": "nobody"})
    own = ("ssl.certificate.location", "ssl.key.location")
    refused({name: value for name, value in told.items() if name not in own})
    operator = client_config(encrypted.kafka)
    refused({name: value for name, value in operator.items() if name not in own})
    assert AdminClient(operator | QUIET, logger=None).list_topics(timeout=20).brokers


def test_a_client_refuses_a_broker_of_another_authority(encrypted: LocalSettings) -> None:
    strange = encrypted.issued("fraud").certificate  # a certificate, but none that the broker's is of
    refused(client_config(encrypted.kafka) | {"ssl.ca.location": str(strange)})


def test_postgresql_takes_nobody_without_tls_or_certificate(encrypted: LocalSettings) -> None:
    plain, _, _ = encrypted.database.partition("?")
    ca = encrypted.ca
    for address in (f"{plain}?sslmode=disable", f"{plain}?sslmode=verify-full&sslrootcert={ca}&sslcert=&sslkey="):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(address, connect_timeout=5).close()
    with psycopg.connect(encrypted.database) as connection:
        found = connection.execute("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone()
    assert found is not None
    assert found[0]
    assert found[1] in ("TLSv1.2", "TLSv1.3")


def test_redis_takes_nobody_without_tls_or_certificate(encrypted: LocalSettings) -> None:
    plain, _, _ = encrypted.redis.partition("?")
    for url in (plain.replace("rediss:", "redis:"), f"{plain}?ssl_ca_certs={encrypted.ca}"):
        with pytest.raises(redis.RedisError), redis.Redis.from_url(url, socket_timeout=5) as client:
            client.ping()
    with redis.Redis.from_url(encrypted.redis) as client:
        assert client.ping()


def test_http_is_served_with_a_certificate_of_the_authority(encrypted: LocalSettings) -> None:
    registry, _, _ = encrypted.registry.partition("?")
    for url in (f"{registry}/subjects", f"{encrypted.prometheus}/-/ready"):
        assert probe_http(url, encrypted.ca) is None
        assert "CERTIFICATE_VERIFY_FAILED" in (probe_http(url) or "")
        assert probe_http(url.replace("https:", "http:"), encrypted.ca) is not None


def test_a_password_stands_in_no_address(encrypted: LocalSettings) -> None:
    address = KafkaAddress.of(encrypted.kafka_of("fraud"))
    assert address.password not in encrypted.kafka_of("fraud")
