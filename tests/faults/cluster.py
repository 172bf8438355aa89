"""A Kafka cluster of three, as in production: three copies of everything, two of which must have a record.

Clients reach each broker through a proxy, the brokers each other directly.
"""

import os
import signal
import socket
import subprocess
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

from confluent_kafka import KafkaException

from injyana.local import kafka
from injyana.local.settings import HOST, ROOT, LocalSettings
from kernel.kafka import consumer
from tests.faults.injectors.network import Proxy
from tests.waiting import wait_until

BROKERS = (1, 2, 3)
START_SECONDS = 120.0
FORMAT_SECONDS = 120
SAFE = {
    "default.replication.factor": "3",
    "min.insync.replicas": "2",
    "offsets.topic.replication.factor": "3",
    "transaction.state.log.replication.factor": "3",
    "transaction.state.log.min.isr": "2",
    "share.coordinator.state.topic.replication.factor": "3",
    "share.coordinator.state.topic.min.isr": "2",
    "unclean.leader.election.enable": "false",
    "broker.session.timeout.ms": "6000",
}


class ClusterSettings(LocalSettings):
    """The settings of the shared stack, with other brokers."""

    brokers: str = ""

    @property
    def kafka(self) -> str:
        return self.brokers


class Cluster:
    """Three nodes that are brokers and controllers; the other servers are those of the shared stack."""

    def __init__(self, shared: LocalSettings, folder: Path) -> None:
        self._folder = folder
        self._shared = shared
        self._ports = {number: (free_port(), free_port(), free_port()) for number in BROKERS}
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self.proxies = {number: Proxy(HOST, self._ports[number][0]) for number in BROKERS}
        brokers = ",".join(f"{HOST}:{proxy.port}" for proxy in self.proxies.values())
        self.local = ClusterSettings.model_validate(shared.model_dump() | {"brokers": brokers})

    def start(self) -> None:
        """Formats and starts all, and waits until each of them is known to the others."""
        name = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        for number in BROKERS:
            self._prepare(number, name)
            self.revive(number)
        wait_until(lambda: self.alive() == set(BROKERS), START_SECONDS, "three brokers")

    def revive(self, number: int) -> None:
        """Starts one; it is of use some seconds later."""
        command = [*kafka._java(self._shared, "-Xmx320m"), "kafka.Kafka", str(self._properties(number))]
        with (self._folder / f"broker-{number}.log").open("ab") as log:
            self._running[number] = subprocess.Popen(command, stdout=log, stderr=log, env=dict(os.environ))

    def kill(self, number: int) -> None:
        """SIGKILL; what it had written stays."""
        process = self._running.pop(number)
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    def stop(self) -> None:
        for number in tuple(self._running):
            self.kill(number)
        for proxy in self.proxies.values():
            proxy.close()

    def alive(self) -> set[int]:
        """The brokers that the cluster holds for alive; none where nobody answers."""
        client = consumer(self.local.kafka, "looks")
        try:
            return set(client.list_topics(timeout=5).brokers)
        except KafkaException:
            return set()
        finally:
            client.close()

    def leader(self, topic: str, partition: int) -> int:
        """Who leads a partition; -1 where nobody does."""
        client = consumer(self.local.kafka, "looks")
        try:
            return int(client.list_topics(topic, timeout=10).topics[topic].partitions[partition].leader)
        finally:
            client.close()

    def in_sync(self, topic: str) -> int:
        """The fewest copies in sync of any of the topic's partitions."""
        client = consumer(self.local.kafka, "looks")
        try:
            found = client.list_topics(topic, timeout=10).topics[topic].partitions
            return min(len(partition.isrs) for partition in found.values())
        finally:
            client.close()

    def _prepare(self, number: int, name: str) -> None:
        folder = self._folder / str(number)
        folder.mkdir(parents=True)
        for_clients, for_brokers, controller = self._ports[number]
        lines = (ROOT / "infra/kafka/server.properties").read_text().splitlines()
        given = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
        listeners = f"CLIENTS://{HOST}:{for_clients},BROKERS://{HOST}:{for_brokers},CONTROLLER://{HOST}:{controller}"
        own = {
            "node.id": str(number),
            "controller.quorum.voters": ",".join(f"{each}@{HOST}:{self._ports[each][2]}" for each in BROKERS),
            "listeners": listeners,
            "advertised.listeners": f"CLIENTS://{HOST}:{self.proxies[number].port},BROKERS://{HOST}:{for_brokers}",
            "listener.security.protocol.map": "CLIENTS:PLAINTEXT,BROKERS:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "BROKERS",
            "log.dirs": str(folder / "data"),
        }
        self._properties(number).write_text("".join(f"{k}={v}\n" for k, v in (given | SAFE | own).items()))
        tool = ["kafka.tools.StorageTool", "format", f"--cluster-id={name}", "-c", str(self._properties(number))]
        command = [*kafka._java(self._shared, "-Xmx256m"), *tool]
        subprocess.run(command, check=True, capture_output=True, timeout=FORMAT_SECONDS)

    def _properties(self, number: int) -> Path:
        return self._folder / str(number) / "kafka.properties"


def free_port() -> int:
    """One that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port
