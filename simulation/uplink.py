"""How a source's notes reach the gateway: when, in which order, with which clock, and how often."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec
import numpy as np
from numpy.random import Generator

from simulation.chance import Ints

if TYPE_CHECKING:
    from simulation.device import Draft

BATCH: Final = 500
"""Plays in one request; the gateway takes 1,000."""
_V7: Final = 0x7 << 76 | 0x2 << 62
_RANDOM: Final = (1 << 76) - 1 & ~(0xF << 76) & ~(0x3 << 62)


@dataclass(slots=True)
class Uplink:
    """A source's habits of sending. Times in hours, seconds or milliseconds, as named; shares from 0 to 1.

    `every_h` is how long it waits from one batch to the next (0: each play is sent when it has ended). `fails` is how
    often a batch does not reach the gateway at all and goes with the next; `unanswered` how often it does and the
    answer is lost, so that the same events are sent again; `held_back` how often a play misses its batch. The clock is
    `clock_ms` ahead, runs ahead by `drift_ms` a day, and is set right by itself at `right_at`. The counter of plays
    begins anew after the share `reinstalled` of its plays.
    """

    every_h: float = 3.0
    jitter: float = 0.4
    fails: float = 0.05
    unanswered: float = 0.02
    held_back: float = 0.01
    shuffles: bool = False
    latency_s: float = 0.6
    clock_ms: int = 0
    drift_ms: float = 0.0
    right_at: int | None = None
    counts: bool = True
    reinstalled: float | None = None


class Sent(msgspec.Struct, gc=False):
    """One sending of one note. `said` and `sent` are of the source's own clock, all in milliseconds since 1970."""

    received: int
    note: int
    said: int
    sent: int
    sequence: int | None
    event_id: str
    batch_id: str
    resend: bool


def send(random: Generator, uplink: Uplink, drafts: "list[Draft]", start: int, since: int) -> list[Sent]:
    """Every sending of these notes, which are in the order of time, in the order in which they arrive.

    `start` is when the simulation begins; `since` what the sequence counts from, as the source has counted before.
    """
    if not drafts:
        return []
    at = np.array([draft.at for draft in drafts], np.int64)
    ended = np.array([draft.made or draft.at + draft.duration for draft in drafts], np.int64)
    said = at + _ahead(uplink, at, start)
    tails = random.bytes(10 * len(drafts)).hex()
    ids = [_event_id(int(moment), int(tails[20 * n : 20 * n + 20], 16)) for n, moment in enumerate(said.tolist())]
    moments = _moments(random, uplink, ended)
    of = _batches(random, uplink, ended, moments)
    found: list[Sent] = []
    said_list, counter = said.tolist(), _counted(uplink, ended, since)
    order = np.argsort(of, kind="stable")
    edges = np.flatnonzero(np.diff(of[order])) + 1
    for notes in np.split(order, edges):
        if uplink.shuffles:
            notes = random.permutation(notes)
        begun = int(moments[of[notes[0]]])
        for first in range(0, len(notes), BATCH):
            part = notes[first : first + BATCH].tolist()
            for resend, moment in _tries(random, uplink, begun + first):
                sent = moment + int(_ahead(uplink, np.array([moment]), start)[0])
                received = moment + 40 + int(random.exponential(uplink.latency_s * 1000))
                batch = str(UUID(bytes=random.bytes(16), version=4))
                found.extend(
                    Sent(
                        received,
                        n,
                        said_list[n],
                        sent,
                        counter[n] if uplink.counts else None,
                        ids[n],
                        batch,
                        resend,
                    )
                    for n in part
                )
    return [each for each in found if _taken(each)]


def _taken(sent: Sent) -> bool:
    """Whether the gateway takes a play of that age, after it corrected the clock."""
    return -300_000 < sent.sent - sent.said < 30 * 86_400_000


def _counted(uplink: Uplink, ended: Ints, since: int) -> list[int]:
    """The source's counter at each note: it counts in the order in which it notes."""
    places: Ints = np.empty(len(ended), np.int64)
    places[np.argsort(ended, kind="stable")] = np.arange(len(ended))
    numbers = places + since
    if uplink.reinstalled is not None:
        before = int(uplink.reinstalled * len(ended))
        numbers = np.where(places < before, numbers, places - before)
    counted: list[int] = numbers.tolist()
    return counted


def _moments(random: Generator, uplink: Uplink, ended: Ints) -> Ints:
    """When batches are sent; the last one after everything has ended."""
    if uplink.every_h == 0:
        return np.unique(ended) + 200
    mean = uplink.every_h * 3_600_000
    begin, end = int(ended.min()), int(ended.max())
    count = int((end - begin) / mean * 1.6) + 4
    waits = mean * np.clip(random.normal(1.0, uplink.jitter, count), 0.1, 3.0)
    moments = begin + (random.random() * waits[0] + np.cumsum(waits) - waits[0]).astype(np.int64)
    last = moments[moments > end]
    tail = last[:1] if len(last) else np.array([max(int(moments[-1]), end) + int(waits[0])])
    return np.concatenate((moments[moments <= end], tail))


def _batches(random: Generator, uplink: Uplink, ended: Ints, moments: Ints) -> Ints:
    """The number of the batch with which each note goes, after failures."""
    last = len(moments) - 1
    goes = random.random(last + 1) >= uplink.fails
    goes[last] = True
    numbers = np.where(goes, np.arange(last + 1), last)
    works = np.minimum.accumulate(numbers[::-1])[::-1]
    wanted = np.searchsorted(moments, ended, side="left")
    wanted = wanted + (random.random(len(ended)) < uplink.held_back)
    return works[np.minimum(wanted, last)].astype(np.int64)


def _tries(random: Generator, uplink: Uplink, moment: int) -> list[tuple[bool, int]]:
    tries = [(False, moment)]
    while random.random() < uplink.unanswered and len(tries) < 4:
        tries.append((True, tries[-1][1] + 15_000 + int(random.exponential(240_000))))
    return tries


def _ahead(uplink: Uplink, at: Ints, start: int) -> Ints:
    """How far the source's clock is ahead at these true times."""
    ahead = uplink.clock_ms + uplink.drift_ms * (at - start) / 86_400_000
    if uplink.right_at is not None:
        ahead = np.where(at < uplink.right_at, ahead, 0)
    return ahead.astype(np.int64)


def _event_id(said: int, tail: int) -> str:
    """A UUIDv7 of the source's clock."""
    digits = f"{(max(said, 0) & (1 << 48) - 1) << 80 | tail & _RANDOM | _V7:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
