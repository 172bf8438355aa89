"""Apache Kafka as one node in KRaft mode."""

import subprocess
import uuid
from base64 import urlsafe_b64encode

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from injyana.local.certificates import OPERATOR
from injyana.local.server import Server, missing
from injyana.local.settings import HOST, ROOT, LocalSettings
from kernel.errors import Misconfigured
from kernel.kafka import client_config
from kernel.kafka_address import MECHANISM

PROBE_SECONDS = 3.0
SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule"
FORMAT_SECONDS = 60
"""A Java start on a busy machine."""


def server(local: LocalSettings) -> Server:
    """The broker; ready when it answers as a cluster of one."""
    return Server(
        name="kafka",
        command=[*_java(local, f"-Xmx{local.kafka_heap}"), "kafka.Kafka", str(local.run_dir / "kafka.properties")],
        ports=["kafka", "kafka_controller", *(["kafka_operator"] if local.tls else [])],
        address=local.address("kafka"),
        probe=lambda: _probe(local),
        prepare=lambda: _prepare(local),
        start_seconds=120,
        stop_seconds=30,
    )


def _java(local: LocalSettings, heap: str) -> list[str]:
    logging = f"-Dlog4j2.configurationFile={ROOT / 'infra/kafka/log4j2.properties'}"
    return ["java", heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", logging, "-cp", str(local.lib / "kafka" / "*")]


def _prepare(local: LocalSettings) -> None:
    if not any((local.lib / "kafka").glob("kafka_*.jar")):
        raise missing("Apache Kafka")
    data = local.state / "kafka"
    properties = local.run_dir / "kafka.properties"
    text = (ROOT / "infra/kafka/server.properties").read_text() + (_encrypted(local) if local.tls else _plain(local))
    properties.touch(mode=0o600)
    properties.write_text(f"{text}log.dirs={data}\nnum.partitions={local.partitions}\n")
    if (data / "meta.properties").exists():
        return
    data.mkdir(parents=True, exist_ok=True)
    cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    tool = ["kafka.tools.StorageTool", "format", "--standalone", f"--cluster-id={cluster}", "-c", str(properties)]
    done = subprocess.run(
        [*_java(local, "-Xmx256m"), *tool], capture_output=True, text=True, timeout=FORMAT_SECONDS, check=False
    )
    if done.returncode:
        raise Misconfigured(f"Kafka's storage could not be formatted in {data}:\n{done.stdout}{done.stderr}")


def _plain(local: LocalSettings) -> str:
    listener, controller = local.address("kafka"), local.address("kafka_controller")
    return f"""
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
listeners=PLAINTEXT://{listener},CONTROLLER://{controller}
advertised.listeners=PLAINTEXT://{listener},CONTROLLER://{controller}
controller.quorum.bootstrap.servers={controller}
"""


def _encrypted(local: LocalSettings) -> str:
    """Processes prove themselves by certificate and SCRAM, the broker and the operator by certificate alone.

    Whoever is not allowed something by name is allowed nothing.
    """
    listener, operator = local.address("kafka"), local.address("kafka_operator")
    controller, own = local.address("kafka_controller"), local.issued("kafka")
    return f"""
listener.security.protocol.map=PROCESSES:SASL_SSL,OPERATOR:SSL,CONTROLLER:SSL
inter.broker.listener.name=OPERATOR
listeners=PROCESSES://{listener},OPERATOR://{operator},CONTROLLER://{controller}
advertised.listeners=PROCESSES://{listener},OPERATOR://{operator},CONTROLLER://{controller}
controller.quorum.bootstrap.servers={controller}
ssl.keystore.type=PEM
ssl.keystore.location={own.both}
ssl.truststore.type=PEM
ssl.truststore.location={own.ca}
ssl.client.auth=required
listener.name.processes.ssl.client.auth=required
sasl.enabled.mechanisms={MECHANISM}
listener.name.processes.{MECHANISM.lower()}.sasl.jaas.config={SCRAM} required;
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:CN=kafka;User:CN={OPERATOR}
"""


def _probe(local: LocalSettings) -> str | None:
    told = client_config(local.kafka) | {"socket.timeout.ms": int(PROBE_SECONDS * 1000), "log_level": 0}
    admin = AdminClient(told, logger=None)
    try:
        brokers = admin.list_topics(timeout=PROBE_SECONDS).brokers
    except KafkaException as error:
        return str(error.args[0].str())
    return None if brokers else f"no broker has registered at {HOST} yet"
