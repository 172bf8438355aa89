"""Rwanda's provinces, districts and sectors are complete by number, and the gateway knows the same districts."""

from catalogue.venues.places import PROVINCES, SECTORS, is_in_rwanda
from ingest_gateway.places import SEATS

BY_PROVINCE = {"City of Kigali": 35, "Southern": 101, "Western": 96, "Northern": 89, "Eastern": 95}


def test_every_sector_is_there() -> None:
    assert {province: sum(map(len, districts.values())) for province, districts in PROVINCES.items()} == BY_PROVINCE
    assert sum(BY_PROVINCE.values()) == 416
    assert all(len(set(sectors)) == len(sectors) for found in PROVINCES.values() for sectors in found.values())


def test_the_districts_are_the_gateways() -> None:
    assert set(SECTORS) == {district for district, _, _ in SEATS}
    assert all(is_in_rwanda(lat, lon) for _, lat, lon in SEATS)
    assert not is_in_rwanda(30.11, -1.95)
