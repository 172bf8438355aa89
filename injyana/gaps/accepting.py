"""Gaps in what a group has read, and the decision to go on without what is gone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from injyana.admin.topics import Cluster
from injyana.gaps.groups import Group, LedgerGroup, LiveGroup, RelayGroup, StageGroup, WholeTopic
from kernel.clock import system_clock
from kernel.errors import Refused
from kernel.events.starts import ConsumerStart
from kernel.kafka import consumer, partition_count
from kernel.settings import Settings
from kernel.starts import GROUP, Extent, Place, Starts, gone
from kernel.topics import OUTBOX_POSITION
from sinks.redis.sink import NAME as LIVE
from sinks.timescale.sink import NAME as LEDGER


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a group stands still in a partition, and where it would go on."""

    place: Place
    position: int | None
    extent: Extent
    why: str
    resume: int | None


def group_of(settings: Settings, starts: Starts, name: str, topic: str) -> Group:
    """The group, by what keeps its positions. Refused where there is no such topic."""
    found = Cluster(settings.kafka).found([topic])
    if topic not in found:
        raise Refused(f"there is no topic {topic}; `injyana topics apply` makes those that are missing")
    if name == LEDGER:
        return LedgerGroup(starts, settings.kafka, settings.database.get_secret_value(), LEDGER)
    if name == LIVE:
        return LiveGroup(starts, settings.kafka, settings.redis.get_secret_value())
    if topic == OUTBOX_POSITION.name:
        return RelayGroup(starts, settings.kafka)
    if "compact" in found[topic].config["cleanup.policy"]:
        return WholeTopic(starts, settings.kafka)
    return StageGroup(starts, settings.kafka, name)


def gaps(starts: Starts, group: Group, name: str, places: Sequence[Place], start_from: str | None) -> list[Gap]:
    """The group's gaps in the partitions, and where it would go on in each. Outage, Refused."""
    positions, extents, known = group.positions(places), starts.extents(places), starts.known(name)
    found = []
    for place in places:
        position, extent, start = positions[place], extents[place], known.get(place)
        begin = 0 if position is not None and position < 0 and start is None else position
        why = gone(begin, extent, start)
        if why is not None:
            lost = begin is not None and begin < 0
            found.append(Gap(place, begin, extent, why, _resume(group, extent, start_from, lost)))
    return found


def accept(group: Group, name: str, found: Iterable[Gap], by: str, reason: str) -> None:
    """Lets the group go on past the gaps; who did it and why is kept in consumers.starts. Outage, Refused."""
    group.go_on(
        name,
        [
            ConsumerStart(
                group=name,
                topic=gap.place[0],
                partition=gap.place[1],
                topic_id=gap.extent.topic_id,
                position=gap.resume,
                started_at=system_clock(),
                accepted_by=by,
                reason=reason,
            )
            for gap in found
        ],
    )


def places_of(settings: Settings, topic: str, partition: int | None) -> list[Place]:
    """The topic's partitions, or the one. BrokerAway, Refused."""
    client = consumer(settings.kafka, GROUP)
    try:
        numbers = range(partition_count(client, topic))
    finally:
        client.close()
    if partition is not None and partition not in numbers:
        raise Refused(f"{topic} has no partition {partition}")
    return [(topic, number) for number in numbers if partition in (None, number)]


def _resume(group: Group, extent: Extent, start_from: str | None, lost: bool) -> int | None:
    if isinstance(group, WholeTopic):
        return None
    if isinstance(group, RelayGroup):
        return None if start_from is None else _number(start_from)
    if start_from is None and lost:
        raise Refused(
            "the position is lost: from the earliest record on everything would be counted again, from the latest on "
            "nothing that waits would be. Say which by --from, or the offset up to which the outputs reach"
        )
    if start_from in (None, "earliest"):
        return extent.first
    if start_from == "latest":
        return extent.end
    number = _number(start_from or "")
    if not extent.first <= number <= extent.end:
        raise Refused(f"--from {number} lies outside of what is there, {extent.first} to {extent.end}")
    return number


def _number(text: str) -> int:
    if not text.isdigit():
        raise Refused(f"--from {text!r} is neither earliest nor latest nor a number")
    return int(text)
