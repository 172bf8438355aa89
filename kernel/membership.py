"""Being a static member of a consumer group (KIP-345), and leaving it.

A worker that dies and comes back within the session time-out gets its partitions at once, and the others keep theirs.
The price: a static member says nothing when it ends. So one that is told to stop, and may not come back, has itself
taken out of the group, and its partitions go to others at once rather than after the time-out.
"""

import asyncio
import logging
from typing import Final

from aiokafka.client import AIOKafkaClient, ConnectionGroup, CoordinationType
from aiokafka.errors import KafkaError, for_code
from aiokafka.protocol.group import LeaveGroupRequest

from kernel.kafka_address import KafkaAddress

LOG = logging.getLogger(__name__)

SESSION_SECONDS: Final = 8
"""A silent worker's partitions go to others after this. Brokers allow six; a process is up again in less."""
HEARTBEAT_SECONDS: Final = 1
"""Also how soon a member learns that partitions are dealt anew."""
LEAVE_SECONDS: Final = 5.0


def leave(kafka: str, group: str, member_id: str) -> None:
    """Takes a member out of its group, whose consumer is closed. librdkafka has no call for it.

    Where it fails, the session time-out does the same later; that is logged and nothing else.
    """
    try:
        asyncio.run(asyncio.wait_for(_leave(KafkaAddress.of(kafka), group, member_id), LEAVE_SECONDS))
    except (KafkaError, OSError, TimeoutError) as error:
        LOG.warning("%s does not hear that a member leaves, and misses it in %s s: %r", group, SESSION_SECONDS, error)


async def _leave(address: KafkaAddress, group: str, member_id: str) -> None:
    client = AIOKafkaClient(bootstrap_servers=address.hosts, **address.aiokafka())
    try:
        await client.bootstrap()
        node = await client.coordinator_lookup(CoordinationType.GROUP, group)
        if not await client.ready(node, group=ConnectionGroup.COORDINATION):
            raise TimeoutError(f"broker {node} is away")
        answer = await client.send(node, LeaveGroupRequest(group, member_id), group=ConnectionGroup.COORDINATION)
        if answer.error_code:
            raise for_code(answer.error_code)
    finally:
        await client.close()
