"""Who plays in the demonstration: devices that register with one-time codes, and a station's service account."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from client.device import Device
from client.keys import Key
from client.service_account import ServiceAccount
from injyana.senders.administrator import Administrator
from kernel.events.sources import SourceType
from kernel.tokens import REPORT

PLACES: Final = (
    ("Kigali", -1.9441, 30.0619),
    ("Huye", -2.5967, 29.7394),
    ("Musanze", -1.4998, 29.6350),
    ("Rubavu", -1.6792, 29.2667),
    ("Muhanga", -2.0845, 29.7527),
    ("Rwamagana", -1.9487, 30.4347),
)
"""Towns, and about where they lie."""
BAR: Final = {"name": "The demonstration's bar", "kind": "bar", "district": "Kicukiro"}
STATION: Final = {"name": "The demonstration's radio", "kind": "radio", "district": "Gasabo"}


@dataclass(frozen=True, slots=True)
class Cast:
    """The sources by what they do, where the phones lie, and what signs the requests of each source."""

    phones: tuple[str, ...]
    dj: str
    radio: str
    manager: str
    cheat: str
    places: Mapping[str, Mapping[str, float]]
    station: str
    venue: str
    senders: Mapping[str, httpx.Auth]

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.phones, self.dj, self.radio, self.manager, self.cheat)


def register(administrator: Administrator, catalogue: str, performance: str) -> Cast:
    """Registers the sources of one performance with the services, as people and stations do; another one has others,
    so that their evenings never overlap. Refused, Outage.
    """
    venue = str(administrator.once(f"{catalogue}/api/v1/catalogue/venues", BAR)["venue_id"])
    station = str(administrator.once(f"{catalogue}/api/v1/catalogue/stations", STATION)["station_id"])
    phones = [_device(administrator, SourceType.PHONE, f"A phone in {town}") for town, _, _ in PLACES]
    dj = _device(administrator, SourceType.DJ, "A DJ in Kigali", Key.ed25519(), district="Nyarugenge")
    manager = _device(administrator, SourceType.VENUE, "A bar", Key.ed25519(), venues=[venue], district="Kicukiro")
    cheat = _device(administrator, SourceType.PHONE, "A phone that cheats")
    radio, account = f"radio-{performance}", _account(administrator, f"radio-{performance}", station)
    return Cast(
        phones=tuple(phone.device_id for phone in phones),
        dj=dj.device_id,
        radio=radio,
        manager=manager.device_id,
        cheat=cheat.device_id,
        places={
            phone.device_id: {"lat": lat, "lon": lon, "accuracy_m": 20.0}
            for phone, (_, lat, lon) in zip(phones, PLACES, strict=True)
        },
        station=station,
        venue=venue,
        senders={each.device_id: each for each in (*phones, dj, manager, cheat)} | {radio: account},
    )


def _device(
    administrator: Administrator, source_type: SourceType, name: str, key: Key | None = None, **more: Any
) -> Device:
    """A device with a key of its own, of P-256 as phones' secure hardware keeps it where nothing else is said."""
    return administrator.enrol({"source_type": source_type.value, "name": name, **more}, key or Key.p256())


def _account(administrator: Administrator, source_id: str, station: str) -> ServiceAccount:
    said = {"name": "A radio station", "source_id": source_id, "source_type": SourceType.RADIO.value}
    made = administrator.make_account(said | {"stations": [station], "scopes": [REPORT], "district": "Gasabo"})
    secret = administrator.secret(made["client_id"])
    return ServiceAccount(administrator.identity, made["client_id"], secret)
