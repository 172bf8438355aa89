"""Registers many sources at once, each with a key of its own, and gives back how each of them signs its requests."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import Any, Final

import httpx

from client.device import Device
from client.service_account import ServiceAccount
from injyana.senders.administrator import Administrator
from injyana.senders.keys import Keys
from kernel.events.sources import Source, SourceType
from kernel.tokens import REPORT

AT_ONCE: Final = 4
"""Requests under way: the service writes one while it reads another."""
DEVICES: Final = 200
"""In one request, whose body is at most 256 KB."""
PROGRAMS: Final = (SourceType.RADIO, SourceType.STREAMING)
"""Their computers have service accounts; everything else is a device."""


def register(
    administrator: Administrator, keys: Keys, sources: Sequence[Source], registered: Callable[[int], None]
) -> dict[str, httpx.Auth]:
    """By id, what signs a source's requests. Refused, Outage.

    What is registered already stays so, and whoever was interrupted says it again. `registered` is told how many more
    are done.
    """
    devices = iter([source for source in sources if source.source_type not in PROGRAMS])
    programs = [source for source in sources if source.source_type in PROGRAMS]
    work: list[Callable[[], dict[str, httpx.Auth]]] = [
        partial(_devices, administrator, keys, part) for part in iter(lambda: list(islice(devices, DEVICES)), [])
    ]
    work += [partial(_program, administrator, keys, source) for source in programs]
    found: dict[str, httpx.Auth] = {}
    for made in _side_by_side(work):
        found |= made
        registered(len(made))
    return found


def _side_by_side(work: Sequence[Callable[[], dict[str, httpx.Auth]]]) -> Iterator[dict[str, httpx.Auth]]:
    """What each comes to, in order; after an error nothing more is begun."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        futures = [threads.submit(each) for each in work]
        try:
            for future in futures:
                yield future.result()
        finally:
            threads.shutdown(cancel_futures=True)


def _devices(administrator: Administrator, keys: Keys, sources: Sequence[Source]) -> dict[str, httpx.Auth]:
    made: dict[str, httpx.Auth] = {}
    told = []
    for source in sources:
        key = keys.of(source.source_id)
        made[source.source_id] = Device(administrator.identity, source.source_id, key)
        told.append({"device_id": source.source_id, "key": key.jwk, "venues": list(source.venues)} | _said(source))
    administrator.provide(told)
    return made


def _program(administrator: Administrator, keys: Keys, source: Source) -> dict[str, httpx.Auth]:
    key = keys.of(source.source_id)
    account = administrator.account(source.source_id)
    if account is None:
        account = administrator.make_account({"source_id": source.source_id, "scopes": [REPORT]} | _said(source))
    if (account["public_key"] or {}).get("x") != key.jwk["x"]:
        administrator.set_key(account["client_id"], key.jwk)
    return {source.source_id: ServiceAccount(administrator.identity, account["client_id"], key)}


def _said(source: Source) -> dict[str, Any]:
    return {
        "source_type": source.source_type.value,
        "name": source.name,
        "stations": list(source.stations),
        "district": source.district,
        "plays_per_minute": source.plays_per_minute,
    }
